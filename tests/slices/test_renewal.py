"""Renewal beside a live recordal: never two at once, no day without, the old one untouched until the decision."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.registration import review
from assessor_hub.registration import services as registration
from assessor_hub.registration.models import Application, EndKind, Recordal
from assessor_hub.registration.queries import chain_of, recordal_on, recorded_since, renewed_by
from assessor_hub.registration.recordals import end_recordal
from assessor_hub.rules.lifecycle import ApplicationVerb
from assessor_hub.rules.values import Level
from assessor_hub.summaries.services import standings
from tests.slices.acts import days_pass, entries, flags_of, refusal
from tests.world import World


def renew(world: World, owner: Actor, levels: tuple[Level, ...] = (Level.NATIONAL, Level.PROVINCIAL)) -> int:
    return world.record(world.application(owner, claims=[]), SYSTEM, levels)


def live(world: World, institution: int, day: date | None = None) -> str | None:
    with world.session() as session:
        row = recordal_on(session, institution, "220000", day or world.today)
        return row.number if row else None


def test_a_renewal_takes_over_on_its_day(world: World) -> None:
    institution, owner = world.recorded()
    days_pass(world, 100)
    new = renew(world, owner)
    with world.session() as session:
        row = session.get_one(Recordal, new)
        before = chain_of(session, row)[1]
        assert (before.ended_on, before.end_kind, before.end_reason) == (world.today, EndKind.RENEWED, row.number)
        assert renewed_by(session, before) is row
        assert len(entries(world, Tag.RECORDAL_ENDED, before.id)) == 1
    assert live(world, institution) == "JL-2026-2"
    assert live(world, institution, world.today - timedelta(days=1)) == "JL-2026-1"


@pytest.mark.parametrize("verb", [ApplicationVerb.REFUSE, ApplicationVerb.RETURN, None])
def test_a_renewal_that_comes_to_nothing_leaves_the_old_one(world: World, verb: ApplicationVerb | None) -> None:
    institution, owner = world.recorded()
    days_pass(world, 100)
    application = world.application(owner, claims=[])
    with world.write() as session:
        row = session.get_one(Application, application)
        if verb is None:
            registration.withdraw(session, row, by=owner, now=world.now)
        else:
            review.decide(
                session, world.law(session), row, verb, revision=row.revision, reason="理由", by=SYSTEM, now=world.now
            )
    assert live(world, institution) == "JL-2026-1"
    world.file(owner)


@pytest.mark.article("JL 21")
def test_work_is_dated_from_the_start_of_the_unbroken_chain(world: World) -> None:
    _institution, owner = world.recorded()
    first = world.today
    days_pass(world, 50)
    renew(world, owner)
    days_pass(world, 50)
    renew(world, owner)
    assert flags_of(world, world.file(owner, work_from=first)) == set()
    assert refusal(world, owner, work_from=first - timedelta(days=1)).figures["recorded_on"] == first


@pytest.mark.article("JL 21")
def test_the_chain_of_a_level_begins_where_it_was_first_covered(world: World) -> None:
    _institution, owner = world.institution()
    world.record(world.application(owner), SYSTEM, (Level.PROVINCIAL,))
    days_pass(world, 50)
    renew(world, owner)
    before = world.today - timedelta(days=10)
    world.file(owner, level=Level.PROVINCIAL, work_from=before)
    assert refusal(world, owner, level=Level.NATIONAL, work_from=before).code == "work_before_recordal"


def test_after_a_gap_the_chain_begins_anew(world: World) -> None:
    institution, owner = world.recorded()
    days_pass(world, 50)
    with world.write() as session:
        row = recordal_on(session, institution, "220000", world.today)
        assert row is not None
        end_recordal(session, row, world.today, "注销", kind=EndKind.EXIT, by=SYSTEM, now=world.now)
    days_pass(world, 1)
    new = renew(world, owner)
    with world.session() as session:
        row = session.get_one(Recordal, new)
        assert (row.renews_id, recorded_since(session, row, Level.NATIONAL)) == (None, world.today)


def test_a_year_with_a_renewal_owes_one_summary(world: World) -> None:
    _institution, owner = world.recorded()
    auditor = world.staff_user(Role.AUDITOR, "220000")
    days_pass(world, 50)
    renew(world, owner)
    with world.session() as session:
        rows = standings(session, world.law(session), auditor, world.today.year, world.now)
        assert [row.recordal.number for row in rows] == ["JL-2026-2"]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.integers(0, 40), min_size=1, max_size=4))
def test_on_any_day_one_recordal_is_live_and_none_is_missing(world: World, gaps: list[int]) -> None:
    """Whenever renewals happen, several on one day included, the chain covers every day exactly once."""
    institution, owner = world.recorded()
    first = world.today
    for gap in gaps:
        days_pass(world, gap)
        renew(world, owner)
    with world.session() as session:
        rows = session.query(Recordal).filter_by(institution_id=institution).all()
        day = first
        while day <= beijing_day(world.now):
            holding = [row for row in rows if row.recorded_on <= day and (row.ended_on is None or day < row.ended_on)]
            assert len(holding) == 1, day
            day += timedelta(days=1)
        assert len(chain_of(session, holding[0])) == len(gaps) + 1
