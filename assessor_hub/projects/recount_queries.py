"""Reads of what recounts changed, and of the projects that would not have fitted, had it been known on their day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.institutions.models import Institution, Person, Tenure
from assessor_hub.projects.ledger import heads_now
from assessor_hub.projects.ledger_models import Charge, DeclaredProject, Recount
from assessor_hub.projects.models import Project
from assessor_hub.registration.models import Recordal

LATEST = 50


@dataclass(frozen=True)
class Difference:
    """One recount as it is shown: whose use, which units joined it and left it, and what does not fit any more.

    ``joined`` and ``freed`` are names of the institution's own units, empty where another institution's are moved. To
    an institution the others' acts are only counted: ``at`` is None and ``reason`` empty, and ``over`` is its own.
    """

    row: Recount
    at: datetime | None
    reason: str
    person: str
    institution: str
    joined: list[str]
    freed: list[str]
    over: list[Project]


def recounts_about(session: Session, institution_id: int, *, masked: bool = False) -> list[Difference]:
    """The recounts of an institution that the caller has fetched, and those of its present head, the newest first.

    ``masked``: for the institution itself, which is told of others' acts only what they do to its head's use.
    """
    heads = heads_now(session, institution_id)
    wanted = select(Recount).where(or_(Recount.institution_id == institution_id, Recount.person_id.in_(heads)))
    rows = session.scalars(wanted.order_by(Recount.id.desc()).limit(LATEST))
    shown = [_shown(session, row, own=row.institution_id == institution_id) for row in rows]
    return [_masked(session, one, institution_id) for one in shown] if masked else shown


def over_after_correction(session: Session, actor: Actor) -> list[Difference]:
    """Each institution's latest recount of each use that names projects above the cap, within the actor's reach.

    Another institution's act on the same use settles nothing that a correction of this one left.
    """
    latest = select(func.max(Recount.id)).group_by(
        Recount.institution_id, Recount.person_id, Recount.pool_level, Recount.pool_code, Recount.year
    )
    within = select(Recordal.institution_id).where(actor.reach(Recordal.jurisdiction, READERS))
    wanted = select(Recount).where(
        Recount.id.in_(latest), Recount.institution_id.in_(within), func.json_array_length(Recount.over) > 0
    )
    rows = session.scalars(wanted.order_by(Recount.id.desc()).limit(LATEST))
    return [_shown(session, row, own=True) for row in rows]


def _shown(session: Session, row: Recount, *, own: bool) -> Difference:
    over = session.scalars(select(Project).where(Project.id.in_(row.over)).order_by(Project.id))
    return Difference(
        row, row.recorded_at, row.reason, session.get_one(Person, row.person_id).name,
        session.get_one(Institution, row.institution_id).name,
        _units(session, row.joined) if own else [], _units(session, row.freed) if own else [], list(over),
    )


def _masked(session: Session, one: Difference, institution_id: int) -> Difference:
    """A person is called what the institution calls them: a number typed for a new head tells nobody's name."""
    called = select(Tenure.name).where(
        Tenure.institution_id == institution_id, Tenure.person_id == one.row.person_id
    )
    person = session.scalars(called.order_by(Tenure.id.desc())).first() or ""
    if one.row.institution_id != institution_id:
        return replace(one, at=None, reason="", person=person, over=[])
    over = [project for project in one.over if project.institution_id == institution_id]
    return replace(one, person=person, over=over)


def _units(session: Session, charges: list[int]) -> list[str]:
    """What the charges stand for: the number of a project here, the unit of a declared one."""
    wanted = (
        select(func.coalesce(Project.number, DeclaredProject.unit_name))
        .select_from(Charge)
        .outerjoin(Project, Project.id == Charge.project_id)
        .outerjoin(DeclaredProject, DeclaredProject.id == Charge.declared_id)
        .where(Charge.id.in_(charges))
    )
    return list(session.scalars(wanted.order_by(Charge.id)))
