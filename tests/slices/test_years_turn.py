"""31 December 23:59:59 and 1 January 00:00:00 in Beijing: what was filed keeps its year, what is filed has the new one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assessor_hub.projects.models import Project
from assessor_hub.rules.lifecycle import ProjectVerb
from tests.slices.acts import file_many, head_of, move, refusal, use_of
from tests.world import World

LAST = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)


def test_returned_in_the_last_second_and_handed_in_again_in_the_first_it_keeps_year_number_and_unit(world: World) -> None:
    institution, owner = world.recorded()
    world.now = LAST
    project = world.file(owner)
    with world.session() as session:
        number = session.get_one(Project, project).number
    move(world, project, ProjectVerb.RETURN)
    world.now += timedelta(seconds=1)
    move(world, project, ProjectVerb.RESUBMIT, owner)
    with world.session() as session:
        row = session.get_one(Project, project)
        assert (row.year, row.number, number.split("-")[1]) == (2026, number, "P2026")
    head = head_of(world, institution)
    assert (use_of(world, head, year=2026), use_of(world, head, year=2027)) == (1, 0)


def test_a_unit_given_back_in_the_new_year_opens_the_old_year_and_not_the_new(world: World) -> None:
    institution, owner = world.recorded()
    world.now = LAST
    project = file_many(world, owner, 15)[0]
    assert refusal(world, owner).figures["year"] == 2026
    world.now += timedelta(seconds=1)
    file_many(world, owner, 15)
    move(world, project, ProjectVerb.WITHDRAW)
    assert refusal(world, owner).figures["year"] == 2027
    head = head_of(world, institution)
    assert (use_of(world, head, year=2026), use_of(world, head, year=2027)) == (14, 15)
