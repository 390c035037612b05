"""The clock of a review: working days while the department has the papers, paused while they are returned."""

from __future__ import annotations

from datetime import date

import pytest

from assessor_hub.rules.review_clock import Stretch, review_clock
from assessor_hub.rules.values import Span

TWENTY = Span(length=20, unit="working_days")


@pytest.mark.parametrize(("today", "day", "over"), [
    (date(2026, 6, 1), 0, False), (date(2026, 6, 2), 1, False), (date(2026, 6, 6), 4, False),
    (date(2026, 6, 30), 20, False), (date(2026, 7, 1), 21, True),
])
def test_working_days_are_counted_after_the_day_of_handing_in(today: date, day: int, over: bool) -> None:
    clock = review_clock([Stretch(date(2026, 6, 1))], TWENTY, today)
    assert (clock.day, clock.over, clock.paused, clock.last_day) == (day, over, False, date(2026, 6, 30))


def test_a_return_pauses_and_a_new_handing_in_goes_on() -> None:
    first = Stretch(date(2026, 6, 1), date(2026, 6, 5))
    paused = review_clock([first], TWENTY, date(2026, 7, 1))
    assert (paused.day, paused.paused, paused.last_day) == (4, True, None)
    again = review_clock([first, Stretch(date(2026, 6, 10))], TWENTY, date(2026, 6, 30))
    assert (again.day, again.paused, again.last_day) == (17, False, date(2026, 7, 3))


def test_calendar_days_where_the_setting_counts_them() -> None:
    clock = review_clock([Stretch(date(2026, 6, 1))], Span(length=10, unit="days"), date(2026, 6, 9))
    assert (clock.day, clock.last_day) == (8, date(2026, 6, 11))


def test_an_unpublished_calendar_is_said_and_never_guessed() -> None:
    clock = review_clock([Stretch(date(2026, 12, 30))], TWENTY, date(2027, 1, 20))
    assert (clock.day, clock.last_day, clock.over) == (None, None, False)
