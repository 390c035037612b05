"""Lists that somebody fills in or publishes: found by their headings, read row by row, every mistake by row and column.

A kind of list is described once, as a :class:`Shape`; spreadsheets and text files are read alike.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from assessor_hub.spreadsheets.cells import Wrong, plain, text_or_blank
from assessor_hub.spreadsheets.delimited import read_delimited
from assessor_hub.spreadsheets.sheets import Cell, Formula, Unreadable
from assessor_hub.spreadsheets.workbooks import Limits, check_size, open_book

EXAMPLE_MARK = "示例"  # what the template's example row begins with
_TITLES = 10  # filled rows that may stand above the headings
_PACKAGES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx, and what is refused as .xls
Reader = Callable[[Cell, Any], Any]


@dataclass(frozen=True)
class Shape:
    """What a kind of list looks like.

    ``headings`` are the spellings of each column's heading, in the order of the template, ``readers`` what a cell of it
    says (given the cell and whatever the caller of :meth:`List.lines` hands on; raises :class:`Wrong`). A sheet is such
    a list where the headings of ``needed`` stand; a row belongs to it where a cell of these is filled. Columns that
    are missing must be ``given`` by whoever opens the list.
    """

    headings: Mapping[str, tuple[str, ...]]
    readers: Mapping[str, Reader]
    needed: tuple[str, ...]
    limits: Limits

    @property
    def column_of(self) -> dict[str, str]:
        """The column of each spelling of a heading, as it is compared."""
        return {plain(word): column for column, words in self.headings.items() for word in words}


@dataclass(frozen=True)
class Fault:
    """One mistake of one cell: its code and what its sentence needs."""

    line: int
    column: str
    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One row: what it says by column (None: it has faults), with its texts as they stand, in the columns' order."""

    number: int
    said: Mapping[str, Any] | None
    faults: tuple[Fault, ...]
    cells: tuple[str, ...]

    def wrong(self, column: str, code: str, **figures: Any) -> Line:
        """The line with a fault that only its neighbours, or the register, show."""
        return Line(self.number, None, (*self.faults, Fault(self.number, column, code, figures)), self.cells)


class Rows(Protocol):
    """An opened file of either kind."""

    def rows(self, sheet: str, titled: int = 0, /) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The filled rows of a sheet with their numbers."""


@dataclass(frozen=True)
class List:
    """The sheet that holds the list: its name (empty: a text file), where its headings stand, and its columns."""

    name: str
    heading: int
    columns: Mapping[str, int]
    book: Rows
    shape: Shape
    given: Mapping[str, Any]

    def lines(self, context: Any) -> Iterator[Line]:
        """Every row but the example. ``context`` is for the readers. Raises :class:`Unreadable` on the way."""
        count = 0
        for number, cells in self.filled():
            count += 1
            if count > self.shape.limits.rows:
                raise Unreadable("too_many_rows", limit=self.shape.limits.rows)
            yield self._line(number, cells, context)
        if not count:
            raise Unreadable("no_rows")

    def filled(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        """The rows below the headings that hold something where it is needed, by column."""
        first = self.shape.needed[0]
        for number, cells in self.book.rows(self.name, self.heading):
            known = {column: cells[at] for column, at in self.columns.items() if at in cells}
            if number <= self.heading or text_or_blank(known.get(first, "")).startswith(EXAMPLE_MARK):
                continue
            there = (known.get(one, "") for one in self.shape.needed)
            if any(isinstance(cell, Formula) or text_or_blank(cell) for cell in there):
                yield number, known

    def _line(self, number: int, cells: Mapping[str, Cell], context: Any) -> Line:
        faults: list[Fault] = []
        said: dict[str, Any] = {}
        for column in self.shape.headings:
            try:
                said[column] = self._value(column, cells.get(column, ""), context)
            except Wrong as wrong:
                faults.append(Fault(number, column, wrong.code, wrong.figures))
        texts = tuple(text_or_blank(cells.get(column, "")) for column in self.shape.headings)
        return Line(number, None if faults else said, tuple(faults), texts)

    def _value(self, column: str, cell: Cell, context: Any) -> Any:
        if column not in self.columns:
            return self.given[column]
        if isinstance(cell, Formula):
            raise Wrong("formula")
        return self.shape.readers[column](cell, context)


@contextlib.contextmanager
def open_list(content: bytes, shape: Shape, given: Mapping[str, Any] | None = None) -> Iterator[List]:
    """Open an .xlsx file, or a text file such as .csv, at the sheet that has the headings of the list.

    The headings may stand below a title; a column may be missing where ``given`` says what it would. Raises
    :class:`Unreadable` where there is no such sheet, or several of them hold rows.
    """
    check_size(len(content), shape.limits)
    table = None if content.startswith(_PACKAGES) else read_delimited(content)
    if table is not None:
        yield _choose(table, list(table.sheets), shape, given or {})
        return
    with open_book(content, shape.limits) as book:
        yield _choose(book, list(book.sheets), shape, given or {})


def _choose(book: Rows, names: list[str], shape: Shape, given: Mapping[str, Any]) -> List:
    found = [sheet for name in names if (sheet := _sheet(book, name, shape, given)) is not None]
    filled = [sheet for sheet in found if next(sheet.filled(), None) is not None]
    if len(filled) > 1:
        raise Unreadable("two_lists", sheets=[sheet.name for sheet in filled])
    if not found:
        raise Unreadable("columns_missing", columns=list(shape.needed), unknown=_unknown(book, names[0]))
    sheet = [*filled, *found][0]
    missing = [column for column in shape.headings if column not in sheet.columns and column not in given]
    if missing:
        raise Unreadable("columns_missing", columns=missing)
    return sheet


def _sheet(book: Rows, name: str, shape: Shape, given: Mapping[str, Any]) -> List | None:
    """The sheet, if one of its first rows has the headings that are needed."""
    column_of = shape.column_of
    for number, cells in itertools.islice(book.rows(name), _TITLES):
        known = [(column_of.get(plain(text_or_blank(cell))), at) for at, cell in cells.items()]
        columns = {column: at for column, at in known if column is not None}
        if all(column in columns for column in shape.needed):
            twice = sorted({column for column, at in known if column is not None and columns[column] != at})
            if twice:
                raise Unreadable("columns_twice", columns=twice)
            return List(name, number, columns, book, shape, given)
    return None


def _unknown(book: Rows, name: str) -> list[str]:
    """What stands in the first row instead of headings."""
    _number, cells = next(book.rows(name), (0, {}))
    return [text[:40] for cell in cells.values() if (text := text_or_blank(cell))][:20]
