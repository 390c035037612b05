"""Reference times (参照): settings of the office that no text states, and the last day that they give."""

from __future__ import annotations

from assessor_hub.rules.deadlines import last_day_of as last_day
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.pack import ROOT

__all__ = ["last_day", "readable_code"]


def readable_code(book: LawBook, code: str) -> str:
    """The jurisdiction whose pack can be read for a place: its own, or the root's where none is held."""
    known = book.jurisdiction_for(code)
    return known if known in book.packs and book.packs[known].document.status != "not_held" else ROOT
