"""Published lists as files: reading one row by row, with every mistake named by row and column."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from assessor_hub.places import provinces
from assessor_hub.reconciliation import list_words as words
from assessor_hub.reconciliation.list_words import Column, Whole
from assessor_hub.rules.names import form
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.spreadsheets.cells import Wrong, text_line, text_of, text_or_blank, uscc_of
from assessor_hub.spreadsheets.delimited import read_delimited
from assessor_hub.spreadsheets.sheets import Formula
from assessor_hub.spreadsheets.workbooks import Cell, Limits, Unreadable, check_size, open_book

LIMITS = Limits(bytes=10 * 1024 * 1024, inside=100 * 1024 * 1024, rows=20_000)
FIRST_YEAR = 2016  # of green lists: an earlier year is a mistyped one
_LONGEST = 120  # letters of a name
_TITLES = 10  # filled rows that may stand above the headings
_YEAR = re.compile(r"(20[0-9]{2})(年度?)?")


@dataclass(frozen=True)
class Fault:
    """One mistake of one cell: missing, formula, too_long, figure, identifier, unknown, bad_year, duplicate."""

    line: int
    column: Column
    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)


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


@dataclass(frozen=True)
class Line:
    """One row: what it says (None: it has faults), with its texts as they stand, in the order of the columns."""

    number: int
    listed: Listed | None
    faults: tuple[Fault, ...]
    cells: tuple[str, ...]


class Rows(Protocol):
    """An opened file of either kind."""

    def rows(self, sheet: str, titled: int = 0, /) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The filled rows of a sheet with their numbers."""


@dataclass(frozen=True)
class ListSheet:
    """The sheet that holds the list: its name (empty: a text file), where its headings stand, and its columns."""

    name: str
    heading: int
    columns: Mapping[Column, int]
    book: Rows
    whole: Whole

    def lines(self, this_year: int) -> Iterator[Line]:
        """Every row but the example. Raises :class:`Unreadable`; a year after ``this_year`` is a fault."""
        seen: dict[tuple[Any, ...], int] = {}
        count = 0
        for number, cells in self.filled():
            count += 1
            if count > LIMITS.rows:
                raise Unreadable("too_many_rows", limit=LIMITS.rows)
            yield _once(self._line(number, cells, this_year), seen)
        if not count:
            raise Unreadable("no_rows")

    def filled(self) -> Iterator[tuple[int, dict[Column, Cell]]]:
        """The rows below the headings that hold a unit or an assessor, by column."""
        for number, cells in self.book.rows(self.name, self.heading):
            known = {column: cells[at] for column, at in self.columns.items() if at in cells}
            if number <= self.heading or text_or_blank(known.get(Column.UNIT, "")).startswith(words.EXAMPLE_MARK):
                continue
            if any(isinstance(known.get(one), Formula) or text_or_blank(known.get(one, "")) for one in words.NEEDED):
                yield number, known

    def _line(self, number: int, cells: Mapping[Column, Cell], this_year: int) -> Line:
        faults: list[Fault] = []
        taken: dict[str, Any] = {}
        for column in Column:
            try:
                taken[column.value] = self._value(column, cells, this_year)
            except Wrong as wrong:
                faults.append(Fault(number, column, wrong.code, wrong.figures))
        texts = tuple(text_or_blank(cells.get(column, "")) for column in Column)
        return Line(number, None if faults else Listed(**taken), tuple(faults), texts)

    def _value(self, column: Column, cells: Mapping[Column, Cell], this_year: int) -> Any:
        if column not in self.columns:
            return self.whole.of(column)
        cell = cells.get(column, "")
        if isinstance(cell, Formula):
            raise Wrong("formula")
        return _READERS[column](cell, this_year)


@contextlib.contextmanager
def open_list(content: bytes, whole: Whole) -> Iterator[ListSheet]:
    """Open an .xlsx file, or a text file such as .csv, at the sheet that has the headings of a list.

    The headings may stand below a title; those of :data:`list_words.FOR_ALL` may be missing where ``whole`` says what
    they would. Raises :class:`Unreadable` where there is no such sheet, or several of them hold rows.
    """
    check_size(len(content), LIMITS)
    table = None if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) else read_delimited(content)
    if table is not None:
        yield _choose(table, list(table.sheets), whole)
        return
    with open_book(content, LIMITS) as book:
        yield _choose(book, list(book.sheets), whole)


def _choose(book: Rows, names: list[str], whole: Whole) -> ListSheet:
    found = [sheet for name in names if (sheet := _sheet(book, name, whole)) is not None]
    filled = [sheet for sheet in found if next(sheet.filled(), None) is not None]
    if len(filled) > 1:
        raise Unreadable("two_lists", sheets=[sheet.name for sheet in filled])
    if not found:
        raise Unreadable("columns_missing", columns=[*words.NEEDED], unknown=_unknown(book, names[0]))
    sheet = [*filled, *found][0]
    missing = [column for column in words.FOR_ALL if column not in sheet.columns and whole.of(column) is None]
    if missing:
        raise Unreadable("columns_missing", columns=missing)
    return sheet


def _sheet(book: Rows, name: str, whole: Whole) -> ListSheet | None:
    """The sheet, if one of its first rows has the headings of a unit and an assessor."""
    for number, cells in itertools.islice(book.rows(name), _TITLES):
        known = [(words.COLUMN_OF.get(words.plain(text_or_blank(cell))), at) for at, cell in cells.items()]
        columns = {column: at for column, at in known if column is not None}
        if all(column in columns for column in words.NEEDED):
            twice = sorted({column for column, at in known if column is not None and columns[column] != at})
            if twice:
                raise Unreadable("columns_twice", columns=twice)
            return ListSheet(name, number, columns, book, whole)
    return None


def _unknown(book: Rows, name: str) -> list[str]:
    """What stands in the first row instead of headings."""
    _number, cells = next(book.rows(name), (0, {}))
    return [text[:40] for cell in cells.values() if (text := text_or_blank(cell))][:20]


def _once(line: Line, seen: dict[tuple[Any, ...], int]) -> Line:
    """The row, or its fault where the same unit stood at the same level in the same year in an earlier one."""
    listed = line.listed
    if listed is None:
        return line
    unit = listed.uscc or form(listed.unit)
    first = seen.setdefault((listed.year, listed.level, listed.kind, listed.place[:2], unit), line.number)
    if first == line.number:
        return line
    return Line(line.number, None, (Fault(line.number, Column.UNIT, "duplicate", {"row": first}),), line.cells)


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


def _word(meaning: Callable[[str], Any], allowed: list[str]) -> Callable[[Cell, int], Any]:
    def read(cell: Cell, _this_year: int) -> Any:
        text = text_of(cell)
        if not text:
            raise Wrong("missing")
        found = meaning(text)
        if found is None:
            raise Wrong("unknown", value=text[:40], allowed=allowed)
        return found

    return read


_READERS: dict[Column, Callable[[Cell, int], Any]] = {
    Column.YEAR: _year,
    Column.UNIT: _name,
    Column.USCC: _uscc,
    Column.KIND: _word(lambda text: words.KIND_OF.get(words.plain(text)), [one[0] for one in words.KINDS.values()]),
    Column.LEVEL: _word(lambda text: words.LEVEL_OF.get(words.plain(text)), [one[0] for one in words.LEVELS.values()]),
    Column.PLACE: _word(words.place_of, list(provinces().values())),
    Column.ASSESSOR: _name,
}
