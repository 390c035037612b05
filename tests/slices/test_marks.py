"""Marks: the reviewer's remarks at fields, which the institution sees while the papers are with it."""

from __future__ import annotations

from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.registration.marks import mark, marks_of, marks_to_correct, unmark
from assessor_hub.registration.models import Application
from assessor_hub.rules.lifecycle import ApplicationVerb
from tests.slices.acts import entries
from tests.slices.reviewing import change, decide, refused
from tests.slices.test_versions import hand_in
from tests.world import World


def seen(world: World, application: int) -> list[str]:
    with world.session() as session:
        return [one.remark for one in marks_to_correct(session, session.get_one(Application, application))]


def test_the_institution_sees_marks_from_the_return_to_the_next_handing_in(world: World) -> None:
    _institution, owner = world.institution()
    reviewer = world.staff_user(Role.REVIEWER, "220000")
    application = world.application(owner)
    change(world, application, lambda session, row: mark(
        session, row, "premises", "address", "请写明楼层", by=reviewer, now=world.now
    ))
    assert seen(world, application) == []
    decide(world, application, ApplicationVerb.RETURN, reviewer)
    assert seen(world, application) == ["请写明楼层"]
    assert refused(lambda: change(world, application, lambda session, row: mark(
        session, row, "premises", "", "太迟", by=reviewer, now=world.now
    ))).code == "not_under_review"
    hand_in(world, application, owner)
    assert seen(world, application) == []
    [entry] = entries(world, Tag.APPLICATION_MARKED, application)
    assert "请写明楼层" not in str(entry.detail)


def test_a_mark_says_something_and_can_be_taken_off(world: World) -> None:
    _institution, owner = world.institution()
    application = world.application(owner)
    assert refused(lambda: change(world, application, lambda session, row: mark(
        session, row, "roster", "", "  ", by=owner, now=world.now
    ))).code == "remark_missing"
    made = change(world, application, lambda session, row: mark(
        session, row, "roster", "", "请补充", by=owner, now=world.now
    ).remark)
    with world.write() as session:
        row = session.get_one(Application, application)
        [one] = marks_of(session, row)
        assert one.remark == made
        unmark(session, row, one.id, by=owner, now=world.now)
        unmark(session, row, one.id, by=owner, now=world.now)
        assert marks_of(session, row) == []
