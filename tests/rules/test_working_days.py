"""Working days of the State Council's calendar; 2026 by its notice, make-up days included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor_hub.rules.working_days import (
    CalendarUnknown,
    add_working_days,
    is_working_day,
    last_day_for_acting,
    next_working_day,
)

FIRST_UNKNOWN = max(day.year for day in chinese_calendar.constants.holidays) + 1
DAYS = st.dates(date(2020, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 20), True),  # a Friday
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 2, 17), False),  # Spring Festival
        (date(2026, 2, 14), True),  # a Saturday made up for it
        (date(2026, 2, 28), True),
        (date(2026, 9, 20), True),  # a Sunday made up for National Day
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
    ],
)
def test_the_calendar_of_2026(day: date, working: bool) -> None:
    assert is_working_day(day) is working


def test_working_days_are_counted_from_the_day_after() -> None:
    assert add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert add_working_days(date(2026, 11, 21), 5) == date(2026, 11, 27)
    assert add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)  # over the holiday, onto a made-up Saturday


def test_a_period_for_acting_that_ends_on_a_holiday_ends_on_the_next_working_day() -> None:
    assert last_day_for_acting(date(2026, 9, 1), 30) == date(2026, 10, 8)
    assert last_day_for_acting(date(2026, 9, 10), 30) == date(2026, 10, 10)  # a made-up Saturday is no holiday
    assert last_day_for_acting(date(2026, 10, 9), 30) == date(2026, 11, 9)  # from Sunday, 8 November


@given(DAYS, st.integers(1, 40))
def test_as_many_working_days_lie_between_as_were_asked_for(day: date, count: int) -> None:
    last = add_working_days(day, count)
    between = [day + timedelta(days=step) for step in range(1, (last - day).days + 1)]
    assert is_working_day(last)
    assert sum(is_working_day(each) for each in between) == count


@given(DAYS)
def test_the_next_working_day_is_the_first_one(day: date) -> None:
    found = next_working_day(day)
    assert is_working_day(found)
    assert not any(is_working_day(day + timedelta(days=step)) for step in range((found - day).days))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: is_working_day(date(FIRST_UNKNOWN, 5, 6)),
        lambda: next_working_day(date(FIRST_UNKNOWN, 5, 6)),
        lambda: add_working_days(date(FIRST_UNKNOWN - 1, 12, 25), 20),
        lambda: last_day_for_acting(date(FIRST_UNKNOWN - 1, 12, 25), 30),
    ],
)
def test_an_unpublished_year_is_said_and_never_guessed(ask: Callable[[], Any]) -> None:
    with pytest.raises(CalendarUnknown, match=str(FIRST_UNKNOWN)) as caught:
        ask()
    assert caught.value.year == FIRST_UNKNOWN


def test_the_last_published_days_are_still_answered() -> None:
    assert last_day_for_acting(date(FIRST_UNKNOWN - 1, 12, 1), 15).year == FIRST_UNKNOWN - 1
