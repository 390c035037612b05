"""One person claimed by many institutions at once: exactly one counts, whatever the order."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text

from assessor_hub.audit.tags import Tag
from assessor_hub.institutions.models import Institution
from assessor_hub.staffing.models import Counting
from assessor_hub.staffing.services import put_member
from tests.database.claim_race import Racer, race
from tests.slices.acts import entries
from tests.world import World

PROCESSES = 6


def racers(world: World, *, guarded: bool = True) -> list[Racer]:
    """As many institutions, each with the same person on a roster that is still a draft."""
    claim, made = world.claims(titled=1, senior=1)[0], [world.institution() for _ in range(PROCESSES)]
    with world.write() as session:
        for institution, owner in made:
            row = session.get_one(Institution, institution)
            put_member(session, world.hub.vault, row, claim, by=owner, now=world.now)
    return [Racer(institution, world.now, guarded) for institution, _owner in made]


def counted(world: World) -> int:
    with world.session() as session:
        return len(session.scalars(select(Counting)).all())


@pytest.mark.article("JL 20(3)")
def test_a_person_whom_all_claim_at_once_counts_at_one(world: World, database: str, tmp_path: Path) -> None:
    assert race(database, tmp_path, racers(world)) == {"done": PROCESSES}
    assert counted(world) == 1
    assert len(entries(world, Tag.CLAIM_CONFLICT)) == PROCESSES - 1


def test_without_the_lock_the_database_still_refuses(world: World, database: str, tmp_path: Path) -> None:
    outcomes = race(database, tmp_path, racers(world, guarded=False))
    assert outcomes == {"done": 1, "claimed_meanwhile": PROCESSES - 1}
    assert counted(world) == 1


def test_without_both_guards_a_person_counts_twice(world: World, database: str, tmp_path: Path) -> None:
    """The race is sharp: with "look, then act" and no constraint, several count."""
    with world.write() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ALTER TABLE countings DROP CONSTRAINT ex_countings_overlap"))
        else:
            for act in ("insert", "update"):
                session.execute(text(f"DROP TRIGGER ex_countings_overlap_{act}"))
    race(database, tmp_path, racers(world, guarded=False))
    assert counted(world) > 1
