"""A database to measure on: one made-up institution of a province with all its papers, multiplied, each signed in."""

from __future__ import annotations

import contextlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from assessor_hub import clock
from assessor_hub.accounts.models import Grant, SignIn
from assessor_hub.accounts.services import token_hash
from assessor_hub.app import create_app
from assessor_hub.bench.copies import STRIDE, Copied, multiply
from assessor_hub.db import transaction
from assessor_hub.demo.narrator import Narrator
from assessor_hub.demo.stories import Story
from assessor_hub.documents.models import Document, OwnerKind
from assessor_hub.extensions import db
from assessor_hub.institutions.models import Institution, InstitutionKind, Tenure
from assessor_hub.jurisdictions.services import standing_law
from assessor_hub.projects.doctor import examine
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.review_models import Version
from assessor_hub.settings import ROOT, load
from assessor_hub.staffing.models import Counting, Employment, EmploymentTerms

POSTGRESQL = "HUB_TEST_POSTGRESQL"
ENGINES = ("postgresql", "sqlite")
CITIES = {"220000": "220100", "330000": "330100"}
STORIES = {
    code: Story(f"bench-{code}", uscc, "评价机构", InstitutionKind.ENTERPRISE, CITIES[code], code, "负责人", "recorded")
    for code, uscc in (("220000", "91220101MA0TE5T16T"), ("330000", "91330101MA0TE5T32B"))
}


@dataclass(frozen=True)
class Stage:
    """A filled database. Institution ``n`` of 1 … ``institutions`` has the id that :meth:`institution` gives."""

    engine: str
    url: str
    instance: Path
    code: str
    institutions: int
    template: int

    @property
    def environ(self) -> dict[str, str]:
        """What a process needs to be the hub of this database."""
        bare = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        return {**bare, "HUB_INSTANCE": str(self.instance), "HUB_DATABASE_URL": self.url}

    @contextlib.contextmanager
    def product(self) -> Iterator[Flask]:
        """The product on this database, in this process; its connections are closed at the end."""
        app = create_app(load(ROOT, self.environ))
        try:
            yield app
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()

    def institution(self, n: int) -> int:
        """The id of the n-th copy."""
        return self.template + n * STRIDE

    @property
    def city(self) -> str:
        """Where the units lie that are filed."""
        return CITIES[self.code]


def token(n: int) -> str:
    """The session token of the n-th institution's owner."""
    return f"bench-{n}"


def missing(engine: str) -> str:
    """Why there can be no stage of this engine here; empty where there can."""
    return "no PostgreSQL here" if engine == "postgresql" and not os.environ.get(POSTGRESQL) else ""


@contextlib.contextmanager
def stage(engine: str, institutions: int, code: str = "220000") -> Iterator[Stage]:
    """A stage of its own, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, _database(engine, Path(folder)) as url:
        made = Stage(engine, url, Path(folder), code, institutions, 0)
        with made.product() as app, app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            with transaction(db.session()) as session:
                template = _tell(session, app.extensions["hub"], code)
                _fill(session, template, institutions)
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))
        yield Stage(engine, url, Path(folder), code, institutions, template)


@contextlib.contextmanager
def _database(engine: str, folder: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'hub.sqlite3'}"
        return
    server, name = os.environ[POSTGRESQL], f"hub_bench_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield f"{server.rsplit('/', 1)[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _tell(session: Session, hub: Any, code: str) -> int:
    """The institution that is multiplied, recorded through the services; its id."""
    narrator = Narrator(session, hub, clock.now())
    narrator.set_the_scene()
    narrator.tell_of(STORIES[code], 0)
    session.flush()
    return session.scalars(select(Institution.id).where(Institution.uscc == STORIES[code].uscc)).one()


def _fill(session: Session, template: int, institutions: int) -> None:
    grants = session.execute(select(Grant.id, Grant.user_id).where(Grant.institution_id == template)).one()
    multiply(session, institutions, _rows(session, template, grants.id, grants.user_id))
    now = clock.now()
    session.execute(insert(SignIn), [
        {"user_id": grants.user_id + n * STRIDE, "token_hash": token_hash(token(n)), "agent": "bench",
         "created_at": now, "expires_at": now + timedelta(days=1)}
        for n in range(1, institutions + 1)
    ])


def _rows(session: Session, template: int, grant: int, owner: int) -> list[Copied]:
    """Everything that belongs to the institution, parents first."""
    def ids(column: Any, *where: Any) -> list[int]:
        return list(session.scalars(select(column).where(*where)))

    employed = ids(Employment.id, Employment.institution_id == template)
    applied = ids(Application.id, Application.institution_id == template)
    people = ids(Employment.person_id, Employment.id.in_(employed))
    return [
        Copied("institutions", [template]),
        Copied("persons", {*people, *ids(Tenure.person_id, Tenure.institution_id == template)}),
        Copied("tenures", ids(Tenure.id, Tenure.institution_id == template)),
        Copied("users", [owner]),
        Copied("grants", [grant]),
        Copied("applications", applied, instead={"decided_by": "decided_by"}),
        Copied("application_versions", ids(Version.id, Version.application_id.in_(applied))),
        Copied("documents", ids(
            Document.id, Document.owner_kind == OwnerKind.APPLICATION, Document.owner_id.in_(applied)
        )),
        Copied("recordals", ids(Recordal.id, Recordal.institution_id == template)),
        Copied("employments", employed),
        Copied("employment_terms", ids(EmploymentTerms.id, EmploymentTerms.employment_id.in_(employed))),
        Copied("countings", ids(Counting.id, Counting.employment_id.in_(employed))),
    ]


def examined(ready: Stage) -> str:
    """What the doctor says of a stage's books after a row; of tenures nothing: copies have no history."""
    with ready.product() as app, app.app_context():
        found = examine(db.session(), standing_law(db.session(), app.extensions["hub"].packs))
        faults = [fault for fault in found if ": tenures " not in fault]
    return f"the doctor finds {len(faults) or 'no'} difference{'s' if len(faults) > 1 else ''} afterwards"
