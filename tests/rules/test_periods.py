"""Periods by the Civil Code, art. 200-204: the first day is not counted, the corresponding day is the last."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor_hub.rules.periods import Period, last_day_of_days, last_day_of_months, last_day_of_years

DAYS = st.dates(date(1990, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("first", "years", "last"),
    [
        (date(2025, 3, 1), 3, date(2028, 3, 1)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2025, 12, 31), 3, date(2028, 12, 31)),
        (date(2025, 2, 28), 3, date(2028, 2, 28)),  # not the month's last day: the corresponding day exists
    ],
)
def test_years_end_on_the_corresponding_day(first: date, years: int, last: date) -> None:
    assert last_day_of_years(first, years) == last


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 11, 15), 2, date(2027, 1, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 8, 31), 18, date(2028, 2, 29)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_months_last(first: date, months: int, last: date) -> None:
    assert last_day_of_months(first, months) == last


def test_days_leave_the_first_one_out() -> None:
    assert last_day_of_days(date(2026, 5, 6), 30) == date(2026, 6, 5)
    assert last_day_of_days(date(2026, 12, 31), 1) == date(2027, 1, 1)


@given(DAYS, st.integers(0, 600))
def test_months_land_in_the_right_month_on_the_right_day(first: date, months: int) -> None:
    last = last_day_of_months(first, months)
    assert (last.year - first.year) * 12 + last.month - first.month == months
    assert last.day == min(first.day, calendar.monthrange(last.year, last.month)[1])


@given(DAYS, DAYS, st.integers(1, 120))
def test_a_later_first_day_never_ends_earlier(one: date, other: date, months: int) -> None:
    early, late = sorted((one, other))
    assert last_day_of_months(early, months) <= last_day_of_months(late, months)


@given(DAYS, st.integers(1, 50))
def test_years_are_twelve_months_each(first: date, years: int) -> None:
    assert last_day_of_years(first, years) == last_day_of_months(first, 12 * years)


def test_both_ends_of_a_period_are_within() -> None:
    period = Period(date(2025, 3, 1), date(2028, 3, 1))
    within = [date(2025, 2, 28), date(2025, 3, 1), date(2026, 1, 1), date(2028, 3, 1), date(2028, 3, 2)]
    assert [period.contains(day) for day in within] == [False, True, True, True, False]


@given(DAYS, st.integers(0, 1000))
def test_a_period_contains_as_many_days_as_it_spans(first: date, length: int) -> None:
    period = Period(first, first + timedelta(days=length))
    around = (first + timedelta(days=offset) for offset in range(-3, length + 4))
    assert sum(period.contains(day) for day in around) == length + 1


def test_a_period_cannot_end_before_it_begins() -> None:
    assert Period(date(2026, 1, 2), date(2026, 1, 2)).contains(date(2026, 1, 2))
    with pytest.raises(ValueError, match=r"2026-01-01.*2026-01-02"):
        Period(date(2026, 1, 2), date(2026, 1, 1))
