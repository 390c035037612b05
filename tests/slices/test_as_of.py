"""Was it qualified on a day? What stood on that day is judged anew, before and after a resignation, and ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from assessor_hub.accounts.models import Role
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.asof import AsOf, Qualified, as_of
from assessor_hub.registration.models import Application
from assessor_hub.rules.values import Level
from tests.slices.acts import days_pass, hire, resign
from tests.world import World


def ask(world: World, institution_id: int, day: date, code: str = "220000", banned: bool = False) -> AsOf | None:
    with world.session() as session:
        institution = session.get_one(Institution, institution_id)
        found = as_of(session, world.law(session), institution, code, day, banned=banned)
        session.expunge_all()
        return found


def answer(world: World, institution_id: int, day: date, level: Level = Level.NATIONAL, banned: bool = False) -> Qualified:
    found = ask(world, institution_id, day, banned=banned)
    assert found is not None
    return next(one.qualified for one in found.levels if one.level is level)


@pytest.mark.article("JL 20(3)")
def test_qualified_then_not_after_a_resignation_then_again(world: World) -> None:
    """The three dates: ten titled; nine, from the day after the last day of one who left; ten again."""
    institution, _owner = world.recorded()
    recorded_on = world.today
    days_pass(world, 10)
    left_on = world.today
    resign(world, institution, 1, left_on)
    days_pass(world, 10)
    hired_on = world.today
    hire(world, institution, [replace(claim, first_day=hired_on) for claim in world.claims(1, 1)])
    days_pass(world, 10)
    days = [recorded_on, left_on, left_on + timedelta(days=1), hired_on - timedelta(days=1), hired_on, world.today]
    answers = [answer(world, institution, day) for day in days]
    yes, no = Qualified.YES, Qualified.CONDITIONS
    assert answers == [yes, yes, no, no, yes, yes]


def test_the_working_says_who_counted_and_what_was_missing(world: World) -> None:
    institution, _owner = world.recorded(claims=[*world.claims(10, 5), *world.claims(1, 0, covered=False)])
    found = ask(world, institution, world.today)
    assert found is not None
    assert (found.recordal is not None, found.version is not None) == (True, True)
    assert found.rules.version == world.hub.packs.version("220000")
    national = found.levels[0]
    assert [person.senior for person in national.people].count(True) == 5
    assert {person.name for person in national.people} >= {"职员0", "职员9"}
    days_pass(world)
    resign(world, institution, 2, world.today - timedelta(days=1))
    after = ask(world, institution, world.today)
    assert after is not None
    [unmet] = [one for one in after.levels[0].verdict.findings if one.code == "titled_minimum"]
    assert (unmet.figures["found"], unmet.figures["missing"], unmet.stated.article) == (9, 1, "20(3)")


def test_before_anything_was_handed_in_there_is_no_answer(world: World) -> None:
    institution, _owner = world.recorded()
    assert ask(world, institution, world.today - timedelta(days=1)) is None
    assert ask(world, institution, world.today, "330000") is None


def test_an_application_that_is_before_the_department_is_not_recorded(world: World) -> None:
    institution, owner = world.institution()
    world.application(owner)
    assert answer(world, institution, world.today) is Qualified.NOT_RECORDED


def test_the_answers_of_the_day_are_what_had_been_handed_in(world: World) -> None:
    """What is typed into the application afterwards doesn't reach back."""
    institution, _owner = world.recorded()
    with world.write() as session:
        row = session.scalars(select(Application).where(Application.institution_id == institution)).one()
        later = Answers.model_validate(row.answers)
        later.premises.office = False
        row.answers = later.model_dump(mode="json")
    assert answer(world, institution, world.today) is Qualified.YES


def test_a_level_that_is_not_covered_and_a_ban(world: World) -> None:
    institution, owner = world.institution()
    world.record(world.application(owner), world.staff_user(Role.APPROVER, "220000"), levels=(Level.PROVINCIAL,))
    assert answer(world, institution, world.today) is Qualified.LEVEL
    assert answer(world, institution, world.today, Level.PROVINCIAL) is Qualified.YES
    assert answer(world, institution, world.today, Level.PROVINCIAL, banned=True) is Qualified.BANNED


def test_a_day_ahead_is_answered_as_things_stand(world: World) -> None:
    """The one piece of work is 90 days old: five years later it no longer counts, on the day itself it does."""
    institution, _owner = world.recorded()
    done_on = world.today - timedelta(days=90)
    last = done_on.replace(year=done_on.year + 5)
    assert answer(world, institution, last) is Qualified.YES
    assert answer(world, institution, last + timedelta(days=1)) is Qualified.CONDITIONS
