"""The staff queue of projects: within reach, in a state, narrowed as asked, oldest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.projects.models import GONE, Project
from assessor_hub.projects.queries import project_for
from assessor_hub.rules.lifecycle import ProjectState
from assessor_hub.rules.values import Level, UnitKind

COUNTED = 1000  # projects; beyond it a page says "more than", so that no page waits for a count of millions


class Remark(StrEnum):
    """What a project has that staff are to look at."""

    FLAGGED = "flagged"  # something was open on the day of filing
    TWICE = "twice"  # another institution evaluates the same unit at the same level in the same year


@dataclass(frozen=True)
class Narrowed:
    """What the queue is narrowed to; None narrows nothing. ``city`` is a city's code, with its counties."""

    level: Level | None = None
    kind: UnitKind | None = None
    city: str | None = None
    remark: Remark | None = None


ALL = Narrowed()


def queue(
    session: Session, actor: Actor, states: tuple[ProjectState, ...], *, after: int | None = None, limit: int = 50,
    narrowed: Narrowed = ALL,
) -> list[Project]:
    """Projects within the actor's reach in the given states, oldest first; ``after`` is the id of the one before."""
    wanted = select(Project).where(*_asked(actor, states, narrowed))
    mark = project_for(session, actor, after) if after is not None else None
    if mark is not None:
        wanted = wanted.where(
            (Project.submitted_at > mark.submitted_at)
            | ((Project.submitted_at == mark.submitted_at) & (Project.id > mark.id))
        )
    return list(session.scalars(wanted.order_by(Project.submitted_at, Project.id).limit(limit)))


def count_in(session: Session, actor: Actor, states: tuple[ProjectState, ...]) -> int:
    """How many projects within the actor's reach are in the given states."""
    return session.scalars(select(func.count(Project.id)).where(*_asked(actor, states, ALL))).one()


def count_shown(session: Session, actor: Actor, states: tuple[ProjectState, ...], narrowed: Narrowed) -> int:
    """How many the narrowed queue holds; one more than :data:`COUNTED` stands for any number above it."""
    some = select(Project.id).where(*_asked(actor, states, narrowed)).limit(COUNTED + 1).subquery()
    return session.scalars(select(func.count()).select_from(some)).one()


def _asked(actor: Actor, states: tuple[ProjectState, ...], narrowed: Narrowed) -> list[Any]:
    reach = or_(actor.reach(Project.jurisdiction, READERS), actor.reach(Project.unit_city, READERS))
    asked = [reach, Project.status.in_(states)]
    if narrowed.level is not None:
        asked.append(Project.level == narrowed.level)
    if narrowed.kind is not None:
        asked.append(Project.unit_kind == narrowed.kind)
    if narrowed.city is not None:
        asked.append(Project.unit_city.between(narrowed.city, f"{narrowed.city[:4]}99"))
    if narrowed.remark is Remark.FLAGGED:
        asked.append(Project.flags != "")
    if narrowed.remark is Remark.TWICE:
        asked.append(_twice())
    return asked


def _twice() -> Any:
    other = aliased(Project)
    return Project.status.not_in(GONE) & exists().where(
        other.unit_uscc == Project.unit_uscc, other.unit_kind == Project.unit_kind, other.level == Project.level,
        other.year == Project.year, other.institution_id != Project.institution_id, other.status.not_in(GONE),
    )
