"""The clock of a review against a reference time: it runs while the department has the papers, and stands meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assessor_hub.rules.values import Span
from assessor_hub.rules.working_days import CalendarUnknown, is_working_day


@dataclass(frozen=True)
class Stretch:
    """Days on which the department had the papers: from the day of handing in to that of the return, or to today."""

    first: date
    last: date | None = None


@dataclass(frozen=True)
class ReviewClock:
    """Where a review stands: ``day`` of ``span``, None where a needed calendar is not published.

    ``last_day`` is the day on which the reference ends, None while the clock is paused or the calendar unknown.
    """

    day: int | None
    span: Span
    paused: bool
    last_day: date | None

    @property
    def over(self) -> bool:
        """Whether the reference has passed."""
        return self.day is not None and self.day > self.span.length


def review_clock(stretches: Sequence[Stretch], span: Span, today: date) -> ReviewClock:
    """The clock on ``today``. The day of handing in is not counted (Civil Code, art. 201, by analogy).

    Days are working days where the span says so, else calendar days.
    """
    paused = not stretches or stretches[-1].last is not None
    try:
        used = sum(_days(one.first, one.last or today, span) for one in stretches)
        last_day = None if paused else _last_day(today, used, span)
    except CalendarUnknown:
        return ReviewClock(None, span, paused, None)
    return ReviewClock(used, span, paused, last_day)


def _counts(day: date, span: Span) -> bool:
    return span.unit != "working_days" or is_working_day(day)


def _days(first: date, last: date, span: Span) -> int:
    """Days that count after ``first``, up to ``last``."""
    return sum(_counts(first + timedelta(days=n), span) for n in range(1, (last - first).days + 1))


def _last_day(today: date, used: int, span: Span) -> date:
    """The day on which the count reaches the span: behind today where it has passed."""
    step, day = (1, today) if used < span.length else (-1, today)
    while used != span.length or not _counts(day, span):
        if step == 1:
            day += timedelta(days=1)
            used += _counts(day, span)
        else:
            used -= _counts(day, span)
            day -= timedelta(days=1)
    return day
