"""One person, one counted employment: which days of which claim count, as interval arithmetic.

Reading "Full-time": claims may coexist, at most one counts on any day; the first with proof counts, a later one counts
on none of its days, and an unproven later one takes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Span:
    """Days from ``first`` to ``last``, both inclusive; ``date.max`` as last is open."""

    first: date
    last: date = date.max

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


Spans = tuple[Span, ...]


@dataclass(frozen=True)
class ClaimDays:
    """A claim as the counting sees it: the days on which it may count, and those on which it counts so far."""

    ref: int
    eligible: Spans
    counted: Spans


def allot(claims: Iterable[ClaimDays]) -> dict[int, Spans]:
    """The days that count, by claim; ``claims`` in the order in which they were handed in.

    What counted and still may stays; the days that are free then go to the first claim that may have them.
    """
    rows = list(claims)
    kept = {row.ref: common(row.counted, row.eligible) for row in rows}
    taken = joined(span for spans in kept.values() for span in spans)
    given: dict[int, Spans] = {}
    for row in rows:
        given[row.ref] = joined((*kept[row.ref], *without(row.eligible, taken)))
        taken = joined((*taken, *given[row.ref]))
    return given


def joined(spans: Iterable[Span]) -> Spans:
    """The same days as the fewest spans, in order."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and (out[-1].last == date.max or span.first <= out[-1].last + _DAY):
            out[-1] = Span(out[-1].first, max(out[-1].last, span.last))
        else:
            out.append(span)
    return tuple(out)


def without(spans: Sequence[Span], holes: Sequence[Span]) -> Spans:
    """The days of ``spans`` that are in none of ``holes``."""
    left = list(spans)
    for hole in holes:
        left = [part for span in left for part in _cut(span, hole)]
    return tuple(left)


def _cut(span: Span, hole: Span) -> list[Span]:
    if hole.last < span.first or span.last < hole.first:
        return [span]
    parts = []
    if span.first < hole.first:
        parts.append(Span(span.first, hole.first - _DAY))
    if hole.last < span.last:
        parts.append(Span(hole.last + _DAY, span.last))
    return parts


def common(one: Sequence[Span], other: Sequence[Span]) -> Spans:
    """The days that are in both."""
    return tuple(
        Span(max(a.first, b.first), min(a.last, b.last))
        for a in one for b in other if a.first <= b.last and b.first <= a.last
    )
