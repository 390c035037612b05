"""Rosters as spreadsheets: reading one line by line, with every mistake named by row and column."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assessor_hub.institutions.services import PersonName
from assessor_hub.spreadsheets.cells import (
    Wrong,
    day_of,
    day_or_blank,
    month_of,
    person_number,
    plain,
    text_line,
    text_or_blank,
    uscc_of,
)
from assessor_hub.spreadsheets.sheets import Formula
from assessor_hub.spreadsheets.workbooks import Book, Cell, Limits, Unreadable, open_book
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.roster_cells import LONGEST, of_title, series_of, word_of, yes_or_blank
from assessor_hub.staffing.roster_words import Column
from assessor_hub.staffing.services import Claim


@dataclass(frozen=True)
class Fault:
    """One mistake of one cell. ``row`` is the spreadsheet's own number, ``figures`` what its sentence needs.

    ``code``: missing, formula, too_long, identifier, figure, unknown, skill_grade, bad_day, day_ahead, bad_month,
    month_ahead, duplicate; of a province's file also institution_unknown.
    """

    row: int
    column: Column
    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line of the list: the claim it makes (None: it has faults), of whom (``uscc``, of a province's file only).

    ``cells`` are its texts as they stand, in the order of the columns.
    """

    row: int
    uscc: str | None
    claim: Claim | None
    faults: tuple[Fault, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class RosterSheet:
    """The sheet of a file that holds the list, with the names of the others, which are not read."""

    name: str
    others: tuple[str, ...]
    book: Book
    columns: Mapping[Column, int]
    limit: int

    def lines(self, today: date) -> Iterator[Line]:
        """Every line but the example. Raises :class:`Unreadable`, for merged cells after the last.

        ``today`` is the Beijing day; work that begins later, or a month of insurance that lies ahead, is a fault.
        """
        seen: dict[bytes, int] = {}
        count = 0
        for number, cells in _people(self.book.rows(self.name), self.columns):
            count += 1
            if count > self.limit:
                raise Unreadable("too_many_rows", limit=self.limit)
            known = {column: cells.get(at, "") for column, at in self.columns.items()}
            yield _once(_line_of(number, known, today), seen)
        if not count:
            raise Unreadable("no_rows")


@contextlib.contextmanager
def open_roster(content: bytes, limits: Limits, wanted: Sequence[Column] = words.OWN) -> Iterator[RosterSheet]:
    """Open an .xlsx file at the sheet whose first row has the ``wanted`` headings.

    Raises :class:`Unreadable` where there is none, or where several sheets hold people.
    """
    with open_book(content, limits) as book:
        found = {name: columns for name in book.sheets if len(columns := _heading(book, name)) >= len(wanted)
                 and all(column in columns for column in wanted)}
        filled = [name for name in found if next(_people(book.rows(name), found[name]), None) is not None]
        if len(filled) > 1:
            raise Unreadable("two_lists", sheets=filled)
        if not found:
            raise _columns_missing(book, wanted)
        name = [*filled, *found][0]
        columns = {column: found[name][column] for column in wanted}
        yield RosterSheet(name, tuple(one for one in book.sheets if one != name), book, columns, limits.rows)


def _heading(book: Book, sheet: str) -> dict[Column, int]:
    """Where each known column stands by its heading in the first filled row."""
    columns: dict[Column, int] = {}
    for at, text in _first_row(book, sheet).items():
        column = words.COLUMN_OF.get(plain(text))
        if column is not None and column in columns:
            raise Unreadable("columns_twice", columns=[column])
        if column is not None:
            columns[column] = at
    return columns


def _first_row(book: Book, sheet: str) -> dict[int, str]:
    _number, cells = next(book.rows(sheet), (0, {}))
    return {at: text_or_blank(cell) for at, cell in cells.items()}


def _columns_missing(book: Book, wanted: Sequence[Column]) -> Unreadable:
    """Which columns the first sheet lacks, and which of its headings nobody knows."""
    sheet = next(iter(book.sheets))
    heading = _first_row(book, sheet)
    if not heading:
        return Unreadable("no_rows")
    known = _heading(book, sheet)
    unknown = [text[:40] for text in heading.values() if text and plain(text) not in words.COLUMN_OF]
    missing = [column for column in wanted if column not in known]
    return Unreadable("columns_missing", columns=missing, unknown=unknown[:20])


def _people(
    rows: Iterator[tuple[int, dict[int, Cell]]], columns: Mapping[Column, int]
) -> Iterator[tuple[int, dict[int, Cell]]]:
    """The rows below the heading that hold anything in a known column, without the template's example."""
    next(rows, None)
    name, places = columns[Column.NAME], frozenset(columns.values())
    for number, cells in rows:
        if text_or_blank(cells.get(name, "")).startswith(words.EXAMPLE_MARK):
            continue
        if any(at in places and (isinstance(cell, Formula) or text_or_blank(cell)) for at, cell in cells.items()):
            yield number, cells


def _once(line: Line, seen: dict[bytes, int]) -> Line:
    """The line, or its fault where the same person stood in an earlier one. ``seen`` keeps digests, not numbers."""
    if line.claim is None:
        return line
    person = line.claim.person
    key = hashlib.blake2b(f"{line.uscc}/{person.id_kind}/{person.id_number}".encode(), digest_size=16).digest()
    first = seen.setdefault(key, line.row)
    if first == line.row:
        return line
    fault = Fault(line.row, Column.ID_NUMBER, "duplicate", {"row": first})
    return Line(line.row, line.uscc, None, (fault,), line.cells)


def _line_of(number: int, cells: Mapping[Column, Cell], today: date) -> Line:
    """The line as a claim, or with each of its faults."""
    faults: list[Fault] = []
    taken: dict[Column, Any] = {}
    for column, cell in cells.items():
        try:
            if isinstance(cell, Formula):
                raise Wrong("formula")
            taken[column] = _READERS[column](cell, taken, today)
        except Wrong as wrong:
            faults.append(Fault(number, column, wrong.code, wrong.figures))
    uscc = taken.get(Column.USCC)
    texts = tuple(text_or_blank(cell) for cell in cells.values())
    return Line(number, uscc, None if faults else _claim(taken), tuple(faults), texts)


def _claim(taken: Mapping[Column, Any]) -> Claim:
    person = PersonName(taken[Column.NAME], taken[Column.ID_KIND], taken[Column.ID_NUMBER])
    return Claim(
        person=person, series=taken[Column.SERIES], title_level=taken[Column.TITLE],
        specialty=taken[Column.SPECIALTY], issuer=taken[Column.ISSUER], issued_on=taken[Column.ISSUED_ON],
        certificate=taken[Column.CERTIFICATE], foreign_title=taken[Column.FOREIGN],
        full_time=taken[Column.FULL_TIME], contract=taken[Column.CONTRACT],
        insured_month=taken[Column.INSURED_MONTH], first_day=taken[Column.FIRST_DAY],
    )


def _word(column: Column) -> _Reader:
    return lambda cell, _taken, _today: word_of(cell, column)


def _of_title(column: Column) -> _Reader:
    return lambda cell, _taken, _today: text_line(of_title(cell), LONGEST[column], needed=False)


_Reader = Callable[[Cell, Mapping[Column, Any], date], Any]
_READERS: dict[Column, _Reader] = {
    Column.USCC: lambda cell, _taken, _today: uscc_of(cell),
    Column.NAME: lambda cell, _taken, _today: text_line(cell, LONGEST[Column.NAME]),
    Column.ID_KIND: _word(Column.ID_KIND),
    Column.ID_NUMBER: lambda cell, taken, _today: person_number(cell, taken.get(Column.ID_KIND)),
    Column.SERIES: lambda cell, _taken, _today: series_of(cell),
    Column.TITLE: lambda cell, _taken, _today: word_of(of_title(cell), Column.TITLE),
    Column.SPECIALTY: _word(Column.SPECIALTY),
    Column.ISSUER: _of_title(Column.ISSUER),
    Column.ISSUED_ON: lambda cell, _taken, today: day_or_blank(cell, today),
    Column.CERTIFICATE: _of_title(Column.CERTIFICATE),
    Column.FOREIGN: lambda cell, _taken, _today: yes_or_blank(cell, Column.FOREIGN),
    Column.FULL_TIME: _word(Column.FULL_TIME),
    Column.CONTRACT: _word(Column.CONTRACT),
    Column.INSURED_MONTH: lambda cell, _taken, today: month_of(cell, today),
    Column.FIRST_DAY: lambda cell, _taken, today: day_of(cell, today),
}
