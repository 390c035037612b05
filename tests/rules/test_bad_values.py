"""One mistake each in a value, its strength or where it comes from: refused by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest
from spoilt import (
    BAN,
    CN,
    FINANCE,
    HY,
    JL,
    SUMMARY,
    SYSTEM,
    TITLED,
    TITLED_CN,
    TITLED_ZJ,
    ZJ,
    case,
    copy_of_the_packs,
    refusal,
)

STRENGTHS = [
    case(
        "no citation",
        JL,
        TITLED,
        TITLED.replace('article = "20(3)"\n', ""),
        "conditions.titled_minimum[0]",
        "needs article",
    ),
    case(
        "no strength",
        JL,
        TITLED,
        TITLED.replace('strength = "text"\n', ""),
        "conditions.titled_minimum[0]",
        "strength is missing",
    ),
    case(
        "no value", JL, TITLED, TITLED.replace("value = 10\n", ""), "conditions.titled_minimum[0]", "value is missing"
    ),
    case(
        "unknown strength",
        JL,
        TITLED,
        TITLED.replace("text", "strong"),
        "conditions.titled_minimum[0].strength",
        "Input should be",
    ),
    case(
        "silent as a strength",
        JL,
        TITLED,
        TITLED.replace('"text"', '"silent"'),
        "conditions.titled_minimum[0]",
        "silent = true instead",
    ),
    case("restated nowhere", CN, 'restated_in = ["JL 22-2", "ZJ 22-3"]\n', "", "caps.national[0]", "needs restated_in"),
    case(
        "assumed from nowhere",
        CN,
        TITLED_CN,
        TITLED_CN.replace('known_from = "JL 20(3)"\n', ""),
        "conditions.titled_minimum[0]",
        "needs known_from",
    ),
    case(
        "citation without a text",
        CN,
        TITLED_CN,
        TITLED_CN.replace("JL ", ""),
        "conditions.titled_minimum[0].known_from",
        "pattern",
    ),
    case(
        "article in words",
        JL,
        TITLED,
        TITLED.replace("20(3)", "Art. 20"),
        "conditions.titled_minimum[0].article",
        "pattern",
    ),
    case(
        "reference as law",
        JL,
        TITLED,
        TITLED.replace('"text"', '"reference"') + 'reading = { zh = "参", en = "x" }\n',
        "conditions.titled_minimum[0]",
        "never for law",
    ),
    case(
        "reading in one language",
        JL,
        TITLED,
        f'{TITLED}reading = {{ en = "ten" }}\n',
        "conditions.titled_minimum[0].reading.zh",
        "required",
    ),
    case(
        "silent where it cannot be",
        JL,
        TITLED,
        "[[conditions.titled_minimum]]\nsilent = true\n",
        "conditions.titled_minimum[0]",
        "cannot be silent",
    ),
    case(
        "silent with an article",
        JL,
        SYSTEM,
        f'{SYSTEM}article = "20(2)"\n',
        "conditions.quality_system[0]",
        "neither strength nor article",
    ),
    case(
        "silent with a value and no reading",
        JL,
        SYSTEM,
        f"{SYSTEM}value = true\n",
        "conditions.quality_system[0]",
        "is a reading and must say so",
    ),
]

VALUES = [
    case(
        "words for a number",
        JL,
        TITLED,
        TITLED.replace("= 10", '= "10"'),
        "conditions.titled_minimum[0].value",
        "integer",
    ),
    case(
        "truth for a number",
        JL,
        TITLED,
        TITLED.replace("= 10", "= true"),
        "conditions.titled_minimum[0].value",
        "integer",
    ),
    case(
        "number for a truth",
        JL,
        FINANCE,
        FINANCE.replace("= true", "= 1"),
        "conditions.finance_rules[0].value",
        "boolean",
    ),
    case(
        "word for a mark",
        JL,
        SYSTEM,
        SYSTEM.replace("= true", '= "true"'),
        "conditions.quality_system[0].silent",
        "boolean",
    ),
    case(
        "unknown field",
        JL,
        SUMMARY,
        SUMMARY.replace("day = 15", "day = 15, hour = 24"),
        "summary.due[0].value.hour",
        "Extra",
    ),
    case("unknown specialty", JL, '"energy", ', '"finance", ', "conditions.specialties[0].value.related.0", "Input"),
    case(
        "fixed without a day",
        JL,
        SUMMARY,
        SUMMARY.replace(", day = 15", ""),
        "summary.due[0].value",
        "needs month and day",
    ),
    case(
        "set by the department with a day",
        JL,
        SUMMARY,
        SUMMARY.replace("fixed", "set_by_department"),
        "summary.due[0].value",
        "has neither",
    ),
    case(
        "thirteenth month",
        JL,
        SUMMARY,
        SUMMARY.replace("month = 12", "month = 13"),
        "summary.due[0].value.month",
        "less than or equal to 12",
    ),
    case("ban without years", JL, BAN, BAN.replace("years = 3, ", ""), "sanctions.fraud[0].value", "years are stated"),
    case(
        "years without a ban",
        JL,
        BAN,
        BAN.replace("non_acceptance", "report_up"),
        "sanctions.fraud[0].value",
        "years are stated",
    ),
    case("negative cap", ZJ, "limit = 10", "limit = -10", "caps.provincial[0].value.limit", "greater"),
    case(
        "cap that counts nothing",
        ZJ,
        'kinds = ["factory", "park"]',
        "kinds = []",
        "caps.provincial[0].value.kinds",
        "at least 1",
    ),
]

FAMILY = [
    case(
        "inherited from a sister",
        ZJ,
        TITLED_ZJ,
        TITLED_ZJ.replace("000000", "220000"),
        "conditions.titled_minimum[0]",
        "220000, which is no ancestor",
    ),
    case(
        "inherited from an empty node",
        HY,
        TITLED_ZJ,
        TITLED_ZJ.replace("000000", "440000"),
        "conditions.titled_minimum[0]",
        "440000 states no value",
    ),
    case(
        "inherited from silence",
        ZJ,
        SYSTEM,
        '[[conditions.quality_system]]\ninherits = "000000"\nthrough = "12"\n',
        "conditions.quality_system[0]",
        "000000 states no value",
    ),
    case(
        "inherited with a value",
        ZJ,
        TITLED_ZJ,
        f"{TITLED_ZJ}value = 10\n",
        "conditions.titled_minimum[0]",
        "carries neither value",
    ),
    case(
        "inherited through nothing",
        ZJ,
        TITLED_ZJ,
        TITLED_ZJ.replace('through = "12"\n', ""),
        "conditions.titled_minimum[0]",
        "through is missing",
    ),
    case(
        "sentence of an unknown key",
        JL,
        'keys = ["summary.due"]',
        'keys = ["summary.date"]',
        "sentences[19].keys",
        "summary.date is no key",
    ),
    case("sentence without a gist in Chinese", JL, "gist.zh = ", "gist.ja = ", "sentences[0].gist.zh", "required"),
    case(
        "sentence without an article",
        JL,
        '[[sentences]]\narticle = "4"\n',
        "[[sentences]]\n",
        "sentences[0].article",
        "required",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "key", "part"), [*STRENGTHS, *VALUES, *FAMILY])
def test_one_mistake_is_refused_by_file_and_key(
    tmp_path: Path, file: str, old: str, new: str, key: str, part: str
) -> None:
    error = refusal(copy_of_the_packs(tmp_path), file, old, new)
    assert (error.file, error.key) == (file, key), str(error)
    assert part in error.what
