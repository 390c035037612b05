"""The desk: taking on, handing over and a deputy; nothing is stuck in one person's name."""

from __future__ import annotations

from datetime import timedelta

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.registration.desk import at_desk, colleagues, hand_over, name_deputy, take, taken
from assessor_hub.registration.models import Application
from assessor_hub.registration.queries import queue
from assessor_hub.rules.lifecycle import ApplicationState, ApplicationVerb
from tests.slices.acts import entries
from tests.slices.reviewing import change, decide, refused
from tests.world import World


def id_of(actor: Actor) -> int:
    assert actor.user_id is not None
    return actor.user_id


def has(world: World, application: int) -> int | None:
    with world.session() as session:
        return session.get_one(Application, application).taken_by


def take_on(world: World, application: int, by: Actor) -> None:
    change(world, application, lambda session, row: take(session, row, by=by, now=world.now))


def test_anyone_may_take_over_and_it_leaves_a_line(world: World) -> None:
    _institution, owner = world.institution()
    first, second = (world.staff_user(Role.REVIEWER, "220000") for _ in range(2))
    application = world.application(owner)
    take_on(world, application, first)
    take_on(world, application, second)
    take_on(world, application, second)
    assert has(world, application) == second.user_id
    assert [entry.detail["from_user"] for entry in entries(world, Tag.APPLICATION_TAKEN, application)] == [
        None, first.user_id
    ]
    decide(world, application, ApplicationVerb.RETURN, first)  # it keeps nobody from acting


def test_a_queue_is_handed_over_to_a_colleague_with_a_reason(world: World) -> None:
    leaving, staying = (world.staff_user(Role.REVIEWER, "220000") for _ in range(2))
    outsider = world.staff_user(Role.REVIEWER, "330000")
    applications = [world.application(world.institution()[1]) for _ in range(2)]
    for application in applications:
        take_on(world, application, leaving)

    def over(to: Actor, reason: str = "休假") -> int:
        with world.write() as session:
            rows = taken(session, id_of(leaving), lock=True)
            return hand_over(session, rows, id_of(to), reason, by=leaving, now=world.now)

    assert refused(lambda: over(outsider)).code == "not_a_colleague"
    assert refused(lambda: over(staying, " ")).code == "reason_missing"
    assert over(staying) == 2
    assert [has(world, application) for application in applications] == [staying.user_id] * 2
    [entry] = entries(world, Tag.APPLICATION_HANDED_OVER, applications[0])
    assert (entry.reason, entry.detail) == ("休假", {"from_user": leaving.user_id, "to_user": staying.user_id})


def test_a_deputy_finds_the_others_applications_on_these_days(world: World) -> None:
    _institution, owner = world.institution()
    away, deputy = (world.staff_user(Role.REVIEWER, "220000") for _ in range(2))
    outsider = world.staff_user(Role.REVIEWER, "330000")
    application = world.application(owner)
    take_on(world, application, away)
    first, last = world.today + timedelta(days=1), world.today + timedelta(days=5)

    def name(who: Actor, until: int = 5) -> None:
        with world.write() as session:
            days = (first, world.today + timedelta(days=until))
            name_deputy(session, id_of(who), *days, by=away, now=world.now)

    assert refused(lambda: name(outsider)).code == "not_a_colleague"
    assert refused(lambda: name(away)).code == "not_a_colleague"
    assert refused(lambda: name(deputy, 0)).code == "days_crossed"
    name(deputy)
    with world.session() as session:
        for day, mine in ((world.today, []), (first, [application]), (last, [application]),
                          (last + timedelta(days=1), [])):
            people = at_desk(session, id_of(deputy), day)
            rows = queue(session, deputy, (ApplicationState.SUBMITTED,), taken_by=people)
            assert [row.id for row in rows] == mine
        assert outsider.user_id not in {user.id for user in colleagues(session, ["220000"])}
