"""One mistake each in a pack's keys, head, document or dates: refused, and the refusal names file and key."""

from __future__ import annotations

from pathlib import Path

import pytest
from spoilt import (
    CN,
    GD,
    GOOD,
    HY,
    JL,
    MUNICIPAL,
    SD,
    TITLED,
    TITLED_SD,
    ZJ,
    case,
    copy_of_the_packs,
    refusal,
    twice,
)

from assessor_hub.rules.pack import PackError, load_packs

KEYS = [
    case(
        "unknown key", JL, "[[conditions.titled_minimum]]", "[[conditions.titled]]", "conditions.titled", "unknown key"
    ),
    case("unknown section", JL, "[[recordal.required]]", "[[records.required]]", "records.required", "unknown key"),
    case("unknown plain key", JL, "[pack]", 'colour = "green"\n[pack]', "colour", "unknown key"),
    case("unknown key of an answer", JL, TITLED, f"{TITLED}unit = 1\n", "conditions.titled_minimum[0].unit", "Extra"),
    case("unknown key of the pack", JL, "[pack]\n", '[pack]\ncolour = "green"\n', "pack.colour", "Extra"),
    case("unknown key of the document", JL, "[document]\n", "[document]\npages = 3\n", "document.pages", "Extra"),
    case("duplicate key", JL, TITLED, f"{TITLED}value = 11\n", "conditions.titled_minimum.value", "overwrite"),
    case("duplicate table", JL, "[document]\n", "[pack]\n[document]\n", "pack", "twice"),
    case("missing key", JL, TITLED, "", "conditions.titled_minimum", "is missing"),
    case("not an array of tables", JL, "[[caps.municipal]]", "[caps.municipal]", "caps.municipal", "written as [["),
    case("syntax", JL, TITLED, TITLED.replace("= 10", "10"), "conditions.titled_minimum.value 10", "line "),
]

HEADS = [
    case("no pack table", JL, "[pack]", "[other]", "pack", "is missing"),
    case("no document table", JL, "[document]", "[other]", "document", "is missing"),
    case("code of five digits", JL, 'code = "220000"', 'code = "22000"', "pack.code", "pattern"),
    case("code of another level", JL, 'code = "220000"', 'code = "220100"', "pack", "no code of a province"),
    case("unknown level", JL, 'level = "province"', 'level = "state"', "pack.level", "Input should be"),
    case("small letters", JL, 'short = "JL"', 'short = "jl"', "pack.short", "pattern"),
    case("name in one language", JL, 'name.en = "Jilin"\n', "", "pack.name.en", "required"),
    case("code taken twice", ZJ, 'code = "330000"', 'code = "220000"', "pack.code", f"already taken by {JL}"),
    case("unknown parent", HY, 'parent = "440000"', 'parent = "450000"', "pack.parent", "no pack for 450000"),
    case("no parent", JL, 'parent = "000000"\n', "", "pack.parent", "is missing"),
    case("circle", GD, 'parent = "000000"', 'parent = "441600"', "pack.parent", "circle"),
    case("unknown status", JL, 'status = "in_force"', 'status = "valid"', "document.status", "Input should be"),
    case(
        "in force without a day",
        JL,
        "effective_from = 2024-11-05",
        'effective_from = "pending"',
        "document.effective_from",
        "does not fit status in_force",
    ),
    case(
        "a draft with a day",
        SD,
        'effective_from = "pending"',
        "effective_from = 2026-01-01",
        "document.effective_from",
        "does not fit status pending",
    ),
    case(
        "no such day",
        JL,
        TITLED,
        f'{TITLED}effective_from = "2026-02-30"\n',
        "conditions.titled_minimum[0].effective_from",
        "valid date",
    ),
    case("no years of validity", HY, "valid_years = 5", "valid_years = 0", "document.valid_years", "greater"),
    case("not held, yet a value", GD, "[document]", f"{MUNICIPAL}\n[document]", "caps.municipal", "no values"),
]

DATES = [
    case(
        "overlap",
        JL,
        TITLED,
        twice("effective_to = 2026-06-30", "effective_from = 2026-06-30"),
        "conditions.titled_minimum",
        "dates overlap from 2026-06-30",
    ),
    case(
        "gap",
        JL,
        TITLED,
        twice("effective_to = 2026-06-30", "effective_from = 2026-07-02"),
        "conditions.titled_minimum",
        "no value between 2026-06-30 and 2026-07-02",
    ),
    case(
        "late start",
        JL,
        TITLED,
        f"{TITLED}effective_from = 2026-01-01\n",
        "conditions.titled_minimum",
        "no value before 2026-01-01",
    ),
    case(
        "early end",
        JL,
        TITLED,
        f"{TITLED}effective_to = 2026-01-01\n",
        "conditions.titled_minimum",
        "no value after 2026-01-01",
    ),
    case("two values without dates", JL, TITLED, twice("", ""), "conditions.titled_minimum", "dates overlap"),
    case(
        "from after to",
        JL,
        TITLED,
        f"{TITLED}effective_from = 2026-02-01\neffective_to = 2026-01-31\n",
        "conditions.titled_minimum[0]",
        "effective_from lies after effective_to",
    ),
    case(
        "a level left out",
        SD,
        TITLED_SD,
        TITLED_SD.replace(', "municipal"', ""),
        "conditions.titled_minimum",
        "no value for the municipal level",
    ),
    case(
        "a level answered twice",
        SD,
        TITLED_SD,
        TITLED_SD.replace('["pro', '["national", "pro'),
        "conditions.titled_minimum",
        "dates overlap",
    ),
    case(
        "no level at all",
        SD,
        TITLED_SD,
        TITLED_SD.replace('"provincial", "municipal"', ""),
        "conditions.titled_minimum[0].levels",
        "at least 1",
    ),
    case(
        "an unknown level of work",
        SD,
        TITLED_SD,
        TITLED_SD.replace("municipal", "county"),
        "conditions.titled_minimum[0].levels.1",
        "Input should be",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "key", "part"), [*KEYS, *HEADS, *DATES])
def test_one_mistake_is_refused_by_file_and_key(
    tmp_path: Path, file: str, old: str, new: str, key: str, part: str
) -> None:
    error = refusal(copy_of_the_packs(tmp_path), file, old, new)
    assert (error.file, error.key) == (file, key), str(error)
    assert part in error.what


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of_the_packs(tmp_path)


def test_a_refusal_reads_as_one_line(folder: Path) -> None:
    words = "220000-jilin.toml: conditions.titled_minimum: is missing"
    assert str(refusal(folder, JL, TITLED, "")) == words


def test_bytes_that_are_no_utf_8_are_refused(folder: Path) -> None:
    (folder / JL).write_bytes("[pack]\nname = '吉林省'\n".encode("gb18030"))
    with pytest.raises(PackError) as caught:
        load_packs(folder)
    assert (caught.value.file, caught.value.key) == (JL, "file")


def test_a_folder_without_the_root_is_refused(folder: Path) -> None:
    (folder / CN).unlink()
    with pytest.raises(PackError) as caught:
        load_packs(folder)
    assert caught.value.key == "pack.code"
    assert "no pack for 000000" in caught.value.what


def test_the_untouched_copy_loads(folder: Path) -> None:
    assert load_packs(folder) == load_packs(GOOD)
