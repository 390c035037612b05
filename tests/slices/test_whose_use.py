"""Whose use (readings): the examples, through filings and changes of head; and what looks like a transfer of capacity."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from assessor_hub.accounts.actor import Actor
from assessor_hub.projects.models import Project
from assessor_hub.rules.lifecycle import ProjectVerb
from tests.slices.acts import days_pass, file_many, flags_of, head_of, move, new_head, refusal, use_of
from tests.world import World

MOVED = "capacity_moved"


def two_of_one_head(world: World, of_i: int = 8, of_j: int = 7) -> tuple[tuple[int, Actor], tuple[int, Actor]]:
    """A heads I and J, which filed so many."""
    head = world.person("甲")
    i, j = world.recorded(head=head), world.recorded(head=head)
    file_many(world, i[1], of_i)
    file_many(world, j[1], of_j)
    return i, j


def flagged(world: World) -> set[int]:
    """The projects that are flagged as made possible by a change of head."""
    with world.session() as session:
        projects = list(session.scalars(select(Project.id)))
    return {project for project in projects if MOVED in flags_of(world, project)}


@pytest.mark.article("JL 22-2")
@pytest.mark.case("I used 15 under A, changes its head to B, files a 16th")
def test_what_an_institution_used_is_its_next_heads_too_and_stays_the_former_heads(world: World) -> None:
    """A used 15 through I; I gets head B: B's use is 15, I is full; A heads new J: A's use is still 15, J is full."""
    a = world.person("甲")
    institution, owner = world.recorded(head=a)
    file_many(world, owner, 15)
    days_pass(world)
    old, new = new_head(world, institution, world.person("乙"))
    assert refusal(world, owner).figures["account"].person_id == new
    assert (use_of(world, old), use_of(world, new)) == (15, 15)
    j, owner_j = world.recorded(head=a)
    assert head_of(world, j) == old
    assert refusal(world, owner_j).figures["account"].person_id == old
    assert (use_of(world, old), use_of(world, new), flagged(world)) == (15, 15, set())


@pytest.mark.article("JL 22-2")
@pytest.mark.case("A heads I (8) and J (7); I goes to B")
def test_a_new_head_of_one_of_two_institutions_may_file_what_that_one_left_and_staff_are_told(world: World) -> None:
    """A heads I (8) and J (7); I goes to B: B's use is 8, so I may file 7 more, each flagged; A stays full."""
    (i, owner_i), (_j, owner_j) = two_of_one_head(world)
    days_pass(world)
    old, new = new_head(world, i, world.person("乙"))
    assert use_of(world, new) == 8
    days_pass(world)
    more = file_many(world, owner_i, 7)
    assert [flags_of(world, project) for project in more] == [{MOVED}] * 7
    assert flagged(world) == set(more)
    assert refusal(world, owner_i).figures["account"].person_id == new
    assert refusal(world, owner_j).figures["account"].person_id == old
    assert (use_of(world, old), use_of(world, new)) == (15, 15)


@pytest.mark.article("JL 22-2")
@pytest.mark.case("A heads I (8 national) and J (7 national); a namesake heads K")
def test_two_institutions_of_one_head_share_a_pool_and_a_namesake_does_not(world: World) -> None:
    (_i, owner_i), (_j, owner_j) = two_of_one_head(world)
    k, owner_k = world.recorded(head=world.person("甲"))
    assert refusal(world, owner_i).code == "cap_reached"
    assert refusal(world, owner_j).code == "cap_reached"
    world.file(owner_k)
    assert (use_of(world, head_of(world, k)), flagged(world)) == (1, set())


def test_nothing_moved_where_the_former_head_is_not_full(world: World) -> None:
    """A keeps 14: what I files under B would have fitted under A too. With A's fifteenth that is so no longer."""
    (i, owner_i), (_j, owner_j) = two_of_one_head(world, 8, 6)
    days_pass(world)
    new_head(world, i, world.person("乙"))
    world.file(owner_i)
    assert flagged(world) == set()
    last = world.file(owner_j)
    days_pass(world)
    made_room = world.file(owner_i)
    assert flagged(world) == {made_room}
    move(world, last, ProjectVerb.WITHDRAW)
    world.file(owner_i)
    assert flagged(world) == {made_room}


@pytest.mark.parametrize(
    ("changed", "moved"), [(date(2026, 12, 31), False), (date(2027, 1, 1), False), (date(2027, 1, 2), True)]
)
def test_a_change_of_last_year_made_no_room_in_this_one(world: World, changed: date, moved: bool) -> None:
    """A fills the new year's pool through J. It only matters if A still headed I on a day of that year."""
    (i, owner_i), (_j, owner_j) = two_of_one_head(world, 1, 0)
    world.now = datetime(2027, 1, 2, 2, 0, tzinfo=UTC)
    new_head(world, i, world.person("乙"), changed)
    file_many(world, owner_j, 15)
    days_pass(world)
    filed = world.file(owner_i)
    assert flagged(world) == ({filed} if moved else set())
