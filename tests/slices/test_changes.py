"""After recordal the duty goes on: what changed is filed in time, answered by the department, seen by its places."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.institutions.models import Institution
from assessor_hub.outbox.models import Message
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.change_queries import change_for, changes_for, changes_of, count_changes
from assessor_hub.registration.changes import answer, is_late
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.judging import institution_verdicts
from assessor_hub.registration.lacking import lack_on
from assessor_hub.registration.models import Application
from assessor_hub.registration.particulars import change_particulars, change_premises
from assessor_hub.registration.present import present_on
from assessor_hub.registration.queries import recordal_on
from assessor_hub.rules.findings import Outcome
from assessor_hub.rules.lifecycle import ChangeState, ChangeVerb
from assessor_hub.rules.values import ChangeKind, Level
from tests.slices.acts import days_pass, entries, flags_of, new_head
from tests.world import World

S, V, K = ChangeState, ChangeVerb, ChangeKind


def particulars(world: World, institution: int, by: Actor, happened_on: date | None = None, **given: Any) -> list[int]:
    """Change some particulars, happened today unless told otherwise; returns the ids of what was filed."""
    with world.write() as session:
        row = session.get_one(Institution, institution)
        fields = ("name", "kind", "registered_code", "address", "phone")
        full = {field: getattr(row, field) for field in fields} | given
        filed = change_particulars(
            session, world.law(session), row, full, happened_on or world.today, by=by, now=world.now
        )
        return [change.id for change in filed]


def respond(
    world: World, change: int, verb: ChangeVerb, by: Actor = SYSTEM, *, reason: str = "理由", revision: int | None = None
) -> None:
    with world.write() as session:
        row = session.get_one(Change, change)
        answer(session, row, verb, revision=revision or row.revision, reason=reason, by=by, now=world.now)


def get(world: World, change: int) -> Change:
    with world.session() as session:
        row = session.get_one(Change, change)
        session.expunge_all()
        return row


def test_a_new_name_is_filed_with_what_was_and_is(world: World) -> None:
    institution, owner = world.recorded()
    (change,) = particulars(world, institution, owner, name="新名称评价有限公司")
    row = get(world, change)
    assert (row.kind, row.status, row.after) == (K.NAME, S.NEEDS_REVIEW, {"name": "新名称评价有限公司"})
    assert row.before["name"].startswith("测试评价机构")
    assert entries(world, Tag.CHANGE_FILED, change)[0].jurisdiction == "220000"
    with world.session() as session:
        assert session.get_one(Institution, institution).name == "新名称评价有限公司"


def test_each_kind_is_filed_in_each_place_where_the_institution_is_recorded(world: World) -> None:
    institution, owner = world.recorded()
    world.record(world.application(owner, "330000", claims=[]), SYSTEM)
    filed = particulars(world, institution, owner, name="新名称", address="新地址2号", phone="1")
    assert sorted((get(world, one).jurisdiction, get(world, one).kind) for one in filed) == [
        ("220000", K.ADDRESS), ("220000", K.NAME), ("330000", K.ADDRESS), ("330000", K.NAME),
    ]


def test_what_the_setting_does_not_name_waits_to_be_noted(world: World) -> None:
    institution, owner = world.recorded()
    (change,) = particulars(world, institution, owner, address="新地址2号")
    assert get(world, change).status is S.FILED


def test_an_institution_without_recordal_files_nothing(world: World) -> None:
    institution, owner = world.institution()
    assert particulars(world, institution, owner, name="新名称") == []


def test_nothing_changed_and_days_ahead_are_refused(world: World) -> None:
    institution, owner = world.recorded()
    with pytest.raises(RegistrationRefused, match="nothing_changed"):
        particulars(world, institution, owner)
    with pytest.raises(RegistrationRefused, match="change_in_future"):
        particulars(world, institution, owner, world.today + timedelta(days=1), name="新名称")
    with world.session() as session:
        row = session.get_one(Institution, institution)
        given = {field: getattr(row, field) for field in ("kind", "registered_code", "address", "phone")}
        with pytest.raises(RegistrationRefused, match="day_missing"):
            change_particulars(
                session, world.law(session), row, given | {"name": "新名称"}, None, by=owner, now=world.now
            )


@pytest.mark.parametrize(("days", "late"), [(42, False), (43, True)])
def test_thirty_working_days_are_counted_with_the_calendar(world: World, days: int, late: bool) -> None:
    """From 2026-06-01: the Dragon Boat Festival's Friday 19 June is off, so the thirtieth is 14 July."""
    institution, owner = world.recorded()
    happened = world.today
    assert happened == date(2026, 6, 1)
    days_pass(world, days + 1)
    (change,) = particulars(world, institution, owner, happened, name="新名称")
    row = get(world, change)
    assert row.due_on == date(2026, 7, 14)
    assert is_late(row) is late


def test_a_year_without_a_calendar_is_said_and_never_guessed(world: World) -> None:
    institution, owner = world.recorded()
    world.now = datetime(2026, 12, 20, 2, tzinfo=UTC)
    (change,) = particulars(world, institution, owner, name="新名称")
    row = get(world, change)
    assert (row.due_on, is_late(row)) == (None, None)


@pytest.mark.parametrize(("verb", "tag"), [(V.ACCEPT, Tag.CHANGE_ACCEPTED), (V.OBJECT, Tag.CHANGE_OBJECTED)])
def test_a_review_ends_with_a_written_reason(world: World, verb: ChangeVerb, tag: Tag) -> None:
    institution, owner = world.recorded()
    (change,) = particulars(world, institution, owner, name="新名称")
    with pytest.raises(RegistrationRefused, match="reason_missing"):
        respond(world, change, verb, reason=" ")
    respond(world, change, verb, reason="营业执照与变更一致")
    row = get(world, change)
    assert (row.status, row.reason, row.revision) == (
        S.ACCEPTED if verb is V.ACCEPT else S.OBJECTED, "营业执照与变更一致", 2,
    )
    assert entries(world, tag, change)[0].reason == "营业执照与变更一致"
    with world.session() as session:
        assert [message.subject for message in session.query(Message).filter_by(user_id=owner.user_id)][-1] == tag


def test_a_small_change_is_noted_or_taken_up(world: World) -> None:
    institution, owner = world.recorded()
    noted, taken = (
        particulars(world, institution, owner, address="新地址2号")[0],
        particulars(world, institution, owner, address="新地址3号")[0],
    )
    respond(world, noted, V.NOTE, reason="")
    with pytest.raises(RegistrationRefused, match="wrong_state"):
        respond(world, noted, V.ACCEPT)
    with pytest.raises(RegistrationRefused, match="wrong_state"):
        respond(world, taken, V.ACCEPT)
    respond(world, taken, V.ASK_REVIEW, reason="迁出原办公场所，需复核")
    respond(world, taken, V.ACCEPT)
    assert (get(world, noted).status, get(world, taken).status) == (S.NOTED, S.ACCEPTED)


def test_the_second_of_two_learns_of_the_first(world: World) -> None:
    institution, owner = world.recorded()
    (change,) = particulars(world, institution, owner, name="新名称")
    respond(world, change, V.ACCEPT, revision=1)
    with pytest.raises(RegistrationRefused, match="changed_meanwhile"):
        respond(world, change, V.OBJECT, revision=1)


def test_who_sees_a_change(world: World) -> None:
    """The institution, its province, and the city and county where it is registered; nobody else."""
    institution, owner = world.recorded(registered="220100")
    (change,) = particulars(world, institution, owner, name="新名称")
    _other, outsider = world.recorded()
    sees = {
        "owner": owner, "province": world.staff_user(Role.REVIEWER, "220000"),
        "city": world.staff_user(Role.CITY_STAFF, "220100"),
    }
    blind = {
        "outsider": outsider, "another province": world.staff_user(Role.APPROVER, "330000"),
        "another city": world.staff_user(Role.CITY_STAFF, "220200"),
    }
    with world.session() as session:
        for actor in sees.values():
            assert change_for(session, actor, change) is not None
            assert len(changes_of(session, actor, institution)) == 1
        for actor in blind.values():
            assert change_for(session, actor, change) is None
            assert changes_of(session, actor, institution) == []
            assert count_changes(session, actor) == 0
        assert len(changes_for(session, sees["city"], S.NEEDS_REVIEW)) == count_changes(session, sees["city"]) == 1


def test_a_change_of_head_files_itself_and_is_flagged(world: World) -> None:
    institution, owner = world.recorded()
    days_pass(world, 10)
    filed = world.file(owner)
    new_head(world, institution, world.person("新负责人"))
    later = world.file(owner)
    with world.session() as session:
        (row,) = changes_of(session, owner, institution)
        assert (row.kind, row.flags, row.after) == (
            K.LEGAL_REPRESENTATIVE, "same_day,filings_moved", {"name": "新负责人", "filings": 1},
        )
        assert "220000" not in str(row.before) + str(row.after)
    assert (flags_of(world, filed), flags_of(world, later)) == (set(), {"head_changed_today"})


def test_a_back_dated_change_of_head_is_flagged_and_moves_no_quiet_filing(world: World) -> None:
    institution, owner = world.recorded()
    days_pass(world, 10)
    new_head(world, institution, world.person("新负责人"), world.today - timedelta(days=3))
    with world.session() as session:
        (row,) = changes_of(session, owner, institution)
        assert row.flags == "back_dated"
    assert flags_of(world, world.file(owner)) == set()


def move_premises(world: World, institution: int, happened_on: date | None = None, **given: Any) -> list[int]:
    with world.write() as session:
        row = session.get_one(Institution, institution)
        filed = change_premises(
            session, world.law(session), row, K.PREMISES, given, happened_on or world.today, by=SYSTEM, now=world.now
        )
        return [change.id for change in filed]


@pytest.mark.article("SD 13(2)")
def test_new_premises_hold_from_their_day_once_they_are_accepted(world: World) -> None:
    """The answers of a recorded application stay as decided; what has been accepted since stands beside them."""
    world.trial("370000")
    institution, owner = world.recorded("370000")
    days_pass(world, 20)
    moved = world.today - timedelta(days=5)
    (change,) = move_premises(world, institution, moved, code="220100", address="长春市示范路9号")
    assert get(world, change).before["code"] == "370100"
    assert premises_met(world, institution, world.today)
    respond(world, change, V.ACCEPT)
    assert not premises_met(world, institution, world.today)
    assert premises_met(world, institution, moved - timedelta(days=1))
    with world.session() as session:
        recordal = recordal_on(session, institution, "370000", world.today)
        assert recordal is not None
        lack = lack_on(session, world.law(session), recordal, world.today)
        assert lack is not None
        assert lack.since == moved
    (back,) = move_premises(world, institution, code="370100", address="济南市示范路1号")
    respond(world, back, V.OBJECT, reason="未附租赁合同")
    assert not premises_met(world, institution, world.today)
    assert len(changes_of_owner(world, owner, institution)) == 2


def premises_met(world: World, institution: int, day: date) -> bool:
    with world.session() as session:
        recordal = recordal_on(session, institution, "370000", day)
        assert recordal is not None
        found = institution_verdicts(session, world.law(session), recordal, day)[Level.PROVINCIAL].findings
        return next(one.outcome is not Outcome.NOT_MET for one in found if one.code == "premises")


def changes_of_owner(world: World, owner: Actor, institution: int) -> list[Change]:
    with world.session() as session:
        return changes_of(session, owner, institution)


def test_premises_are_filed_by_who_is_recorded_and_only_when_they_differ(world: World) -> None:
    institution, _owner = world.recorded()
    with pytest.raises(RegistrationRefused, match="nothing_changed"):
        move_premises(world, institution, address="示范路1号")
    stranger, _owner = world.institution()
    with pytest.raises(RegistrationRefused, match="not_live"):
        move_premises(world, stranger, address="示范路1号")


def test_the_same_premises_are_filed_once_while_they_wait(world: World) -> None:
    institution, owner = world.recorded()
    move_premises(world, institution, address="新地址9号")
    with pytest.raises(RegistrationRefused, match="nothing_changed"):
        move_premises(world, institution, address="新地址9号")
    move_premises(world, institution, address="新地址10号")
    assert len(changes_of_owner(world, owner, institution)) == 2


def test_the_place_of_registration_is_that_of_the_day(world: World) -> None:
    institution, owner = world.recorded()
    days_pass(world, 20)
    moved = world.today - timedelta(days=3)
    particulars(world, institution, owner, moved, registered_code="330100")
    with world.session() as session:
        recordal = recordal_on(session, institution, "220000", world.today)
        assert recordal is not None
        application = session.get_one(Application, recordal.application_id)
        for day, place in ((moved - timedelta(days=1), "220100"), (moved, "330100")):
            assert present_on(session, recordal, application, day).registered_code == place
