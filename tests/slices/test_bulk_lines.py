"""Many lines of rosters at once do what one by one does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from assessor_hub.accounts.actor import Actor
from assessor_hub.institutions.models import Institution, Person
from assessor_hub.staffing.bulk import Entry, put_members
from assessor_hub.staffing.models import Counting, Employment, EmploymentTerms
from assessor_hub.staffing.services import TERMS, Claim, claim_all, put_member
from tests.slices.acts import hire
from tests.world import World

COLUMNS = ("institution_id", "person_id", "name", "first_day", "last_day", "claimed_at", "created_at")


def told(world: World) -> list[tuple[Any, ...]]:
    """Every line of every roster, with persons by their number's hash."""
    with world.session() as session:
        names = dict(session.execute(select(Person.id, Person.id_index)).all())
        rows = session.scalars(select(Employment).order_by(Employment.institution_id, Employment.person_id)).all()
        seen = [
            (*(getattr(row, name) for name in COLUMNS), [(one.first_day, one.last_day) for one in row.countings],
             [(one.valid_from, *(getattr(one, name) for name in TERMS)) for one in row.versions])
            for row in rows
        ]
        return sorted((one[0], names[one[1]], *one[2:]) for one in seen)


def one_by_one(world: World, institution: int, given: list[Claim], handed_in: bool) -> None:
    with world.write() as session:
        row, by = session.get_one(Institution, institution), Actor(None, "x")
        for claim in given:
            put_member(session, world.hub.vault, row, claim, by=by, now=world.now, replace=True)
        if handed_in:
            claim_all(session, institution, by=by, now=world.now)


def at_once(world: World, institution: int, given: list[Claim], handed_in: bool) -> None:
    with world.write() as session:
        put_members(
            session, world.hub.vault, [Entry(institution, claim) for claim in given], by=Actor(None, "x"),
            claimed={institution} if handed_in else set(), now=world.now, source=1,
        )


def take_away(world: World, *institutions: int) -> None:
    """Empty the rosters, so that the other way begins with the same rivals."""
    with world.write() as session:
        mine = select(Employment.id).where(Employment.institution_id.in_(institutions))
        for table in (Counting, EmploymentTerms):
            session.execute(delete(table).where(table.employment_id.in_(mine)))
        session.execute(delete(Employment).where(Employment.institution_id.in_(institutions)))


@pytest.mark.parametrize("handed_in", [True, False])
def test_many_lines_at_once_give_the_rows_that_one_by_one_gives(world: World, handed_in: bool) -> None:
    claims = world.claims(titled=6, senior=2)
    odd = [
        replace(claims[0], certificate=" "), replace(claims[1], full_time=False), replace(claims[2], contract=False,
        insured_month=None), claims[3], claims[4], claims[5],
    ]
    rival = world.institution()[0]
    hire(world, rival, [claims[3], odd[0]])
    pairs = [[world.institution()[0] for _ in range(2)] for _way in range(2)]
    seen = []
    for put, (first, second) in zip((one_by_one, at_once), pairs, strict=True):
        put(world, first, odd, handed_in)
        put(world, second, claims, handed_in)
        world.now += timedelta(minutes=1)
        again = [replace(odd[0], certificate="neu", first_day=world.today), replace(odd[4], full_time=False)]
        put(world, first, again, handed_in)
        put(world, second, [replace(claims[5], specialty=claims[5].specialty, certificate="")], handed_in)
        rows = [row for row in told(world) if row[0] in (first, second)]
        seen.append([(row[0] - first, *row[1:]) for row in rows])
        take_away(world, first, second)
        world.now -= timedelta(minutes=1)
    assert seen[0] == seen[1]
