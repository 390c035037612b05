"""Every number, yes or no, and list of every pack, changed one at a time: that answer changes and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pack_words import blocks, rewritten
from rules_cast import BOOK, CN, JL, SD, ZJ, rules_of

from assessor_hub.rules.keys import ALL
from assessor_hub.rules.values import Level

NUMBER = re.compile(r'(?<![\w"-])\d+(?![\w"-])')
SWITCH = re.compile(r"\b(?:true|false)\b")
LAST_ITEM = re.compile(r', "\w+"(?=\])')


def changes_of(line: str) -> Iterator[tuple[int, str, str]]:
    """Each change that a line of a value allows: where, what stands there, and what it becomes."""
    for pattern, other in (
        (NUMBER, lambda old: str(int(old) - 1)),
        (SWITCH, lambda old: {"true": "false", "false": "true"}[old]),
        (LAST_ITEM, lambda old: ""),
    ):
        for match in pattern.finditer(line):
            if match[0] != "1":  # a day or length of nothing would be refused
                yield match.start(), match[0], other(match[0])


def every_change() -> Iterator[Any]:
    for code, pack in BOOK.packs.items():
        for key, at, words in blocks(code):
            for line in re.finditer(r"^value.*$", words, re.MULTILINE):
                for start, old, new in changes_of(line[0]):
                    place = at + line.start() + start
                    yield pytest.param(code, key, place, old, new, id=f"{pack.head.short}-{key}-{place}")


@pytest.mark.parametrize(("code", "key", "place", "old", "new"), list(every_change()))
def test_one_changed_value_changes_that_answer_and_no_other(
    tmp_path: Path, code: str, key: str, place: int, old: str, new: str
) -> None:
    before, after = rules_of(code), rules_of(code, rewritten(tmp_path, code, place, old, new))
    changed = {
        name for name, question in ALL.items() for level in Level
        if before.get(question, level).value != after.get(question, level).value
    }  # fmt: skip
    assert changed == {key}


def test_the_walk_through_the_packs_met_every_kind_of_value() -> None:
    walked = {(param.values[0], param.values[1]) for param in every_change()}
    assert {
        (JL, "conditions.titled_minimum"),
        (SD, "conditions.titled_minimum"),
        (ZJ, "caps.provincial"),
        (JL, "sanctions.fraud"),
        (CN, "conditions.track_record"),
    } <= walked
    assert len(list(every_change())) > 80
