"""The packs as written, and copies of them in which a word reads otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rules_cast import BOOK
from spoilt import GOOD, copy_of_the_packs

from assessor_hub.rules.keys import ALL
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.pack import load_packs

BLOCK = re.compile(r"^\[\[([\w.]+)\]\]\n(.*?)(?=^(?:\[\[|#)|\Z)", re.MULTILINE | re.DOTALL)


def blocks(code: str) -> Iterator[tuple[str, int, str]]:
    """Every dated answer of a pack as written: its key, where its words begin, and the words."""
    for block in BLOCK.finditer(words_of(code)):
        if block[1] in ALL:
            yield block[1], block.start(2), block[2]


def words_of(code: str) -> str:
    """A pack file's text."""
    return (GOOD / BOOK.packs[code].file).read_text("utf-8")


def rewritten(folder: Path, code: str, at: int, old: str, new: str) -> LawBook:
    """The packs in which ``old``, which stands at or after ``at``, reads ``new``."""
    words = words_of(code)
    place = words.index(old, at)
    copy = copy_of_the_packs(folder)
    (copy / BOOK.packs[code].file).write_text(words[:place] + new + words[place + len(old) :], "utf-8")
    return LawBook(load_packs(copy))


def stated(value: str) -> str:
    """The words of an answer that a text gives itself."""
    return f'value = {value}\nstrength = "text"\narticle = "99"'
