"""Evaluated units as parties: who evaluates them at which level and year, and under which names they were filed.

A unit is its unified social credit code and its kind. Name and city stay on each project as they were filed, so that
what differs between filings can be seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.ledger_models import DeclaredProject
from assessor_hub.projects.models import GONE, Project
from assessor_hub.projects.queries import visible
from assessor_hub.rules.lifecycle import DeclaredState
from assessor_hub.rules.values import UnitKind


@dataclass(frozen=True, order=True)
class EvaluatedUnit:
    """Who is evaluated: the code (18 characters, GB 32100) and the kind. One enterprise may be two such units."""

    uscc: str
    kind: UnitKind


@dataclass(frozen=True, order=True)
class Named:
    """How a unit was filed: name and city, with the numbers of the projects that say so."""

    name: str
    city: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Rival:
    """Another institution's live project of the same unit at the same level and year; ``open`` to the reader or not."""

    project_id: int
    number: str
    institution: str
    jurisdiction: str
    open: bool


def unit_of(project: Project) -> EvaluatedUnit:
    """The unit that a project evaluates."""
    return EvaluatedUnit(project.unit_uscc, project.unit_kind)


def filings_of(session: Session, actor: Actor, uscc: str) -> list[Project]:
    """Every project of the code within the actor's reach, the newest year first."""
    wanted = select(Project).where(Project.unit_uscc == uscc, visible(actor))
    return list(session.scalars(wanted.order_by(Project.year.desc(), Project.level, Project.submitted_at, Project.id)))


def declared_of(session: Session, actor: Actor, uscc: str) -> list[DeclaredProject]:
    """What was declared as evaluated elsewhere, within the actor's reach, the newest year first."""
    wanted = select(DeclaredProject).where(
        DeclaredProject.unit_uscc == uscc, actor.reach(DeclaredProject.jurisdiction, READERS),
        DeclaredProject.status.in_((DeclaredState.DECLARED, DeclaredState.CONFIRMED)),
    )
    return list(session.scalars(wanted.order_by(DeclaredProject.year.desc(), DeclaredProject.id)))


def names_of(projects: Iterable[Project]) -> list[Named]:
    """The names and cities that the projects were filed under; more than one is something to look at."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for project in projects:
        found[project.unit_name, project.unit_city].append(project.number)
    return [Named(name, city, tuple(numbers)) for (name, city), numbers in sorted(found.items())]


def rivals_of(session: Session, actor: Actor, project_ids: Iterable[int]) -> dict[int, list[Rival]]:
    """For each of the projects that has any: what other institutions evaluate of the same unit, level and year.

    No text forbids it (reading): staff are told, of the earlier one as of the later. One statement for a whole page.
    """
    own, other = aliased(Project), aliased(Project)
    wanted = (
        select(own.id, other.id, other.number, Institution.name, other.jurisdiction, other.unit_city)
        .join(
            other,
            (other.unit_uscc == own.unit_uscc) & (other.unit_kind == own.unit_kind) & (other.level == own.level)
            & (other.year == own.year) & (other.institution_id != own.institution_id),
        )
        .join(Institution, Institution.id == other.institution_id)
        .where(own.id.in_(list(project_ids)), own.status.not_in(GONE), other.status.not_in(GONE))
    )
    found: dict[int, list[Rival]] = defaultdict(list)
    for own_id, rival, number, name, jurisdiction, city in session.execute(wanted.order_by(other.id)):
        seen = actor.may(READERS, jurisdiction) or actor.may(READERS, city)
        found[own_id].append(Rival(rival, number, name, jurisdiction, seen))
    return dict(found)
