"""Deadlines on the Beijing clock: a due day runs to its 24:00, whatever day of the week it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_cast import FJ, HY, JL, SD, ZJ, rules_of

from assessor_hub.rules.deadlines import beijing_day, beijing_year, due_of, ends_at, is_on_time
from assessor_hub.rules.keys import SUMMARY_DUE
from assessor_hub.rules.values import Due

LAST_MOMENT = datetime(2026, 12, 15, 15, 59, 59, 999999, tzinfo=UTC)  # 23:59:59.999999 in Beijing
MOMENT = timedelta(microseconds=1)
AT = st.integers(946_684_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))  # 2000-2100


def test_a_due_day_ends_at_midnight_in_beijing() -> None:
    assert ends_at(date(2026, 12, 15)) == datetime(2026, 12, 15, 16, tzinfo=UTC)
    assert ends_at(date(2026, 12, 31)).tzinfo is UTC


def test_the_last_moment_is_on_time_and_the_next_is_not() -> None:
    assert is_on_time(LAST_MOMENT, date(2026, 12, 15))
    assert not is_on_time(LAST_MOMENT + MOMENT, date(2026, 12, 15))


def test_where_the_clock_hangs_makes_no_difference() -> None:
    new_york = timezone(timedelta(hours=-5))
    assert is_on_time(LAST_MOMENT.astimezone(new_york), date(2026, 12, 15))
    assert not is_on_time((LAST_MOMENT + MOMENT).astimezone(new_york), date(2026, 12, 15))


def test_the_year_turns_at_midnight_in_beijing() -> None:
    turn = datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert (beijing_year(turn - MOMENT), beijing_year(turn)) == (2026, 2027)
    assert (beijing_day(turn - MOMENT), beijing_day(turn)) == (date(2026, 12, 31), date(2027, 1, 1))


@given(AT)
def test_an_instant_is_on_time_for_its_own_beijing_day_and_late_for_the_day_before(at: datetime) -> None:
    day = beijing_day(at)
    assert day == (at + timedelta(hours=8)).date()
    assert is_on_time(at, day)
    assert not is_on_time(at, day - timedelta(days=1))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_midnight_belongs_to_the_next_day(day: date) -> None:
    assert beijing_day(ends_at(day)) == day + timedelta(days=1)
    assert beijing_day(ends_at(day) - MOMENT) == day


@pytest.mark.parametrize("ask", [beijing_day, beijing_year, lambda at: is_on_time(at, date(2026, 12, 15))])
def test_a_naive_instant_is_refused(ask: Callable[[datetime], Any]) -> None:
    with pytest.raises(ValueError, match="aware"):
        ask(datetime.combine(date(2026, 12, 15), time(12)))


@pytest.mark.article("JL 22-1")
@pytest.mark.parametrize("code", [JL, ZJ, FJ, HY])
def test_the_summary_is_due_on_15_december_even_on_a_sunday(code: str) -> None:
    due = rules_of(code).get(SUMMARY_DUE).value
    days = [due_of(due, year, None) for year in (2024, 2025, 2026)]
    assert days == [date(2024, 12, 15), date(2025, 12, 15), date(2026, 12, 15)]
    assert date(2024, 12, 15).isoweekday() == 7


@pytest.mark.article("SD 15")
def test_shandong_has_no_date_until_the_department_sets_it() -> None:
    due = rules_of(SD).get(SUMMARY_DUE).value
    assert due_of(due, 2026, None) is None
    assert due_of(due, 2026, date(2027, 1, 20)) == date(2027, 1, 20)


def test_a_date_in_the_text_is_not_moved_by_the_department() -> None:
    assert due_of(Due(rule="fixed", month=4, day=30), 2026, date(2026, 6, 1)) == date(2026, 4, 30)
