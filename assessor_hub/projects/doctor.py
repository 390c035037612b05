"""The recount: counters from charges, charges from projects, tenures from what was entered about them."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, union
from sqlalchemy.orm import Session

from assessor_hub.audit.models import AuditEntry
from assessor_hub.clock import beijing_day
from assessor_hub.institutions.models import Institution, Tenure
from assessor_hub.institutions.tenures import HISTORY, replayed
from assessor_hub.projects.declared import pool_of_declared
from assessor_hub.projects.evaluation_report_checks import disagreeing
from assessor_hub.projects.ledger_models import Allowance, Charge, DeclaredProject
from assessor_hub.projects.models import Project
from assessor_hub.rules.caps import Pool, pool_of
from assessor_hub.rules.law import LawBook, NoRulesInForce
from assessor_hub.rules.lifecycle import HELD_UNIT, HOLDS_UNIT, holding, last_step_released
from assessor_hub.rules.values import Level

BATCH = 1000


def examine(session: Session, law: LawBook) -> list[str]:
    """Every difference in words; empty where the books agree. Changes nothing."""
    session.expire_all()
    heads = _Heads(session)
    return [
        *_counters(session), *_of_projects(session, law, heads), *_of_declared(session, law, heads), *_orphans(session),
        *_tenures(session, heads), *disagreeing(session),
    ]


# -- Counters from charges --


def _counters(session: Session) -> Iterator[str]:
    """Each counter equals the use that its charges make, and nobody with a use lacks a counter."""
    counters = {
        (row.person_id, row.pool_level, row.pool_code, row.year): row.used for row in session.scalars(select(Allowance))
    }
    uses = _uses(session)
    for account in sorted({*counters, *uses}):
        truth, says = uses.get(account, 0), counters.get(account, 0)
        if truth != says:
            person, level, code, year = account
            yield f"person {person}, {level.value} pool of {code}, {year}: counter {says}, use {truth}"


def _uses(session: Session) -> dict[tuple[int, Level, str, int], int]:
    """How many live charges stand in each use: of who headed the institution then, and of who does now, each once."""
    of_charge, live = (Charge.pool_level, Charge.pool_code, Charge.year, Charge.id), Charge.released_at.is_(None)
    heads = select(Tenure.person_id, *of_charge).join(Charge, Charge.institution_id == Tenure.institution_id)
    each = union(select(Charge.person_id, *of_charge).where(live), heads.where(live, Tenure.last_day.is_(None)))
    person, level, code, year, _charge_id = each.subquery().c
    counted = select(person, level, code, year, func.count()).group_by(person, level, code, year)
    return {tuple(row[:4]): row[4] for row in session.execute(counted)}


# -- Charges from projects --


def _of_projects(session: Session, law: LawBook, heads: _Heads) -> Iterator[str]:
    """Each project holds the unit that its state and the law of its day say, of the right person, and no other."""
    rows = select(Project, Charge).outerjoin(Charge, Charge.project_id == Project.id).order_by(Project.id)
    for project, charge in session.execute(rows.execution_options(yield_per=BATCH)):
        day, name = beijing_day(project.submitted_at), f"project {project.id}"
        if project.year != day.year:
            yield f"{name}: of the year {project.year}, but submitted on {day}"
        head = heads.on(project.institution_id, day)
        if head != project.head_id:
            yield f"{name}: of person {project.head_id}, but person {head} headed its institution on {day}"
        truth = {"person_id": head, "institution_id": project.institution_id, "year": day.year, "day": day}
        work = _Work(name, project.status, _pool_of(law, project), True, _holds(session, project), truth)
        yield from _charge(work, charge)


@dataclass(frozen=True)
class _Work:
    """What a project, filed here or declared, says of its charge.

    It ``took`` a unit of ``pool`` at some time, if there is one, and ``holds`` it still; ``truth`` is by column.
    """

    name: str
    status: str
    pool: Pool | None
    took: bool
    holds: bool
    truth: dict[str, Any]


def _charge(work: _Work, charge: Charge | None) -> Iterator[str]:
    """What is wrong with the charge of one project, filed here or declared."""
    said, pool = f"{work.name}: {work.status}", work.pool
    live = charge is not None and charge.released_at is None
    if pool is not None and work.holds and not live:
        yield f"{said}, but it holds no unit of the {pool.level.value} pool of {pool.jurisdiction}"
    elif pool is not None and work.took and charge is None:
        yield f"{said}, but no charge tells of the unit that it gave back"
    if charge is None:
        return
    if pool is None:
        yield f"{work.name}: charged, but the law of its day counts it in no pool"
        return
    if not work.took:
        yield f"{said}, but it is charged and never was to be"
    elif live and not work.holds:
        yield f"{said}, but its unit is not released"
    for field, right in (work.truth | {"pool_level": pool.level, "pool_code": pool.jurisdiction}).items():
        if getattr(charge, field) != right:
            yield f"{work.name}: its charge says {field} {getattr(charge, field)}, which is {right}"


def _pool_of(law: LawBook, project: Project) -> Pool | None:
    """The pool that it uses by the law of the day of its submission."""
    try:
        found = pool_of(
            project.level, project.unit_kind, law.on(project.jurisdiction, beijing_day(project.submitted_at))
        )
    except NoRulesInForce:
        return None
    return found[0] if found is not None else None


def _holds(session: Session, project: Project) -> bool:
    """Whether its state holds the unit; where that depends on the way there, by the last step on record."""
    possible = holding(project.status)
    if len(possible) == 1:
        return next(iter(possible))
    steps = select(AuditEntry).where(AuditEntry.subject == "projects", AuditEntry.subject_id == project.id)
    for entry in session.scalars(steps.order_by(AuditEntry.id.desc())):
        if entry.detail.get("to") == project.status.value:
            began = project.work_from <= beijing_day(entry.at)
            return not last_step_released(entry.detail["from"], project.status, work_began=began)
    return True


def _of_declared(session: Session, law: LawBook, heads: _Heads) -> Iterator[str]:
    """The same of each declared project."""
    rows = select(DeclaredProject, Charge).outerjoin(Charge, Charge.declared_id == DeclaredProject.id)
    for row, charge in session.execute(rows.order_by(DeclaredProject.id)):
        name = f"declared project {row.id}"
        if row.year != row.filed_on.year:
            yield f"{name}: of the year {row.year}, but filed on {row.filed_on}"
        head = heads.on(row.institution_id, row.filed_on) or row.person_id
        truth = {"person_id": head, "institution_id": row.institution_id, "year": row.year, "day": row.filed_on}
        holds = row.status in HOLDS_UNIT
        took = holds or row.status in HELD_UNIT
        yield from _charge(_Work(name, row.status, pool_of_declared(law, row), took, holds, truth), charge)


def _orphans(session: Session) -> Iterator[str]:
    """Every charge stands for a project that is there."""
    gone = or_(
        and_(Charge.project_id.is_not(None), Charge.project_id.not_in(select(Project.id))),
        and_(Charge.declared_id.is_not(None), Charge.declared_id.not_in(select(DeclaredProject.id))),
    )
    for charge_id in session.scalars(select(Charge.id).where(gone).order_by(Charge.id)):
        yield f"charge {charge_id}: the project for which it stands is gone"


class _Heads:
    """Who headed which institution on which day, by the tenures; read once."""

    def __init__(self, session: Session) -> None:
        self._tenures: dict[int, list[Tenure]] = defaultdict(list)
        for row in session.scalars(select(Tenure).order_by(Tenure.first_day, Tenure.id)):
            self._tenures[row.institution_id].append(row)

    def of(self, institution_id: int) -> list[Tenure]:
        """The institution's tenures in their order."""
        return self._tenures[institution_id]

    def on(self, institution_id: int, day: date) -> int | None:
        """The person who headed the institution on ``day``."""
        covering = (row for row in self._tenures[institution_id] if row.first_day <= day <= (row.last_day or date.max))
        return next((row.person_id for row in covering), None)


# -- Tenures from what was entered --


def _tenures(session: Session, heads: _Heads) -> Iterator[str]:
    """Each institution's tenures are those that the audit trail tells, end to end, and the last one is open."""
    entered: dict[int, list[AuditEntry]] = defaultdict(list)
    tags = [tag.value for tag in HISTORY]
    wanted = select(AuditEntry).where(AuditEntry.subject == "institutions", AuditEntry.tag.in_(tags))
    for entry in session.scalars(wanted.order_by(AuditEntry.id)):
        entered[entry.subject_id].append(entry)
    for institution_id in session.scalars(select(Institution.id).order_by(Institution.id)):
        yield from _compared(institution_id, replayed(entered[institution_id]), heads.of(institution_id))


def _compared(institution_id: int, told: list[Any], rows: list[Tenure]) -> Iterator[str]:
    stand = [(row.person_id, row.first_day) for row in rows]
    named = [(row.person_id if person is None else person, day) for (person, day), row in zip(told, rows, strict=False)]
    if len(told) != len(rows) or named != stand:
        yield f"institution {institution_id}: tenures {_said(stand)}, but what was entered is {_said(told)}"
    for row, following in itertools.pairwise(rows):
        if row.last_day is None or following.first_day <= row.last_day:
            yield f"institution {institution_id}: tenures {row.id} and {following.id} share a day"
        elif following.first_day != row.last_day + timedelta(days=1):
            yield f"institution {institution_id}: nobody heads it between {row.last_day} and {following.first_day}"
    if not rows or rows[-1].last_day is not None:
        yield f"institution {institution_id}: nobody heads it now"


def _said(tenures: list[Any]) -> str:
    return ", ".join(f"person {person} from {day}" for person, day in tenures) or "none"
