"""Acts that several tests of the slices need: a change of head, a ban, a resignation; and what the books say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.models import AuditEntry
from assessor_hub.audit.tags import Tag
from assessor_hub.demo.papers import paper
from assessor_hub.documents.intake import Upload
from assessor_hub.institutions.models import Institution
from assessor_hub.institutions.services import PersonName
from assessor_hub.numbering import Series
from assessor_hub.projects import moving
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.evaluation_report_models import EvaluationReport, SignerRole
from assessor_hub.projects.evaluation_reports import Issue, Signed, issue_evaluation_report, may_sign
from assessor_hub.projects.heads import change_head
from assessor_hub.projects.ledger import Account, used
from assessor_hub.projects.ledger_models import Allowance, Charge
from assessor_hub.projects.models import Project
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.lifecycle import PROJECT, ProjectState, ProjectVerb, Who
from assessor_hub.rules.pack import ROOT
from assessor_hub.rules.values import Effect, Ground, Level
from assessor_hub.sanctions.models import Decision
from assessor_hub.sanctions.services import Ruling, decide
from assessor_hub.staffing.services import Claim, claim_all, end_member, put_member, roster
from tests.world import World

NATIONWIDE = Pool(Level.NATIONAL, ROOT)


def days_pass(world: World, days: int = 1) -> None:
    """Move the world's clock."""
    world.now += timedelta(days=days)


def new_head(world: World, institution_id: int, person: PersonName, first_day: date | None = None) -> tuple[int, int]:
    """Change the head from ``first_day`` (today) on, with the recount that belongs to it; returns both persons."""
    with world.write() as session:
        old, head = change_head(
            session, world.law(session), world.hub.vault, institution_id, person, first_day or world.today, by=SYSTEM, now=world.now
        )
        return old.id, head.id


def head_of(world: World, institution_id: int) -> int:
    """The person who heads the institution now."""
    with world.session() as session:
        tenures = session.get_one(Institution, institution_id).tenures
        return next(tenure.person_id for tenure in tenures if tenure.last_day is None)


def use_of(world: World, person_id: int, pool: Pool = NATIONWIDE, year: int | None = None) -> int:
    """What the counter says."""
    with world.session() as session:
        return used(session, Account(person_id, pool, year or world.today.year))


def file_many(world: World, owner: Actor, count: int, **given: Any) -> list[int]:
    """File so many fresh units."""
    return [world.file(owner, **given) for _ in range(count)]


def refusal(world: World, owner: Actor, **given: Any) -> FilingRefused:
    """The refusal of a filing, which must have left nothing behind."""
    before = books(world)
    with pytest.raises(FilingRefused) as caught:
        world.file(owner, **given)
    assert books(world) == before
    return caught.value


def books(world: World) -> list[tuple[Any, ...]]:
    """Every project, charge, counter and running number, with the count of audit entries."""
    columns: list[tuple[Any, ...]] = [
        (Project.id, Project.status, Project.revision), (Charge.project_id, Charge.person_id, Charge.released_at),
        (Allowance.person_id, Allowance.pool_level, Allowance.pool_code, Allowance.year, Allowance.used),
        (Series.name, Series.last), (AuditEntry.id,),
    ]
    with world.session() as session:
        return [tuple(row) for wanted in columns for row in sorted(session.execute(select(*wanted)), key=repr)]


def flags_of(world: World, project_id: int) -> set[str]:
    """What staff are asked to look at."""
    with world.session() as session:
        return set(filter(None, session.get_one(Project, project_id).flags.split(",")))


def move(
    world: World, project_id: int, verb: ProjectVerb, by: Actor | None = None, *, reason: str = "理由",
    revision: int | None = None,
) -> None:
    """Take a project one step on, the report included; ``by`` whom the table names, unless told otherwise."""
    with world.write() as session, _ban_for_a_stop(session, world, project_id, verb):
        take(world, session, project_id, verb, by=by, reason=reason, revision=revision)


def take(
    world: World, session: Session, project_id: int, verb: ProjectVerb, *, by: Actor | None = None,
    reason: str = "理由", revision: int | None = None,
) -> None:
    """The step itself."""
    project = session.get_one(Project, project_id)
    by = by or who_takes(project, verb)
    if verb is ProjectVerb.REPORT:
        issue_in(session, world, project, by)
        return
    moving.move(
        session, world.law(session), project, verb, revision=revision or project.revision, reason=reason, by=by,
        now=world.now,
    )


def state_of(world: World, project_id: int) -> ProjectState:
    """Where a project stands."""
    with world.session() as session:
        return session.get_one(Project, project_id).status


def who_takes(project: Project, verb: ProjectVerb) -> Actor:
    """One whom the table names for the verb, from whatever state."""
    who = next(step.who for (_state, of), step in PROJECT.items() if of is verb)
    if who is Who.SYSTEM:
        return SYSTEM
    if who is Who.INSTITUTION:
        return Actor(None, "owner", institution_id=project.institution_id, institution_role=Role.OWNER)
    return Actor(None, who.value, frozenset({(Role(who.value), project.jurisdiction)}))


@contextmanager
def _ban_for_a_stop(session: Session, world: World, project_id: int, verb: ProjectVerb) -> Iterator[None]:
    """A stop rests on a ban: one as a row alone, which is gone afterwards."""
    if verb is not ProjectVerb.STOP:
        yield
        return
    project, day = session.get_one(Project, project_id), world.today
    row = Decision(
        number=f"停{project_id}-{next(world.serial)}", institution_id=project.institution_id,
        jurisdiction=project.jurisdiction, ground=Ground.FRAUD, effect=Effect.NON_ACCEPTANCE, article="1", facts="事实",
        notice_on=day, decided_on=day, served_on=day, first_day=day, last_day=day + timedelta(days=1),
        pack_version="", trial=False, decided_by=project.submitted_by, recorded_at=world.now,
    )
    session.add(row)
    session.flush()
    yield
    session.delete(row)


def issue_in(session: Session, world: World, project: Project, by: Actor, **given: Any) -> EvaluationReport:
    """Issue the next version of a project's evaluation report today, signed by the first of the roster who may."""
    lines = roster(session, project.institution_id, given.get("issued_on", world.today))
    signers = [Signed(line.id, SignerRole.LEAD) for line in lines if may_sign(line, project.level)][:1]
    serial = next(world.serial)
    issue = Issue(**{
        "issued_on": world.today, "standard": "GB/T 36132", "edition": "2018", "signers": tuple(signers),
        "correction": f"更正{serial}",
    } | given)
    upload = Upload("评价报告.pdf", paper(f"evaluation report {serial}"))
    return issue_evaluation_report(
        session, world.hub.vault, world.hub.store, project, upload, issue, revision=project.revision, by=by,
        now=world.now,
    )


def moves(world: World, project_id: int, verbs: Iterable[ProjectVerb]) -> int:
    """Several steps; returns the project's id."""
    for verb in verbs:
        move(world, project_id, verb)
    return project_id


def ban(
    world: World, institution_id: int, jurisdiction: str = "220000", *, ground: Ground = Ground.FRAUD,
    served_on: date | None = None, by: Actor | None = None, **given: Any,
) -> int:
    """A decision that was notified, made and served by the book; returns its id."""
    served = served_on or world.today
    ruling = Ruling(**{
        "ground": ground, "number": f"决〔{served.year}〕{next(world.serial)}号", "facts": "经查实，数据与原始记录不一致。",
        "notice_on": served - timedelta(days=20), "decided_on": served - timedelta(days=2), "served_on": served,
    } | given)
    approver = by or world.staff_user(Role.APPROVER, jurisdiction)
    with world.write() as session:
        institution = session.get_one(Institution, institution_id)
        return decide(
            session, world.law(session), institution, jurisdiction, ruling, by=approver, now=world.now
        ).id


def resign(world: World, institution_id: int, count: int = 1, last_day: date | None = None) -> None:
    """Let the last ones of the roster go."""
    with world.write() as session:
        for line in roster(session, institution_id, world.today)[-count:]:
            end_member(session, line.employment, last_day or world.today, by=SYSTEM, now=world.now)


def hire(world: World, institution_id: int, claims: list[Claim]) -> None:
    """Add people to a roster that is before the department."""
    with world.write() as session:
        institution = session.get_one(Institution, institution_id)
        for claim in claims:
            put_member(session, world.hub.vault, institution, claim, by=SYSTEM, now=world.now)
        claim_all(session, institution_id, by=SYSTEM, now=world.now)


def entries(world: World, tag: Tag, subject_id: int | None = None) -> list[AuditEntry]:
    """The audit entries of a kind, oldest first."""
    wanted = select(AuditEntry).where(AuditEntry.tag == tag.value).order_by(AuditEntry.id)
    if subject_id is not None:
        wanted = wanted.where(AuditEntry.subject_id == subject_id)
    with world.session() as session:
        found = list(session.scalars(wanted))
        session.expunge_all()
        return found


def tamper(database: str, *statements: str) -> None:
    """Run SQL as somebody who owns the database and has put its guards aside."""
    if database.startswith("sqlite"):
        with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(statement)
        connection.close()
        return
    with psycopg.connect(database) as postgresql:
        postgresql.execute("SET session_replication_role = replica")
        for statement in statements:
            postgresql.execute(statement)  # type: ignore[arg-type]  # the tests' own literals
