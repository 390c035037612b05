"""Deadlines on the Beijing clock: "by 15 December" runs to 24:00 of that day, weekend or not."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assessor_hub.rules.periods import last_day_of_months
from assessor_hub.rules.values import Due, Span
from assessor_hub.rules.working_days import (
    CalendarUnknown,
    add_working_days,
    last_day_for_acting,
    next_working_day,
)

BEIJING = ZoneInfo("Asia/Shanghai")


def ends_at(day: date) -> datetime:
    """24:00 Beijing of ``day``, as an aware UTC instant; the deadline itself is not within it."""
    return datetime.combine(day + timedelta(days=1), time(), BEIJING).astimezone(UTC)


def is_on_time(at: datetime, day: date) -> bool:
    """Whether an aware instant lies before the end of the due day. Raises ValueError for a naive one."""
    return _aware(at) < ends_at(day)


def beijing_day(at: datetime) -> date:
    """The Beijing calendar day of an aware instant. Raises ValueError for a naive one."""
    return _aware(at).astimezone(BEIJING).date()


def beijing_year(at: datetime) -> int:
    """The Beijing calendar year of an aware instant."""
    return beijing_day(at).year


def due_of(due: Due, year: int, set_day: date | None) -> date | None:
    """The due day of a year: the text's date, or the one that the department set; None while it set none."""
    if due.rule == "set_by_department":
        return set_day
    assert due.month is not None
    assert due.day is not None
    return date(year, due.month, due.day)


def last_day_of(first: date, span: Span) -> date | None:
    """The last day of a span for acting, ``first`` not counted; None where a needed holiday calendar is unpublished."""
    try:
        if span.unit == "working_days":
            return add_working_days(first, span.length)
        if span.unit == "months":
            return next_working_day(last_day_of_months(first, span.length))
        return last_day_for_acting(first, span.length)
    except CalendarUnknown:
        return None


def _aware(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("a deadline needs an aware instant")
    return at
