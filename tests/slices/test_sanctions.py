"""Non-acceptance decisions: on which grounds, in which order of days, for how long, and what voids them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.queries import recordal_on
from assessor_hub.rules.values import Ground, Level
from assessor_hub.sanctions.errors import SanctionRefused
from assessor_hub.sanctions.models import Decision
from assessor_hub.sanctions.queries import ban_on, decision_for, decisions_about, published
from assessor_hub.sanctions.services import available_grounds, revoke
from tests.slices.acts import ban, days_pass, entries, move, refusal
from tests.slices.test_project_life import PATHS, P
from tests.world import World

SHANDONG = {"unit_city": "370100", "level": Level.PROVINCIAL}


def void(world: World, decision: int, reason: str = "复议撤销") -> None:
    with world.write() as session:
        revoke(session, session.get_one(Decision, decision), reason, by=SYSTEM, now=world.now)


@pytest.mark.article("JL 22-3")
@pytest.mark.parametrize(("code", "grounds"), [
    ("220000", {Ground.FRAUD, Ground.CONCEALMENT}), ("330000", set()), ("350000", set()), ("441600", set()),
    ("370000", {Ground.FRAUD, Ground.CONCEALMENT, Ground.POOR_QUALITY}), ("440000", set()),
])
def test_grounds_are_those_of_the_text(world: World, code: str, grounds: set[Ground]) -> None:
    for draft in ("350000", "370000", "441600"):
        world.trial(draft)
    with world.session() as session:
        assert set(available_grounds(world.law(session), code, world.today)) == grounds


@pytest.mark.case("poor quality: SD / JL / HY")
@pytest.mark.parametrize(("code", "ground"), [
    ("220000", Ground.POOR_QUALITY), ("220000", Ground.LACKS_CONDITIONS), ("330000", Ground.FRAUD),
    ("441600", Ground.POOR_QUALITY), ("370000", Ground.LACKS_CONDITIONS),
])
def test_a_ground_that_the_text_does_not_know_is_refused(world: World, code: str, ground: Ground) -> None:
    for draft in ("370000", "441600"):
        world.trial(draft)
    institution, _owner = world.institution()
    with pytest.raises(SanctionRefused, match="ground_unknown"):
        ban(world, institution, code, ground=ground)


def test_a_draft_that_is_in_force_nowhere_bans_nobody(world: World) -> None:
    institution, _owner = world.institution()
    with pytest.raises(SanctionRefused, match="ground_unknown"):
        ban(world, institution, "370000")


@pytest.mark.parametrize(("days", "code"), [
    ({"notice_on": date(2026, 5, 31), "decided_on": date(2026, 5, 30)}, "days_out_of_order"),
    ({"decided_on": date(2026, 6, 1), "served_on": date(2026, 5, 31)}, "days_out_of_order"),
    ({"served_on": date(2026, 6, 2)}, "future_day"),
    ({"first_day": date(2026, 5, 31)}, "first_day_before_service"),
    ({"facts": " "}, "facts_missing"),
])
def test_notice_decision_and_service_follow_one_another(world: World, days: dict[str, date], code: str) -> None:
    institution, _owner = world.institution()
    with pytest.raises(SanctionRefused, match=code):
        ban(world, institution, **days)  # type: ignore[arg-type]  # days and facts of the ruling
    with world.session() as session:
        assert session.query(Decision).count() == 0


def test_a_number_is_given_once(world: World) -> None:
    institution, _owner = world.institution()
    ban(world, institution, number="吉绿评决〔2026〕1号")
    with pytest.raises(SanctionRefused, match="number_taken"):
        ban(world, institution, number=" 吉绿评决〔2026〕1号 ")


@pytest.mark.article("JL 22-3")
@pytest.mark.case("decision served 2025-03-01")
def test_three_years_from_service_the_last_day_inclusive(world: World) -> None:
    world.now = datetime(2025, 3, 1, 2, tzinfo=UTC)
    institution, owner = world.recorded()
    decision = ban(world, institution)
    with world.session() as session:
        row = session.get_one(Decision, decision)
        assert (row.first_day, row.last_day, row.article) == (date(2025, 3, 1), date(2028, 3, 1), "22-3")
    world.now = datetime(2028, 3, 1, 15, 59, 59, tzinfo=UTC)
    assert refusal(world, owner).code == "under_ban"
    world.now += timedelta(seconds=1)
    world.file(owner)


def test_a_decision_may_name_a_later_first_day(world: World) -> None:
    institution, owner = world.recorded()
    decision = ban(world, institution, first_day=world.today + timedelta(days=10))
    with world.session() as session:
        assert session.get_one(Decision, decision).last_day == date(2029, 6, 11)
    days_pass(world, 9)
    world.file(owner)
    days_pass(world)
    assert refusal(world, owner).code == "under_ban"


@pytest.mark.article("SD 16")
def test_shandong_ends_the_recordal_and_asks_for_a_new_application(world: World) -> None:
    world.trial("370000")
    institution, owner = world.recorded("370000")
    days_pass(world, 30)
    decision = ban(world, institution, "370000", ground=Ground.POOR_QUALITY)
    with world.session() as session:
        row = session.get_one(Decision, decision)
        assert (row.trial, row.article) == (True, "16")
        assert recordal_on(session, institution, "370000", world.today) is None
        assert recordal_on(session, institution, "370000", world.today - timedelta(days=1)) is not None
    assert refusal(world, owner, **SHANDONG).code == "under_ban"
    days_pass(world, 3 * 366)
    assert refusal(world, owner, **SHANDONG).code == "not_recorded"


def test_jilin_keeps_the_recordal(world: World) -> None:
    institution, _owner = world.recorded()
    ban(world, institution)
    with world.session() as session:
        assert recordal_on(session, institution, "220000", world.today) is not None


def test_a_revocation_voids_from_the_start_and_lifts_the_block(world: World) -> None:
    institution, owner = world.recorded()
    project = world.file(owner)
    for verb in PATHS[P.REPORTED]:
        move(world, project, verb)
    decision = ban(world, institution)
    with world.session() as session:
        assert [row.id for row in published(session, world.today)] == [decision]
    void(world, decision)
    world.file(owner)
    with world.session() as session:
        assert ban_on(session, institution, "220000", world.today) is None
        assert published(session, world.today) == []
        assert session.get_one(Decision, decision).revocation_reason == "复议撤销"
    assert len(entries(world, Tag.DECISION_REVOKED, decision)) == 1


@pytest.mark.article("SD 16")
def test_a_revocation_gives_back_the_recordal_that_the_decision_cancelled(world: World) -> None:
    world.trial("370000")
    institution, owner = world.recorded("370000")
    decision = ban(world, institution, "370000")
    void(world, decision)
    world.file(owner, **SHANDONG)
    with world.session() as session:
        recordal = recordal_on(session, institution, "370000", world.today)
        assert recordal is not None
        assert recordal.end_reason is None
        assert len(entries(world, Tag.RECORDAL_RESTORED, recordal.id)) == 1


def test_a_revocation_has_a_reason_and_happens_once(world: World) -> None:
    institution, _owner = world.institution()
    decision = ban(world, institution)
    with pytest.raises(SanctionRefused, match="reason_missing"):
        void(world, decision, "  ")
    void(world, decision)
    with pytest.raises(SanctionRefused, match="already_revoked"):
        void(world, decision)


def test_of_two_bans_the_longer_one_stands(world: World) -> None:
    institution, owner = world.recorded()
    days_pass(world, 60)
    ban(world, institution, served_on=world.today - timedelta(days=30))
    longer = ban(world, institution)
    with world.session() as session:
        assert refusal(world, owner).figures["number"] == session.get_one(Decision, longer).number


@pytest.mark.parametrize("broken", [
    "notice_on = '2027-01-01'", "last_day = first_day", "facts = ''", "revocation_reason = 'x'",
])
def test_the_database_refuses_a_ban_without_its_dates(world: World, broken: str) -> None:
    institution, _owner = world.institution()
    ban(world, institution)
    with world.session() as session, pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE decisions SET {broken}"))  # noqa: S608 - the literals above


def test_decisions_are_seen_within_reach_and_the_institution_is_told(world: World) -> None:
    institution, _owner = world.institution()
    decision = ban(world, institution)
    here, there = world.staff_user(Role.REVIEWER, "220000"), world.staff_user(Role.REVIEWER, "330000")
    with world.session() as session:
        assert decision_for(session, here, decision) is not None
        assert decision_for(session, there, decision) is None
        assert decisions_about(session, there, institution) == []
        told = session.execute(text("SELECT subject FROM messages")).scalars().all()
        assert told == ["decision:made"]
        assert session.get_one(Institution, institution).name
