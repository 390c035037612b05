"""Reads of declared projects. Fetching is authorising: what an actor may not see is not found."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.db import run
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.gates import Work
from assessor_hub.projects.ledger_models import Charge, DeclaredProject, DeclaredProposal
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.rules.law import LawBook, Standing
from assessor_hub.rules.lifecycle import ApplicationState, DeclaredState

if TYPE_CHECKING:
    from assessor_hub.projects.declared import Declaration

STANDS = (DeclaredState.DECLARED, DeclaredState.CONFIRMED)
_OPEN = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED)


def declared_for(session: Session, actor: Actor, declared_id: int, *, lock: bool = False) -> DeclaredProject | None:
    """The declared project if the actor may see it; with ``lock`` its row is held for the transaction."""
    mine = DeclaredProject.institution_id == (actor.institution_id or 0)
    wanted = select(DeclaredProject).where(
        DeclaredProject.id == declared_id, or_(mine, actor.reach(DeclaredProject.jurisdiction, READERS))
    )
    if lock:
        wanted = wanted.with_for_update(of=DeclaredProject)
    return session.scalar(wanted.execution_options(populate_existing=lock))


def own_declared(session: Session, actor: Actor) -> list[DeclaredProject]:
    """What the actor's institution has declared, the newest first."""
    mine = select(DeclaredProject).where(DeclaredProject.institution_id == (actor.institution_id or 0))
    return list(session.scalars(mine.order_by(DeclaredProject.id.desc())))


def declared_queue(
    session: Session, actor: Actor, state: DeclaredState, *, after: int = 0, limit: int = 50
) -> list[DeclaredProject]:
    """Declared projects within the actor's reach in a state, in the order of declaring; ``after`` is an id."""
    wanted = select(DeclaredProject).where(
        actor.reach(DeclaredProject.jurisdiction, READERS), DeclaredProject.status == state, DeclaredProject.id > after
    )
    return list(session.scalars(wanted.order_by(DeclaredProject.id).limit(limit)))


def count_declared(session: Session, actor: Actor) -> int:
    """How many declared projects wait within the actor's reach."""
    wanted = select(func.count(DeclaredProject.id)).where(
        actor.reach(DeclaredProject.jurisdiction, READERS), DeclaredProject.status == DeclaredState.DECLARED
    )
    return session.scalars(wanted).one()


def declared_of(session: Session, actor: Actor, institution_id: int) -> list[DeclaredProject]:
    """An institution's declared projects as far as the actor may see them, the newest first."""
    wanted = select(DeclaredProject).where(
        DeclaredProject.institution_id == institution_id, actor.reach(DeclaredProject.jurisdiction, READERS)
    )
    return list(session.scalars(wanted.order_by(DeclaredProject.id.desc())))


def charge_of_declared(session: Session, row: DeclaredProject) -> Charge | None:
    """The unit of a pool that a declared project, which the caller has fetched, took; None where it uses none."""
    return session.scalar(select(Charge).where(Charge.declared_id == row.id))


def proposal_of(session: Session, row: DeclaredProject) -> DeclaredProposal | None:
    """What the first of two persons would decide on it."""
    return session.get(DeclaredProposal, row.id)


_STANDING = select(DeclaredProject.unit_name).where(
    DeclaredProject.institution_id == bindparam("institution_id"), DeclaredProject.unit_uscc == bindparam("unit_uscc"),
    DeclaredProject.unit_kind == bindparam("unit_kind"), DeclaredProject.level == bindparam("level"),
    DeclaredProject.year == bindparam("year"), DeclaredProject.status.in_(STANDS),
)


def declared_in_the_way(
    session: Session, institution_id: int, work: Work | Declaration, year: int
) -> FilingRefused | None:
    """``unit_already_filed`` where the unit is declared already for the level and year, and waits or is confirmed."""
    asked = {
        "institution_id": institution_id, "unit_uscc": work.unit_uscc, "unit_kind": work.unit_kind,
        "level": work.level, "year": year,
    }
    name = run(session, _STANDING, asked).scalar()
    return FilingRefused("unit_already_filed", unit=name, year=year) if name is not None else None


def confirming_places(session: Session, law: LawBook, institution_id: int, day: date) -> list[str]:
    """Whose staff may confirm: where the institution is recorded on ``day`` or applies, and where it is registered.

    Only where rules bind on ``day``: what a department confirms under none would count in no pool.
    """
    recorded = select(Recordal.jurisdiction).where(
        Recordal.institution_id == institution_id, or_(Recordal.ended_on.is_(None), Recordal.ended_on > day)
    )
    applying = select(Application.jurisdiction).where(
        Application.institution_id == institution_id, Application.status.in_(_OPEN)
    )
    registered = session.get_one(Institution, institution_id).registered_code
    codes = {*session.scalars(recorded), *session.scalars(applying), law.jurisdiction_for(registered)}
    binding = {Standing.IN_FORCE, Standing.TRIAL}
    return sorted(code for code in codes if code in law.packs and law.standing(code, day) in binding)
