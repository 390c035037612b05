"""Exit, dissolution, merger, division: the recordal ends with its document, the history stays, nothing is transferred."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.audit.tags import Tag
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.projects.queries import in_flight
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.change_queries import predecessors_of, successors_of
from assessor_hub.registration.endings import Heir, end_by_document, give_up
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import EndKind, Recordal
from assessor_hub.registration.queries import recordal_on
from assessor_hub.rules.lifecycle import ChangeState, ProjectVerb
from assessor_hub.rules.values import ChangeKind
from tests.slices.acts import days_pass, entries, head_of, moves, refusal, use_of
from tests.world import World


def leave_register(world: World, institution: int, by: Actor, day: date | None = None, reason: str = "不再从事评价") -> int:
    with world.write() as session:
        row = session.query(Recordal).filter_by(institution_id=institution).order_by(Recordal.id.desc()).first()
        assert row is not None
        return give_up(session, world.law(session), row, day or world.today, reason, by=by, now=world.now).id


def end(
    world: World, institution: int, kind: ChangeKind, day: date | None = None, heirs: tuple[Heir, ...] = (),
    reason: str = "登记机关注销通知",
) -> int:
    with world.write() as session:
        row = session.query(Recordal).filter_by(institution_id=institution).one()
        return end_by_document(
            session, world.law(session), row, kind, day or world.today, reason, heirs, by=SYSTEM, now=world.now
        ).id


def recordal(world: World, institution: int) -> Recordal:
    with world.session() as session:
        row = session.query(Recordal).filter_by(institution_id=institution).one()
        session.expunge_all()
        return row


def test_an_institution_gives_its_recordal_up_and_projects_in_flight_keep_their_units(world: World) -> None:
    institution, owner = world.recorded()
    days_pass(world, 10)
    open_one = moves(world, world.file(owner), (ProjectVerb.REGISTER,))
    moves(world, world.file(owner), (ProjectVerb.REGISTER, ProjectVerb.REPORT, ProjectVerb.ACCEPT))
    change = leave_register(world, institution, owner)
    row = recordal(world, institution)
    assert (row.ended_on, row.end_kind, row.end_reason) == (world.today, EndKind.EXIT, "不再从事评价")
    assert refusal(world, owner).code == "not_recorded"
    assert use_of(world, head_of(world, institution)) == 2
    with world.session() as session:
        assert [one.id for one in in_flight(session, institution, "220000")] == [open_one]
        assert session.query(Charge).filter(Charge.released_at.is_(None)).count() == 2
        filed = session.get_one(Change, change)
        assert (filed.kind, filed.status, filed.after["ended_on"]) == (
            ChangeKind.EXIT, ChangeState.FILED, str(world.today),
        )
        assert recordal_on(session, institution, "220000", world.today - timedelta(days=1)) is not None


def test_an_exit_announced_ahead_holds_from_its_day(world: World) -> None:
    institution, owner = world.recorded()
    leave_register(world, institution, owner, world.today + timedelta(days=30))
    world.file(owner)
    days_pass(world, 30)
    assert refusal(world, owner).code == "not_recorded"


def test_an_exit_is_made_once_for_days_to_come_and_with_a_reason(world: World) -> None:
    institution, owner = world.recorded()
    days_pass(world, 10)
    with pytest.raises(RegistrationRefused, match="end_in_past"):
        leave_register(world, institution, owner, world.today - timedelta(days=1))
    with pytest.raises(RegistrationRefused, match="reason_missing"):
        leave_register(world, institution, owner, reason=" ")
    leave_register(world, institution, owner, world.today + timedelta(days=1))
    with pytest.raises(RegistrationRefused, match="not_live"):
        leave_register(world, institution, owner)


def test_a_new_application_is_open_after_an_exit(world: World) -> None:
    institution, owner = world.recorded()
    leave_register(world, institution, owner)
    days_pass(world)
    new = world.record(world.application(owner, claims=[]), SYSTEM)
    with world.session() as session:
        assert session.get_one(Recordal, new).renews_id is None
    assert len(entries(world, Tag.RECORDAL_ENDED)) == 1


def test_a_merged_institution_names_who_comes_after_and_nothing_moves_there(world: World) -> None:
    absorbed, _owner = world.recorded()
    heir, heir_owner = world.institution()
    days_pass(world, 10)
    with world.session() as session:
        row = session.get_one(Institution, heir)
        named = Heir(row.uscc, row.name)
    change = end(world, absorbed, ChangeKind.MERGER, world.today - timedelta(days=2), (named,))
    gone = recordal(world, absorbed)
    assert (gone.end_kind, gone.ended_on) == (EndKind.MERGER, world.today - timedelta(days=2))
    with world.session() as session:
        assert [one.uscc for one in successors_of(session, gone.id)] == [named.uscc]
        (before,) = predecessors_of(session, session.get_one(Institution, heir))
        assert before.recordal.number == gone.number
        assert session.get_one(Change, change).status is ChangeState.NOTED
        assert recordal_on(session, heir, "220000", world.today) is None
    assert refusal(world, heir_owner).code == "not_recorded"
    world.record(world.application(heir_owner), SYSTEM)


def test_a_division_names_several_each_once(world: World) -> None:
    institution, _owner = world.recorded()
    first, second = Heir(world.code(), "甲公司"), Heir(world.code(), "乙公司")
    end(world, institution, ChangeKind.DIVISION, heirs=(first, second, first))
    with world.session() as session:
        assert [one.name for one in successors_of(session, recordal(world, institution).id)] == ["甲公司", "乙公司"]


def test_what_staff_may_not_enter(world: World) -> None:
    institution, _owner = world.recorded()
    days_pass(world, 10)
    with world.session() as session:
        own = session.get_one(Institution, institution).uscc
    for refused, given in (
        ("successor_missing", {"kind": ChangeKind.MERGER}),
        ("successor_is_self", {"kind": ChangeKind.DIVISION, "heirs": (Heir(own, "本机构"),)}),
        ("change_in_future", {"kind": ChangeKind.DISSOLUTION, "day": world.today + timedelta(days=1)}),
        ("end_before_recordal", {"kind": ChangeKind.DISSOLUTION, "day": world.today - timedelta(days=11)}),
        ("reason_missing", {"kind": ChangeKind.DISSOLUTION, "reason": ""}),
    ):
        with pytest.raises(RegistrationRefused, match=refused):
            end(world, institution, **given)  # type: ignore[arg-type]  # the keywords of end
    assert recordal(world, institution).ended_on is None
    end(world, institution, ChangeKind.DISSOLUTION)
    with pytest.raises(RegistrationRefused, match="not_live"):
        end(world, institution, ChangeKind.DISSOLUTION)
