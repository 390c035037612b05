"""Reference times (参照): settings of the office that no text states, and the last day that they give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessor_hub.rules.deadlines import last_day_of as last_day
from assessor_hub.rules.keys import REF_LITIGATION, REF_RECONSIDERATION
from assessor_hub.rules.law import LawBook, Stated
from assessor_hub.rules.pack import ROOT
from assessor_hub.rules.values import Span

__all__ = ["Remedy", "last_day", "readable_code", "remedies"]


@dataclass(frozen=True)
class Remedy:
    """A way to have a decision examined, with its reference time; ``until`` where the calendar is published."""

    stated: Stated[Span]
    until: date | None


def remedies(book: LawBook, code: str, learned_on: date) -> list[Remedy]:
    """Reconsideration and court, by analogy (参照), reckoned from the day on which the decision was learned of."""
    rules = book.read(code, learned_on)
    stated = [rules.get(key) for key in (REF_RECONSIDERATION, REF_LITIGATION)]
    return [Remedy(one, last_day(learned_on, one.value)) for one in stated]


def readable_code(book: LawBook, code: str) -> str:
    """The jurisdiction whose pack can be read for a place: its own, or the root's where none is held."""
    known = book.jurisdiction_for(code)
    return known if known in book.packs and book.packs[known].document.status != "not_held" else ROOT
