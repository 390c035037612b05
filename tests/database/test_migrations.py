"""Migrations: from nothing to head and back, equal to the models, with data in the tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from assessor_hub.accounts.api_tokens import make_token, tokens_of
from assessor_hub.accounts.models import Role
from assessor_hub.extensions import db
from assessor_hub.projects.doctor import examine
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.rules.lifecycle import ProjectVerb
from tests.slices.acts import move
from tests.slices.publishing import cells, publish
from tests.world import World


def test_the_migrated_schema_equals_the_models(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_object": lambda _o, name, *_: not (name or "").startswith("ex_")},
        )
        assert compare_metadata(context, db.metadata) == []


def test_down_to_nothing_and_up_again_with_data(world: World, app: Flask) -> None:
    world.recorded()
    publish(world, world.staff_user(Role.REVIEWER, "220000"), cells())
    with app.app_context():
        db.session.remove()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        assert "projects" in inspect(db.engine).get_table_names()


def test_guards_stand_again_after_a_way_down_and_up(world: World, app: Flask) -> None:
    with app.app_context():
        downgrade(revision="0001")
        upgrade()
    world.recorded()
    with app.app_context(), pytest.raises(Exception, match="append-only"):
        db.session.execute(text("DELETE FROM audit_entries"))


def test_two_tenures_of_one_institution_share_no_day(world: World) -> None:
    institution, _owner = world.recorded()
    with world.session() as session, pytest.raises(IntegrityError):
        session.execute(
            text(
                "INSERT INTO tenures (institution_id, person_id, name, first_day, last_day) "
                "SELECT institution_id, person_id, name, first_day, first_day FROM tenures WHERE institution_id = :i"
            ),
            {"i": institution},
        )


def test_versions_are_in_order(app: Flask) -> None:
    names = sorted(path.name for path in (Path(app.extensions["hub"].settings.root) / "migrations/versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{place:04}" for place in range(1, len(names) + 1)]


def test_charges_keep_their_units_on_a_way_down_and_up(world: World, app: Flask) -> None:
    """What a project holds stands in the new shape of 0003 with its institution and its Beijing day."""
    institution, owner = world.recorded()
    late = world.now.replace(hour=16, minute=30)  # half past midnight in Beijing: the next day there
    world.now = late
    kept, freed = world.file(owner), world.file(owner)
    move(world, freed, ProjectVerb.WITHDRAW)
    with app.app_context():
        db.session.remove()
        downgrade(revision="0002")
        upgrade()
    with world.session() as session:
        charges = {row.project_id: row for row in session.scalars(select(Charge))}
        assert {(row.institution_id, row.day) for row in charges.values()} == {(institution, world.today)}
        assert world.today.day == late.day + 1
        assert (charges[kept].released_at, charges[freed].release_reason) == (None, "withdraw")
        assert charges[kept].charged_at == late
        assert examine(session, world.law(session)) == []


def test_projects_keep_their_keys_on_a_way_below_the_api_and_up(world: World, app: Flask) -> None:
    """Tokens end with their table; a project without its digest still answers to its key, and is still one a unit."""
    _institution, owner = world.recorded()
    filing = vars(world.filing())
    first = world.file(owner, **filing)
    with world.write() as session:
        make_token(session, "程序", 30, by=owner, now=world.now)
    with app.app_context():
        db.session.remove()
        downgrade(revision="0003")
        upgrade()
    assert world.file(owner, **filing) == first
    with pytest.raises(FilingRefused, match="unit_already_filed"):
        world.file(owner, **(filing | {"request_key": "another"}))
    with world.session() as session:
        assert tokens_of(session, owner) == []
