"""Filing from a file: killed in the middle, or pressed by several at once, each row has one answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.projects import batches
from assessor_hub.projects.doctor import examine
from assessor_hub.rules.law import LawBook
from tests.database.dying import AFTER_COMMIT, BEFORE_COMMIT, interrupted, kill
from tests.database.racing import Act, Runner, together
from tests.slices.acts import books, file_many
from tests.slices.batching import answers, confirm, file_some, held, many, said, send
from tests.world import World


def next_row(world: World, owner: Actor, batch_id: int) -> Act:
    """What a request does for one row."""

    def act(session: Session, law: LawBook) -> None:
        batches.file_next(session, law, held(world, session, owner, batch_id), by=owner, now=world.now)

    return act


def agree(world: World) -> None:
    with world.session() as session:
        assert examine(session, world.law(session)) == []


@pytest.mark.parametrize("full", [False, True])
def test_killed_at_every_write_a_row_is_answered_once(world: World, database: str, tmp_path: Path, full: bool) -> None:
    """Whether the row is filed or its refusal kept; what was answered before stays."""
    _institution, owner = world.recorded()
    file_many(world, owner, 14 if full else 0)
    batch = send(world, owner, many(world, 3))
    confirm(world, owner, batch)
    file_some(world, owner, batch, 1)
    act, before = next_row(world, owner, batch), books(world)
    assert interrupted(database, tmp_path, act, BEFORE_COMMIT, kill) == "killed"
    place = 1
    while interrupted(database, tmp_path, act, place, kill) == "killed":
        assert books(world) == before
        assert said(world, owner, batch) == ["filed", "waiting", "waiting"]
        agree(world)
        place += 1
    assert place > 3  # the last run went through
    answer = "cap_reached" if full else "filed"
    assert said(world, owner, batch) == ["filed", answer, "waiting"]
    assert interrupted(database, tmp_path, act, AFTER_COMMIT, kill) == "killed"
    file_some(world, owner, batch)
    assert said(world, owner, batch) == ["filed", answer, answer]
    agree(world)


def test_pressed_by_several_at_once_the_rows_are_filed_once_and_in_order(
    world: World, database: str, tmp_path: Path
) -> None:
    _institution, owner = world.recorded()
    file_many(world, owner, 7)
    batch = send(world, owner, many(world, 12))
    confirm(world, owner, batch)
    act = next_row(world, owner, batch)
    outcomes = together(database, tmp_path, [Runner(str(number), (act,) * 8) for number in range(3)])
    assert {one.code for one in outcomes} == {"done"}
    assert said(world, owner, batch) == ["filed"] * 8 + ["cap_reached"] * 4
    numbers = [int(row.project.number.rpartition("-")[2]) for row in answers(world, owner, batch) if row.project]
    assert numbers == list(range(8, 16))
    agree(world)
