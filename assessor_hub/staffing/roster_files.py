"""Rosters as spreadsheets: reading one with every mistake named by row and column, and taking its lines in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.crypto import Vault
from assessor_hub.institutions.models import Institution
from assessor_hub.institutions.services import PersonName
from assessor_hub.rules.identifiers import BadIdentifier, IdKind, check_person_id
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.models import Employment
from assessor_hub.staffing.roster_words import Column
from assessor_hub.staffing.services import Claim, put_member
from assessor_hub.staffing.workbooks import Cell, RosterUnreadable, rows_of

MAX_ROWS = 2_000
LONGEST = {Column.NAME: 80, Column.CERTIFICATE: 60}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d\d)(\d\d)")
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")
_NOTHING = {"", "无", "—", "–", "-", "/"}
T = TypeVar("T")


@dataclass(frozen=True)
class Fault:
    """One mistake of one cell. ``row`` is the spreadsheet's own number, ``figures`` what its sentence needs.

    ``code``: missing, too_long, identifier, figure, unknown, skill_grade, bad_day, day_ahead, bad_month, month_ahead,
    duplicate.
    """

    row: int
    column: Column
    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RosterFile:
    """What a file holds: the good lines with their row numbers, and every fault of the others."""

    lines: tuple[tuple[int, Claim], ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Imported:
    """How many lines were added to the roster and how many were updated."""

    added: int
    updated: int


class _Wrong(Exception):
    def __init__(self, code: str, **figures: Any) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures


def read_roster(content: bytes, today: date) -> RosterFile:
    """Read an .xlsx file. Raises :class:`RosterUnreadable` where it is none, is too large, or lacks a column.

    ``today`` is the Beijing day; work that begins later, or a month of insurance that lies ahead, is a fault.
    """
    columns, rows = _columns_and_rows(rows_of(content))
    if len(rows) > MAX_ROWS:
        raise RosterUnreadable("too_many_rows", limit=MAX_ROWS)
    lines: list[tuple[int, Claim]] = []
    faults: list[Fault] = []
    seen: dict[tuple[IdKind, str], int] = {}
    for number, cells in rows:
        claim, wrong = _claim(number, {column: cells[at] for column, at in columns.items()}, today)
        if claim is not None:
            key = (claim.person.id_kind, claim.person.id_number)
            if key in seen:
                wrong.append(Fault(number, Column.ID_NUMBER, "duplicate", {"row": seen[key]}))
            else:
                seen[key] = number
                lines.append((number, claim))
        faults += wrong
    if not lines and not faults:
        raise RosterUnreadable("no_rows")
    return RosterFile(tuple(lines), tuple(faults))


def _columns_and_rows(table: list[list[Cell]]) -> tuple[dict[Column, int], list[tuple[int, list[Cell]]]]:
    """Where each column stands by its heading, and the filled rows below with their numbers, without the example."""
    filled = [(number, cells) for number, cells in enumerate(table, 1) if any(_text_or_blank(cell) for cell in cells)]
    if not filled:
        raise RosterUnreadable("no_rows")
    heading = [_text_or_blank(cell) for cell in filled[0][1]]
    named = [(words.COLUMN_OF.get(words.plain(text)), at) for at, text in enumerate(heading)]
    columns = {column: at for column, at in named if column is not None}
    twice = [column for column in columns if sum(known is column for known, _at in named) > 1]
    if twice:
        raise RosterUnreadable("columns_twice", columns=twice)
    missing = [column for column in Column if column not in columns]
    if missing:
        unknown = [text for text in heading if text and words.plain(text) not in words.COLUMN_OF]
        raise RosterUnreadable("columns_missing", columns=missing, unknown=unknown)
    at = columns[Column.NAME]
    return columns, [row for row in filled[1:] if not _text_or_blank(row[1][at]).startswith(words.EXAMPLE_MARK)]


def _claim(number: int, cells: Mapping[Column, Cell], today: date) -> tuple[Claim | None, list[Fault]]:
    """The line as a claim, or None with each of its faults."""
    faults: list[Fault] = []

    def take(column: Column, read: Callable[[Cell], T]) -> Any:
        try:
            return read(cells[column])
        except _Wrong as wrong:
            faults.append(Fault(number, column, wrong.code, wrong.figures))
            return None

    kind = take(Column.ID_KIND, lambda cell: _word(cell, words.ID_KINDS))
    values = {
        "name": take(Column.NAME, lambda cell: _line(cell, LONGEST[Column.NAME])),
        "number": take(Column.ID_NUMBER, lambda cell: _person_number(cell, kind)),
        "title_level": take(Column.TITLE, _title),
        "specialty": take(Column.SPECIALTY, lambda cell: _word(cell, words.SPECIALTIES)),
        "certificate": take(Column.CERTIFICATE, lambda cell: _line(cell, LONGEST[Column.CERTIFICATE], needed=False)),
        "full_time": take(Column.FULL_TIME, lambda cell: _word(cell, words.YES_NO)),
        "contract": take(Column.CONTRACT, lambda cell: _word(cell, words.YES_NO)),
        "insured_month": take(Column.INSURED_MONTH, lambda cell: _month(cell, today)),
        "first_day": take(Column.FIRST_DAY, lambda cell: _day(cell, today)),
    }
    if faults:
        return None, faults
    return Claim(person=PersonName(values.pop("name"), kind, values.pop("number")), **values), []


def _text(cell: Cell) -> str:
    """A cell as typed. A long number that the program keeps as a figure has lost its last digits: refused."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if not cell.is_integer() or abs(cell) >= 1e15:
            raise _Wrong("figure")
        return str(int(cell))
    return cell.strip() if isinstance(cell, str) else str(cell)


def _text_or_blank(cell: Cell) -> str:
    try:
        return _text(cell)
    except _Wrong:
        return str(cell)


def _line(cell: Cell, longest: int, *, needed: bool = True) -> str:
    text = _text(cell)
    if needed and not text:
        raise _Wrong("missing")
    if len(text) > longest:
        raise _Wrong("too_long", max=longest)
    return text


def _word(cell: Cell, allowed: Mapping[T, tuple[str, ...]]) -> T:
    text = _text(cell)
    if not text:
        raise _Wrong("missing")
    for value, spellings in allowed.items():
        if words.plain(text) in {words.plain(word) for word in spellings}:
            return value
    raise _Wrong("unknown", value=text[:40], allowed=[spellings[0] for spellings in allowed.values()])


def _title(cell: Cell) -> Any:
    if _text_or_blank(cell) in words.SKILL_GRADES:
        raise _Wrong("skill_grade", value=_text(cell))
    return _word(cell, words.TITLES)


def _person_number(cell: Cell, kind: IdKind | None) -> str:
    text = _text(cell)
    if not text:
        raise _Wrong("missing")
    if kind is None:  # the kind is a fault of its own; by which rule to judge the number is not known
        return text
    try:
        return check_person_id(kind, text)
    except BadIdentifier as bad:
        raise _Wrong("identifier", what=bad.code) from bad


def _day(cell: Cell, today: date) -> date:
    if isinstance(cell, datetime):
        cell = cell.date()
    if not isinstance(cell, date):
        cell = _typed_day(_text_or_blank(cell))
    if cell > today:
        raise _Wrong("day_ahead")
    return cell


def _typed_day(text: str) -> date:
    if not text:
        raise _Wrong("missing")
    match = _DAY.fullmatch(text)
    if match is None:
        raise _Wrong("bad_day", value=text[:40])
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _Wrong("bad_day", value=text[:40]) from error


def _month(cell: Cell, today: date) -> str | None:
    if isinstance(cell, date):  # a datetime is one too
        year, month = cell.year, cell.month
    else:
        text = _text_or_blank(cell)
        if text in _NOTHING:
            return None
        match = _MONTH.fullmatch(text)
        if match is None or not 1 <= int(match[2]) <= 12:
            raise _Wrong("bad_month", value=text[:40])
        year, month = int(match[1]), int(match[2])
    if (year, month) > (today.year, today.month):
        raise _Wrong("month_ahead")
    return f"{year:04}-{month:02}"


def import_claims(
    session: Session, vault: Vault, institution: Institution, claims: Iterable[Claim], *, by: Actor, now: datetime
) -> Imported:
    """Put every line on the roster; a person who is on it already is updated, known by the identity number."""
    wanted = select(Employment.id).where(Employment.institution_id == institution.id, Employment.last_day.is_(None))
    before = set(session.scalars(wanted))
    rows = [put_member(session, vault, institution, claim, by=by, now=now, replace=True) for claim in claims]
    updated = sum(row.id in before for row in rows)
    done = Imported(added=len(rows) - updated, updated=updated)
    detail = {"added": done.added, "updated": done.updated}
    record(session, Tag.ROSTER_IMPORTED, by=by, on=institution, now=now, detail=detail)
    return done
