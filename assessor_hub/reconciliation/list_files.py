"""Published lists as files: what a row of one says, and which of its cells are wrong."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assessor_hub.reconciliation import list_words as words
from assessor_hub.reconciliation.list_words import Column, Whole
from assessor_hub.rules.names import form
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.spreadsheets.cells import Wrong, text_line, text_of, text_or_blank, uscc_of
from assessor_hub.spreadsheets.lists import Fault, Line, List, Reader, Shape, open_list
from assessor_hub.spreadsheets.sheets import Cell
from assessor_hub.spreadsheets.units import kind_of, level_of, place_in
from assessor_hub.spreadsheets.workbooks import Limits

__all__ = ["FIRST_YEAR", "LIMITS", "Fault", "Line", "Listed", "lines_of", "listed", "published"]

LIMITS = Limits(bytes=10 * 1024 * 1024, inside=100 * 1024 * 1024, rows=20_000)
FIRST_YEAR = 2016  # of green lists: an earlier year is a mistyped one
_LONGEST = 120  # letters of a name
_YEAR = re.compile(r"(20[0-9]{2})(年度?)?")


@dataclass(frozen=True)
class Listed:
    """What one row says, in the words of the register; ``place`` is a GB/T 2260 code."""

    year: int
    unit: str
    uscc: str | None
    kind: UnitKind
    level: Level
    place: str
    assessor: str


def listed(line: Line) -> Listed | None:
    """What the row says; None where it has faults."""
    return Listed(**line.said) if line.said is not None else None


@contextlib.contextmanager
def published(content: bytes, whole: Whole) -> Iterator[List]:
    """Open a published list; what its title says for all of it is in ``whole``. Raises Unreadable."""
    given: dict[str, Any] = {column: said for column in words.FOR_ALL if (said := whole.of(column)) is not None}
    with open_list(content, SHAPE, given | {Column.USCC: None}) as sheet:
        yield sheet


def lines_of(sheet: List, this_year: int) -> Iterator[Line]:
    """Every row; a year after ``this_year``, or a unit that an earlier row has at its level and year, is a fault."""
    seen: dict[tuple[Any, ...], int] = {}
    for line in sheet.lines(this_year):
        row = listed(line)
        if row is None:
            yield line
            continue
        unit = row.uscc or form(row.unit)
        first = seen.setdefault((row.year, row.level, row.kind, row.place[:2], unit), line.number)
        yield line if first == line.number else line.wrong(Column.UNIT, "duplicate", row=first)


def _year(cell: Cell, this_year: int) -> int:
    text = text_of(cell)
    if not text:
        raise Wrong("missing")
    match = _YEAR.fullmatch(text)
    if match is None or not FIRST_YEAR <= int(match[1]) <= this_year:
        raise Wrong("bad_year", value=text[:40], first=FIRST_YEAR, last=this_year)
    return int(match[1])


def _name(cell: Cell, _this_year: int) -> str:
    text = " ".join(text_of(cell).split())
    return text_line("" if text in words.NOBODY else text, _LONGEST)


def _uscc(cell: Cell, _this_year: int) -> str | None:
    return None if text_or_blank(cell) in words.NOBODY else uscc_of(cell)


_READERS: dict[str, Reader] = {
    Column.YEAR: _year,
    Column.UNIT: _name,
    Column.USCC: _uscc,
    Column.KIND: kind_of,
    Column.LEVEL: level_of,
    Column.PLACE: place_in,
    Column.ASSESSOR: _name,
}
SHAPE = Shape(words.HEADINGS, _READERS, tuple(words.NEEDED), LIMITS)
