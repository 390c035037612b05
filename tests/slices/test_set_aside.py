"""Setting a decision aside: it is reopened with a reason, and nothing of it is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.registration.clocks import clock_of
from assessor_hub.registration.models import Application, EndKind, Recordal
from assessor_hub.registration.queries import recordal_on
from assessor_hub.registration.recordals import end_recordal
from assessor_hub.registration.review import decisions_on
from assessor_hub.rules.lifecycle import ApplicationState, ApplicationVerb, BadTransition
from tests.slices.acts import days_pass, entries
from tests.slices.reviewing import decide, refused, set_aside
from tests.world import World


def live(world: World, institution: int, day: date | None = None) -> int | None:
    with world.session() as session:
        row = recordal_on(session, institution, "220000", day or world.today)
        return row.id if row else None


def test_a_refusal_set_aside_is_reviewed_again_with_a_clock_of_its_own(world: World) -> None:
    _institution, owner = world.institution()
    approver = world.staff_user(Role.APPROVER, "220000")
    application = world.application(owner)
    decide(world, application, ApplicationVerb.REFUSE, approver)
    days_pass(world, 30)
    assert refused(lambda: set_aside(world, application, approver, " ")).code == "reason_missing"
    set_aside(world, application, approver)
    with world.session() as session:
        row = session.get_one(Application, application)
        [decision] = decisions_on(session, application)
        assert (row.status, row.reason, row.decided_by, row.verdict) == (ApplicationState.SUBMITTED, "", None, None)
        assert (decision.reason, decision.set_aside_reason, decision.set_aside_by) == (
            "理由", "发现新情况", approver.user_id
        )
        clock = clock_of(session, world.law(session), row, world.today + timedelta(days=1))
        assert clock.day == 1
    [entry] = entries(world, Tag.APPLICATION_SET_ASIDE, application)
    assert (entry.reason, entry.detail) == ("发现新情况", {"was": "refuse"})


def test_a_recording_set_aside_ends_its_recordal_and_can_be_recorded_anew(world: World) -> None:
    institution, _owner = world.recorded()
    with world.session() as session:
        application = session.query(Application).one().id
    days_pass(world, 3)
    set_aside(world, application)
    assert live(world, institution) is None
    with world.session() as session:
        first = session.query(Recordal).one()
        set_aside_one = first.id
        assert (first.end_kind, first.ended_on, first.end_reason) == (EndKind.SET_ASIDE, world.today, "发现新情况")
    assert live(world, institution, world.today - timedelta(days=1)) is not None
    decide(world, application, ApplicationVerb.RECORD)
    assert live(world, institution) not in {None, set_aside_one}


def test_a_renewal_set_aside_gives_its_place_back(world: World) -> None:
    institution, owner = world.recorded()
    first = live(world, institution)
    days_pass(world, 10)
    renewal = world.application(owner, claims=[])
    decide(world, renewal, ApplicationVerb.RECORD)
    days_pass(world, 10)
    set_aside(world, renewal)
    assert [live(world, institution, world.today - timedelta(days=back)) for back in (0, 5, 15)] == [first] * 3
    decide(world, renewal, ApplicationVerb.RECORD)
    assert live(world, institution) not in {None, first}


def test_only_what_stands_can_be_set_aside(world: World) -> None:
    institution, owner = world.recorded()
    with world.write() as session:
        recordal = session.query(Recordal).one()
        application = recordal.application_id
        end_recordal(session, recordal, world.today, "机构申请注销", kind=EndKind.EXIT, by=owner, now=world.now)
    assert refused(lambda: set_aside(world, application)).code == "recordal_over"
    fresh = world.application(owner, claims=[])
    with pytest.raises(BadTransition):
        set_aside(world, fresh)
    decide(world, fresh, ApplicationVerb.REFUSE)
    world.application(owner, claims=[])
    assert refused(lambda: set_aside(world, fresh)).code == "already_open"
    assert live(world, institution) is None
