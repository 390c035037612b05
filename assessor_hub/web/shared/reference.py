"""Reference times (参照): settings of the office that no text states, and the last day that they give."""

from __future__ import annotations

from datetime import date

from assessor_hub.rules.law import LawBook
from assessor_hub.rules.pack import ROOT
from assessor_hub.rules.values import Span
from assessor_hub.rules.working_days import CalendarUnknown, add_working_days, last_day_for_acting


def last_day(first: date, span: Span) -> date | None:
    """The last day of a reference span for acting; None where a needed holiday calendar is not published."""
    try:
        if span.unit == "working_days":
            return add_working_days(first, span.length)
        return last_day_for_acting(first, span.length)
    except CalendarUnknown:
        return None


def readable_code(book: LawBook, code: str) -> str:
    """The jurisdiction whose pack can be read for a place: its own, or the root's where none is held."""
    known = book.jurisdiction_for(code)
    return known if known in book.packs and book.packs[known].document.status != "not_held" else ROOT
