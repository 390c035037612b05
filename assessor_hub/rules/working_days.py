"""Working days by the State Council's calendar with its make-up days. An unpublished year is said, never guessed."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

from assessor_hub.rules.periods import last_day_of_days


class CalendarUnknown(LookupError):
    """The State Council's calendar of ``year`` is not known here."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the holiday calendar of {year} is not published or not known here")
        self.year = year


def is_working_day(day: date) -> bool:
    """Whether people work on ``day``: make-up Saturdays do, holidays don't. Raises :class:`CalendarUnknown`."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as unknown:
        raise CalendarUnknown(day.year) from unknown


def next_working_day(day: date) -> date:
    """``day`` itself if it is a working day, else the next one."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``, which is not counted."""
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1))
    return day


def last_day_for_acting(first_day: date, days: int) -> date:
    """The last of ``days`` days for acting: on a holiday it moves to the next working day (Civil Code, art. 203)."""
    return next_working_day(last_day_of_days(first_day, days))
