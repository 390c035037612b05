"""Non-acceptance: the grounds that each text knows, and the days that a ban covers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_cast import FJ, HY, JL, SD, ZJ, amended, rules_of, with_entries

from assessor_hub.rules import keys
from assessor_hub.rules.pack import Entry, Strength
from assessor_hub.rules.periods import Period
from assessor_hub.rules.sanctions import BanFact, active_on, ban_of, consequence_of, grounds
from assessor_hub.rules.values import Consequence, Effect, Ground
from assessor_hub.rules.working_days import is_working_day

THREE_YEARS = Consequence(effect=Effect.NON_ACCEPTANCE, years=3)
DAYS = st.dates(date(2020, 1, 1), date(2100, 1, 1))


@pytest.mark.article("JL 22-3", "SD 16", "ZJ 22-1", "HY 23", "HY 28")
@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (JL, {Ground.FRAUD: Effect.NON_ACCEPTANCE, Ground.CONCEALMENT: Effect.NON_ACCEPTANCE}),
        (
            SD,
            dict.fromkeys((Ground.FRAUD, Ground.CONCEALMENT, Ground.POOR_QUALITY), Effect.CANCEL_AND_NON_ACCEPTANCE),
        ),
        (ZJ, {}),
        (FJ, {}),
        (HY, {}),
    ],
)
def test_only_what_the_text_bans_is_a_ground(code: str, wanted: dict[Ground, Effect]) -> None:
    found = grounds(rules_of(code))
    assert {ground: stated.value.effect for ground, stated in found} == wanted
    assert {stated.value.years for _ground, stated in found} <= {3}


@pytest.mark.article("JL 22-3", "SD 16")
@pytest.mark.parametrize(("code", "article", "notice"), [(JL, "22-3", True), (SD, "16", False)])
def test_a_ground_names_its_article_and_whether_notice_is_circulated(code: str, article: str, notice: bool) -> None:
    fraud = dict(grounds(rules_of(code)))[Ground.FRAUD]
    assert (fraud.article, fraud.value.notice) == (article, notice)


@pytest.mark.article("SD 16", "JL 20(3)")
def test_lacking_conditions_is_never_a_ground_for_a_ban() -> None:
    effects = [consequence_of(Ground.LACKS_CONDITIONS, rules_of(code)).value.effect for code in (JL, ZJ, FJ, HY, SD)]
    assert effects == [
        Effect.BLOCK_NEW_FILINGS, Effect.TELL_STAFF, Effect.TELL_STAFF, Effect.REPORT_UP, Effect.NOT_ACCEPTED_WHILE,
    ]  # fmt: skip


def test_a_ban_that_is_only_assumed_is_no_ground() -> None:
    entry = Entry(value=THREE_YEARS, strength=Strength.ASSUMED, known_from="JL 22-3")
    book = with_entries(ZJ, "sanctions.poor_quality", (entry,))
    assert grounds(rules_of(ZJ, book)) == ()
    stated = grounds(rules_of(ZJ, amended(ZJ, keys.SANCTION_POOR_QUALITY, THREE_YEARS)))
    assert [ground for ground, _stated in stated] == [Ground.POOR_QUALITY]


# -- The days --


@pytest.mark.article("JL 22-3", "SD 16")
@pytest.mark.parametrize(
    ("served", "starts", "period"),
    [
        (date(2025, 3, 1), None, Period(date(2025, 3, 1), date(2028, 3, 1))),
        (date(2025, 3, 1), date(2025, 3, 1), Period(date(2025, 3, 1), date(2028, 3, 1))),
        (date(2025, 3, 1), date(2025, 4, 15), Period(date(2025, 4, 15), date(2028, 4, 15))),
        (date(2024, 2, 29), None, Period(date(2024, 2, 29), date(2027, 2, 28))),
    ],
)
def test_three_years_from_service_or_the_later_day_that_the_decision_names(
    served: date, starts: date | None, period: Period
) -> None:
    assert ban_of(served, starts, THREE_YEARS) == period


def test_a_ban_cannot_begin_before_service() -> None:
    with pytest.raises(ValueError, match="before the decision is served"):
        ban_of(date(2025, 3, 1), date(2025, 2, 28), THREE_YEARS)


@pytest.mark.parametrize("effect", [Effect.RECTIFY, Effect.REPORT_UP, Effect.NOT_ACCEPTED_WHILE, Effect.NONE])
def test_what_is_no_ban_has_no_days(effect: Effect) -> None:
    with pytest.raises(ValueError, match=effect.value):
        ban_of(date(2025, 3, 1), None, Consequence(effect=effect))


def test_a_sanction_is_not_lengthened_by_a_holiday() -> None:
    ban = ban_of(date(2023, 10, 1), None, THREE_YEARS)
    assert ban.last == date(2026, 10, 1)
    assert not is_working_day(ban.last)


@given(DAYS, st.integers(1, 10), st.integers(0, 400))
def test_a_ban_lasts_its_years_from_its_first_day(served: date, years: int, later: int) -> None:
    first = served + timedelta(days=later)
    ban = ban_of(served, first, Consequence(effect=Effect.NON_ACCEPTANCE, years=years))
    assert (ban.first, ban.last.year - first.year, ban.last.month) == (first, years, first.month)
    assert ban.last.day == first.day or (first.month, first.day, ban.last.day) == (2, 29, 28)


# -- Active --

BAN = Period(date(2025, 3, 1), date(2028, 3, 1))


@pytest.mark.parametrize(
    ("day", "active"),
    [
        (date(2025, 2, 28), False),
        (date(2025, 3, 1), True),
        (date(2028, 3, 1), True),
        (date(2028, 3, 2), False),
    ],
)
def test_the_first_and_the_last_day_are_banned(day: date, active: bool) -> None:
    assert active_on([BanFact(BAN)], day) is active


@given(st.dates(date(2025, 1, 1), date(2029, 1, 1)))
def test_a_revoked_ban_is_void_from_the_start(day: date) -> None:
    assert not active_on([BanFact(BAN, revoked=True)], day)
    assert not active_on([], day)


def test_another_ban_holds_where_one_is_revoked_or_over() -> None:
    later = BanFact(Period(date(2028, 1, 1), date(2031, 1, 1)))
    assert active_on([BanFact(BAN, revoked=True), later], date(2028, 2, 1))
    assert not active_on([BanFact(BAN, revoked=True), later], date(2027, 12, 31))
    assert active_on([BanFact(BAN), later], date(2028, 3, 2))
