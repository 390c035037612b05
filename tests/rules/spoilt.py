"""The good packs with a single change: the raw material of the tests of bad packs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from assessor_hub.rules.pack import PackError, load_packs

GOOD = Path(__file__).parents[2] / "config" / "jurisdictions"
CN, JL, ZJ, FJ = "000000-miit.toml", "220000-jilin.toml", "330000-zhejiang.toml", "350000-fujian.toml"
SD, GD, HY = "370000-shandong.toml", "440000-guangdong.toml", "441600-heyuan.toml"

TITLED = '[[conditions.titled_minimum]]\nvalue = 10\nstrength = "text"\narticle = "20(3)"\n'
TITLED_CN = '[[conditions.titled_minimum]]\nvalue = 10\nstrength = "assumed"\nknown_from = "JL 20(3)"\n'
TITLED_ZJ = '[[conditions.titled_minimum]]\ninherits = "000000"\nthrough = "12"\n'
TITLED_SD = 'value = 8\nstrength = "text"\narticle = "13(3)"\nlevels = ["provincial", "municipal"]\n'
FINANCE = '[[conditions.finance_rules]]\nvalue = true\nstrength = "text"\n'
SUMMARY = 'value = { rule = "fixed", month = 12, day = 15 }'
SYSTEM = "[[conditions.quality_system]]\nsilent = true\n"
MUNICIPAL = "[[caps.municipal]]\nsilent = true\n"
BAN = 'value = { effect = "non_acceptance", years = 3, notice = true }'


def twice(first: str, second: str) -> str:
    """The titled minimum of Jilin as two dated values."""
    return f"{TITLED}{first}\n\n{TITLED}{second}\n"


def case(name: str, file: str, old: str, new: str, key: str, part: str) -> Any:
    return pytest.param(file, old, new, key, part, id=name)


def copy_of_the_packs(tmp_path: Path) -> Path:
    """A folder of good packs to spoil."""
    folder = tmp_path / "jurisdictions"
    shutil.copytree(GOOD, folder)
    return folder


def refusal(folder: Path, file: str, old: str, new: str) -> PackError:
    """Replace the first ``old`` of ``file`` by ``new`` and load: the refusal that follows."""
    path = folder / file
    words = path.read_text(encoding="utf-8")
    assert old in words, "the good pack no longer has what this case spoils"
    path.write_text(words.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_packs(folder)
    return caught.value
