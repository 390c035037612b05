"""Rows are held in one order, the same in every act, so that two acts on PostgreSQL never wait in a circle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import recordal_for
from assessor_hub.staffing.models import Employment
from assessor_hub.staffing.services import member_for, put_member
from tests.world import World


@contextmanager
def held(session: Session) -> Iterator[list[str]]:
    """The tables whose rows are locked meanwhile, in order."""
    tables: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if " FOR " in statement and "UPDATE" in statement.rsplit(" FOR ", 1)[1]:
            tables.append(statement.split("FROM ", 1)[1].split()[0])

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield tables
    event.remove(connection, "before_cursor_execute", note)


def order(session: Session, *tables: str) -> list[str]:
    """The order that is expected; SQLite has one writer at a time and holds no rows."""
    return list(tables) if session.get_bind().dialect.name == "postgresql" else []


@pytest.fixture
def recorded(world: World) -> tuple[int, Actor]:
    return world.recorded()


def test_a_recordal_is_held_behind_its_institution(world: World, recorded: tuple[int, Actor]) -> None:
    """As a decision on a renewal and a ban do; an exit at the same moment takes its turn."""
    with world.write() as session:
        number = session.scalars(select(Recordal.id)).one()
        with held(session) as tables:
            assert recordal_for(session, recorded[1], number, lock=True) is not None
        assert tables == order(session, "institutions", "recordals")


def test_a_line_of_the_roster_is_held_behind_its_person(world: World, recorded: tuple[int, Actor]) -> None:
    """As an import and a settlement do."""
    with world.write() as session:
        number = session.scalars(select(Employment.id).limit(1)).one()
        with held(session) as tables:
            assert member_for(session, recorded[1], number, lock=True) is not None
        assert tables == order(session, "persons", "employments")


def test_a_line_that_is_typed_again_is_held_behind_its_person(world: World) -> None:
    institution, _owner = world.institution()
    claim = world.claims(titled=1, senior=1)[0]
    with world.write() as session:
        row = session.get_one(Institution, institution)
        put_member(session, world.hub.vault, row, claim, by=SYSTEM, now=world.now)
        with held(session) as tables:
            put_member(session, world.hub.vault, row, claim, by=SYSTEM, now=world.now, replace=True)
        assert tables[:2] == order(session, "persons", "employments")
