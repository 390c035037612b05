"""One cell of a list that somebody sent: what it says, or which mistake it holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from assessor_hub.rules.identifiers import BadIdentifier, IdKind, check_person_id, check_uscc
from assessor_hub.spreadsheets.sheets import Cell

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d\d)(\d\d)")
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")
_MIDNIGHT = re.compile(r"[T ]00:00(:00)?(\.0+)?$")
_SERIALS = range(20_000, 80_000)  # days since 1899-12-30 that a program keeps for a date: 1954 to 2119
_NOTHING = {"", "无", "—", "–", "-", "/"}


class Wrong(Exception):
    """A mistake: its code and what its sentence needs."""

    def __init__(self, code: str, **figures: Any) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures


def plain(text: str) -> str:
    """A word as it is compared: half-width, lower case, without spaces, stars and hyphens."""
    return re.sub(r"[\s*＊\-_]", "", unicodedata.normalize("NFKC", text)).casefold()


def text_of(cell: Cell) -> str:
    """A cell as typed. A long number that the program keeps as a figure has lost its last digits: refused."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if not cell.is_integer() or abs(cell) >= 1e15:
            raise Wrong("figure")
        return str(int(cell))
    return cell.strip() if isinstance(cell, str) else str(cell)


def text_or_blank(cell: Cell) -> str:
    """A cell as it stands, whatever is wrong with it."""
    try:
        return text_of(cell)
    except Wrong:
        return str(cell)


def text_line(cell: Cell, longest: int, *, needed: bool = True) -> str:
    """A line of text of at most ``longest`` characters."""
    text = text_of(cell)
    if needed and not text:
        raise Wrong("missing")
    if len(text) > longest:
        raise Wrong("too_long", max=longest)
    return text


def meanings(spellings: Mapping[Any, Sequence[str]]) -> dict[str, Any]:
    """What each spelling stands for, as typed and as it is compared."""
    return {form: value for value, words in spellings.items() for word in words for form in (word, plain(word))}


def meaning_of(cell: Cell, known: Mapping[str, Any], allowed: Sequence[str]) -> Any:
    """What one of the words that may stand in a cell means, in any of its spellings; ``allowed`` are their names."""
    text = text_of(cell)
    if not text:
        raise Wrong("missing")
    form = text if text in known else plain(text)  # most are typed as the template offers them
    if form not in known:
        raise Wrong("unknown", value=text[:40], allowed=list(allowed))
    return known[form]


def uscc_of(cell: Cell) -> str:
    """A unified social credit code in its normal form."""
    text = text_of(cell)
    if not text:
        raise Wrong("missing")
    try:
        return check_uscc(text)
    except BadIdentifier as bad:
        raise Wrong("identifier", what=bad.code) from bad


def person_number(cell: Cell, kind: IdKind | None) -> str:
    """A person's identity number in its normal form, as the kind of document has it."""
    text = text_of(cell)
    if not text:
        raise Wrong("missing")
    if kind is None:  # the kind is a fault of its own; by which rule to judge the number is not known
        return text
    try:
        return check_person_id(kind, text)
    except BadIdentifier as bad:
        raise Wrong("identifier", what=bad.code) from bad


def _kept_day(cell: Cell) -> date | None:
    """The day behind a number, where a spreadsheet program keeps one; years, months and typed days are no such."""
    if isinstance(cell, float) and cell.is_integer() and int(cell) in _SERIALS:
        return date(1899, 12, 30) + timedelta(days=int(cell))
    return None


def any_day(cell: Cell) -> date:
    """A day, as typed or as a program keeps it; it may lie ahead."""
    return _kept_day(cell) or _typed_day(_MIDNIGHT.sub("", text_or_blank(cell)))


def day_of(cell: Cell, today: date) -> date:
    """A day that has come."""
    day = any_day(cell)
    if day > today:
        raise Wrong("day_ahead")
    return day


def day_or_blank(cell: Cell, today: date) -> date | None:
    """A day that has come, if one is given."""
    return None if text_or_blank(cell) in _NOTHING else day_of(cell, today)


def _typed_day(text: str) -> date:
    if not text:
        raise Wrong("missing")
    match = _DAY.fullmatch(text)
    if match is None:
        raise Wrong("bad_day", value=text[:40])
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Wrong("bad_day", value=text[:40]) from error


def month_of(cell: Cell, today: date) -> str | None:
    """A month that has begun, as YYYY-MM; None where the cell says that there is none."""
    kept = _kept_day(cell)
    if kept is not None:
        year, month = kept.year, kept.month
    else:
        text = text_or_blank(cell)
        if text in _NOTHING:
            return None
        match = _MONTH.fullmatch(text)
        if match is None or not 1 <= int(match[2]) <= 12:
            raise Wrong("bad_month", value=text[:40])
        year, month = int(match[1]), int(match[2])
    if (year, month) > (today.year, today.month):
        raise Wrong("month_ahead")
    return f"{year:04}-{month:02}"
