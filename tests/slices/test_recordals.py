"""Recordals: their numbers, their days, and the conditions that they rest on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.audit.tags import Tag
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.judging import institution_verdicts
from assessor_hub.registration.models import EndKind, Recordal
from assessor_hub.registration.queries import recordal_on
from assessor_hub.registration.recordals import end_recordal
from assessor_hub.rules.values import Level
from tests.slices.acts import days_pass, entries, resign
from tests.world import World


def test_numbers_run_without_gaps_and_begin_anew_each_beijing_year(world: World) -> None:
    made = [world.institution() for _ in range(4)]
    world.record(world.application(made[0][1]), SYSTEM)
    application = world.application(made[1][1])
    with pytest.raises(RegistrationRefused, match="no_level"):
        world.record(application, SYSTEM, levels=())
    world.record(application, SYSTEM)
    world.now = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    world.record(world.application(made[2][1]), SYSTEM)
    world.now += timedelta(seconds=1)
    world.record(world.application(made[3][1]), SYSTEM)
    with world.session() as session:
        rows = session.query(Recordal).order_by(Recordal.id).all()
        assert [row.number for row in rows] == ["JL-2026-1", "JL-2026-2", "JL-2026-3", "JL-2027-1"]
        assert [row.recorded_on for row in rows[2:]] == [date(2026, 12, 31), date(2027, 1, 1)]


def test_conditions_are_computed_as_of_a_day(world: World) -> None:
    institution, _owner = world.recorded()
    resign(world, institution)
    with world.session() as session:
        recordal = recordal_on(session, institution, "220000", world.today)
        assert recordal is not None
        law = world.law(session)
        tomorrow = world.today + timedelta(days=1)
        assert institution_verdicts(session, law, recordal, world.today)[Level.NATIONAL].met
        assert not institution_verdicts(session, law, recordal, tomorrow)[Level.NATIONAL].met


def test_a_recordal_ends_on_its_first_day_without_and_keeps_its_history(world: World) -> None:
    institution, _owner = world.recorded()
    days_pass(world, 10)
    with world.write() as session:
        recordal = recordal_on(session, institution, "220000", world.today)
        assert recordal is not None
        end_recordal(session, recordal, world.today, "机构申请注销", kind=EndKind.EXIT, by=SYSTEM, now=world.now)
    with world.session() as session:
        assert recordal_on(session, institution, "220000", world.today) is None
        kept = recordal_on(session, institution, "220000", world.today - timedelta(days=1))
        assert kept is not None
        assert len(entries(world, Tag.RECORDAL_ENDED, kept.id)) == 1


def test_the_database_refuses_two_live_recordals_and_a_decision_without_reason(world: World) -> None:
    world.recorded()
    with world.session() as session, pytest.raises(IntegrityError):
        session.execute(text(
            "INSERT INTO recordals (number, institution_id, jurisdiction, application_id, levels, recorded_on,"
            " pack_version, trial, certificate_code) SELECT 'X-1', institution_id, jurisdiction, application_id, levels,"
            " recorded_on, pack_version, trial, 'X' FROM recordals"
        ))
    with world.session() as session, pytest.raises(IntegrityError):
        session.execute(text("UPDATE applications SET reason = ''"))
