"""The demonstration: the same cast every time, in every state, and no identity number where none belongs."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor_hub import clock
from assessor_hub.accounts.models import Role, User
from assessor_hub.app import create_app
from assessor_hub.audit.models import AuditEntry
from assessor_hub.audit.services import verify
from assessor_hub.demo.seed import seed_if_new, sign_ins
from assessor_hub.documents.models import CleaningState, Document
from assessor_hub.extensions import db
from assessor_hub.institutions.models import Institution, Person
from assessor_hub.outbox.models import Message
from assessor_hub.projects.ledger import Account, used
from assessor_hub.projects.ledger_models import Allowance
from assessor_hub.projects.models import Project
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.keys import CAP_NATIONAL
from assessor_hub.rules.lifecycle import ApplicationState, ProjectState
from assessor_hub.rules.pack import ROOT
from assessor_hub.rules.values import Level
from assessor_hub.sanctions.models import Decision
from assessor_hub.staffing.models import Counting, Employment, EmploymentTerms
from assessor_hub.summaries.models import Summary
from assessor_hub.whistleblowing.models import Tip
from tests.conftest import settings_for
from tests.slices.dump import found_in_dump
from tests.world import World

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def demo(world: World) -> World:
    assert seed_if_new(world.app) == sign_ins()
    return world


def identity_numbers(world: World, session: Session) -> Iterator[str]:
    """Every identity number that was typed in."""
    for person in session.scalars(select(Person)):
        sealed = world.hub.vault.fields.open(person.id_sealed, table="persons", column="id_number", row=person.ref)
        yield sealed.decode()


def test_the_cast_stands_in_every_state_and_can_sign_in(demo: World) -> None:
    """One demonstration, looked at from every side: seeding is what takes the time."""
    _everything_is_there(demo)
    _one_pool_is_full(demo)
    _the_tour_can_be_made(demo)
    _a_second_start_changes_nothing(demo)


def _everything_is_there(demo: World) -> None:
    with demo.session() as session:
        assert session.query(Institution).count() >= 12
        assert set(session.scalars(select(Recordal.jurisdiction))) == {"220000", "330000", "350000", "370000", "441600"}
        assert set(session.scalars(select(Application.status))) == set(ApplicationState)
        missing = set(ProjectState) - set(session.scalars(select(Project.status)))
        assert missing <= {ProjectState.STOPPED, ProjectState.LAPSED}
        waiting = select(func.count()).where(Application.status == ApplicationState.SUBMITTED)
        assert (session.scalar(waiting) or 0) >= 2
        for table in (Decision, Summary, Tip, Message):
            assert session.query(table).count() > 0
        assert set(session.scalars(select(Document.cleaning))) == {CleaningState.CLEANED}
        assert verify(session)


def _one_pool_is_full(demo: World) -> None:
    with demo.session() as session:
        limit = demo.law(session).on("220000", NOW.date()).get(CAP_NATIONAL, Level.NATIONAL).value
        assert limit is not None
        full = session.scalars(select(Allowance.person_id).where(Allowance.used == limit.limit)).all()
        assert [used(session, Account(person, Pool(Level.NATIONAL, ROOT), 2026)) for person in full].count(limit.limit) >= 1


def _the_tour_can_be_made(demo: World) -> None:
    with demo.session() as session:
        known = set(session.scalars(select(User.email)))
        roles = {role for user in session.scalars(select(User)) for role in [grant.role for grant in user.grants]}
    assert {email for _who, email, _password in sign_ins()} <= known
    assert {Role.OWNER, Role.REVIEWER, Role.APPROVER, Role.CITY_STAFF, Role.REPORT_HANDLER, Role.AUDITOR,
            Role.ADMINISTRATOR} <= roles


def _a_second_start_changes_nothing(demo: World) -> None:
    def entries() -> tuple[Any, ...]:
        with demo.session() as session:
            return tuple(session.execute(select(func.count(AuditEntry.id), func.max(AuditEntry.id))).one())

    before = entries()
    assert seed_if_new(demo.app) == sign_ins()
    assert entries() == before


def test_a_database_that_is_used_is_left_alone(world: World) -> None:
    world.staff_user(Role.REVIEWER, "220000")
    assert seed_if_new(world.app) == []
    with world.session() as session:
        assert session.query(Institution).count() == 0


def test_two_demonstrations_are_alike(demo: World, tmp_path: Path) -> None:
    other = create_app(settings_for(tmp_path / "other"))
    with other.app_context():
        upgrade()
    seed_if_new(other)
    assert content(other) == content(demo.app)
    with other.app_context():
        db.engine.dispose()


def content(app: Flask) -> list[Any]:
    """What a visitor sees, without ids, seals and random references."""
    wanted = (
        select(Institution.uscc, Institution.name), select(Person.name, Person.id_index),
        select(EmploymentTerms.certificate, EmploymentTerms.specialty, EmploymentTerms.issued_on),
        select(Employment.name, Employment.first_day),
        select(Counting.first_day, Counting.last_day),
        select(Application.status, Application.answers, Application.reason), select(Recordal.number, Recordal.levels),
        select(Project.number, Project.unit_name, Project.status, Project.submitted_at, Project.flags),
        select(Decision.number, Decision.last_day), select(Summary.narrative, Summary.figures), select(Tip.number, Tip.kind),
        select(AuditEntry.tag, AuditEntry.at, AuditEntry.reason), select(Message.subject, Message.figures),
    )
    with app.app_context():
        rows = [sorted(repr(tuple(row)) for row in db.session.execute(query)) for query in wanted]
        db.session.remove()
    return rows


def test_no_identity_number_can_be_read_anywhere(
    world: World, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Not in an entry, a message, a log line, the database or a file, though all of them are made on the way."""
    with caplog.at_level(logging.DEBUG):
        seed_if_new(world.app)
    printed = "".join(capfd.readouterr()) + caplog.text
    with world.session() as session:
        numbers = set(identity_numbers(world, session))
        said = [
            json.dumps([row.reason, row.detail, row.actor_name], ensure_ascii=False)
            for row in session.scalars(select(AuditEntry))
        ] + [json.dumps(figures, ensure_ascii=False) for figures in session.scalars(select(Message.figures))] + [printed]
    assert len(numbers) > 100
    trail = "\n".join(said)
    assert not {number for number in numbers if number in trail}
    assert not any(found_in_dump(world, number) for number in sorted(numbers)[::40])
