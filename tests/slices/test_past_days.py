"""What held on a day that has passed stays what it was, whatever is renewed, set aside, moved or ended later."""

from __future__ import annotations

from datetime import timedelta

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.change_queries import change_for
from assessor_hub.registration.changes import answer
from assessor_hub.registration.models import Application, EndKind, Recordal
from assessor_hub.registration.particulars import change_particulars, change_premises
from assessor_hub.registration.present import present_on
from assessor_hub.registration.queries import recordal_on, recordals_of
from assessor_hub.registration.recordals import end_recordal, restore_recordal
from assessor_hub.rules.lifecycle import ChangeVerb
from assessor_hub.rules.values import ChangeKind
from tests.slices.acts import days_pass
from tests.slices.reviewing import set_aside
from tests.world import World


def renew(world: World, owner: Actor) -> int:
    """Renew the recordal; returns the application."""
    application = world.application(owner, claims=[])
    world.record(application, SYSTEM)
    return application


def move_to(world: World, institution: int, owner: Actor, code: str) -> None:
    """The institution is registered elsewhere from today on."""
    with world.write() as session:
        row = session.get_one(Institution, institution)
        given = {name: getattr(row, name) for name in ("name", "kind", "address", "phone")}
        change_particulars(
            session, world.law(session), row, given | {"registered_code": code}, world.today, by=owner, now=world.now
        )


def places(world: World, institution: int, *back: int) -> list[str]:
    """Where it was registered so many days ago, by the recordal of the day."""
    found = []
    with world.session() as session:
        for days in back:
            day = world.today - timedelta(days=days)
            row = recordal_on(session, institution, "220000", day)
            assert row is not None
            application = session.get_one(Application, row.application_id)
            found.append(present_on(session, row, application, day).registered_code)
    return found


def test_a_move_after_a_renewal_leaves_the_days_before_it(world: World) -> None:
    institution, owner = world.recorded()
    days_pass(world, 10)
    renew(world, owner)
    days_pass(world, 10)
    move_to(world, institution, owner, "110105")
    assert places(world, institution, 15, 5, 0) == ["220100", "220100", "110105"]


def test_a_move_after_the_end_leaves_the_days_of_the_recordal(world: World) -> None:
    institution, owner = world.recorded()
    days_pass(world, 10)
    with world.write() as session:
        row = recordal_on(session, institution, "220000", world.today)
        assert row is not None
        end_recordal(session, row, world.today, "退出", kind=EndKind.EXIT, by=owner, now=world.now)
    days_pass(world, 10)
    move_to(world, institution, owner, "110105")
    assert places(world, institution, 15) == ["220100"]


def test_what_was_filed_under_a_renewal_stands_once_it_is_set_aside(world: World) -> None:
    institution, owner = world.recorded()
    days_pass(world, 10)
    renewal = renew(world, owner)
    days_pass(world, 10)
    with world.write() as session:
        row = session.get_one(Institution, institution)
        given = {"address": "新地址9号"}
        (filed,) = change_premises(
            session, world.law(session), row, ChangeKind.PREMISES, given, world.today, by=owner, now=world.now
        )
        answer(session, filed, ChangeVerb.ACCEPT, revision=filed.revision, reason="属实", by=SYSTEM, now=world.now)
        change = filed.id
    days_pass(world, 10)
    set_aside(world, renewal)
    with world.session() as session:
        row = recordal_on(session, institution, "220000", world.today)
        assert row is not None
        application = session.get_one(Application, row.application_id)
        shown = [
            present_on(session, row, application, world.today - timedelta(days=back)).answers.premises.address
            for back in (15, 10, 0)
        ]
        assert shown == ["示范路1号", "新地址9号", "新地址9号"]
        assert session.get_one(Change, change).recordal_id == row.id
        assert change_for(session, owner, change) is not None


def test_a_recordal_is_not_restored_over_a_later_one_that_has_ended(world: World) -> None:
    institution, owner = world.recorded()
    for again in (True, False):
        days_pass(world, 10)
        with world.write() as session:
            row = recordal_on(session, institution, "220000", world.today)
            assert row is not None
            end_recordal(session, row, world.today, "原因", kind=EndKind.CANCELLED, by=SYSTEM, now=world.now)
        if again:
            days_pass(world, 10)
            renew(world, owner)
    with world.write() as session:
        first = recordals_of(session, institution)[-1]
        restore_recordal(session, first, "撤销", by=SYSTEM, now=world.now)
    with world.session() as session:
        spans = [(row.recorded_on, row.ended_on) for row in session.query(Recordal).order_by(Recordal.id)]
        assert all(end is not None for _start, end in spans)
        ended_on, begun_on = spans[0][1], spans[1][0]
        assert ended_on is not None
        assert ended_on <= begun_on
