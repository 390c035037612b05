"""Reads of projects and of what uses a pool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.institutions.services import head_on
from assessor_hub.projects.ledger import Account, counted, used
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.projects.models import Project
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.law import Stated
from assessor_hub.rules.lifecycle import ProjectState
from assessor_hub.rules.values import Cap, Level


def visible(actor: Actor) -> Any:
    """Which projects the actor sees: their institution's, and those evaluated within their reach."""
    return or_(Project.institution_id == (actor.institution_id or 0), actor.reach(Project.jurisdiction, READERS),
               actor.reach(Project.unit_city, READERS))


def project_for(session: Session, actor: Actor, project_id: int, *, lock: bool = False) -> Project | None:
    """The project if the actor may see it; with ``lock`` its row is held for the transaction."""
    wanted = select(Project).where(Project.id == project_id, visible(actor))
    if lock:
        wanted = wanted.with_for_update(of=Project)
    return session.scalar(wanted)


def own_projects(
    session: Session, actor: Actor, year: int | None = None, *, after: Project | None = None, limit: int | None = None
) -> list[Project]:
    """The actor's institution's projects, newest first; those that follow ``after``, at most ``limit``."""
    mine = select(Project).where(Project.institution_id == (actor.institution_id or 0))
    if year is not None:
        mine = mine.where(Project.year == year)
    if after is not None:
        mine = mine.where(
            (Project.submitted_at < after.submitted_at)
            | ((Project.submitted_at == after.submitted_at) & (Project.id < after.id))
        )
    return list(session.scalars(mine.order_by(Project.submitted_at.desc(), Project.id.desc()).limit(limit)))


def own_project_numbered(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Project | None:
    """The actor's institution's project of this number; with ``lock`` its row is held for the transaction."""
    mine = select(Project).where(Project.number == number, Project.institution_id == (actor.institution_id or 0))
    return session.scalar(mine.with_for_update(of=Project) if lock else mine)


def own_years(session: Session, actor: Actor) -> list[int]:
    """The years in which the actor's institution filed projects, newest first."""
    mine = select(Project.year).where(Project.institution_id == (actor.institution_id or 0)).distinct()
    return sorted(session.scalars(mine), reverse=True)


def own_project_by_key(session: Session, actor: Actor, request_key: str) -> Project | None:
    """The project that a form's one-time key has made for the actor's institution."""
    mine = select(Project).where(
        Project.request_key == request_key, Project.institution_id == (actor.institution_id or 0)
    )
    return session.scalar(mine)


def projects_of(session: Session, actor: Actor, institution_id: int) -> list[Project]:
    """An institution's projects as far as the actor may see them, newest first."""
    wanted = select(Project).where(Project.institution_id == institution_id, visible(actor))
    return list(session.scalars(wanted.order_by(Project.submitted_at.desc(), Project.id.desc())))


IN_FLIGHT = (ProjectState.SUBMITTED, ProjectState.RETURNED, ProjectState.REGISTERED, ProjectState.REPORTED)


def in_flight(session: Session, institution_id: int, jurisdiction: str) -> list[Project]:
    """An institution's projects in a jurisdiction that have not come to their end, oldest first.

    The caller has fetched the institution's recordal there.
    """
    wanted = select(Project).where(
        Project.institution_id == institution_id, Project.jurisdiction == jurisdiction, Project.status.in_(IN_FLIGHT)
    )
    return list(session.scalars(wanted.order_by(Project.submitted_at, Project.id)))


def charge_of(session: Session, project: Project) -> Charge | None:
    """The unit of a pool that a project, which the caller has fetched, took; None where it uses none."""
    return session.scalar(select(Charge).where(Charge.project_id == project.id))


def charges_of(session: Session, projects: Iterable[Project]) -> dict[int, Charge]:
    """The same for many, by the project's id."""
    wanted = select(Charge).where(Charge.project_id.in_([project.id for project in projects]))
    return {charge.project_id: charge for charge in session.scalars(wanted) if charge.project_id is not None}


@dataclass(frozen=True)
class PoolUse:
    """One pool as an institution sees it on a day: the rule, what is used of the limit in that day's year.

    Of a number that held earlier in the year, what was filed until its last day.
    """

    pool: Pool
    stated: Stated[Cap]
    day: date
    used: int

    @property
    def year(self) -> int:
        """The year whose use it is."""
        return self.day.year

    @property
    def first_day(self) -> date:
        """The first day of the year on which the number holds."""
        return max(self.stated.effective_from, date(self.year, 1, 1))

    @property
    def last_day(self) -> date:
        """The last day of the year on which it does."""
        return min(self.stated.effective_to, date(self.year, 12, 31))

    @property
    def whole_year(self) -> bool:
        """Whether it holds on every day of the year."""
        return (self.first_day, self.last_day) == (date(self.year, 1, 1), date(self.year, 12, 31))

    @property
    def left(self) -> int:
        """Units left: none of what has ended; inherited use may pass the cap, so never below zero."""
        return max(self.stated.value.limit - self.used, 0) if self.day <= self.last_day else 0


def pools_of(
    session: Session, institution_id: int, pools: list[tuple[Pool, Stated[Cap]]], day: date
) -> list[PoolUse]:
    """The use of the given pools by the institution's head of ``day``, in the year of that day."""
    head = head_on(session, institution_id, day)
    if head is None:
        return []
    uses = []
    for pool, stated in pools:
        account, until = Account(head.person_id, pool, day.year), stated.effective_to
        filed = used(session, account) if day <= until else counted(session, account, until)
        uses.append(PoolUse(pool, stated, day, filed))
    return uses


@dataclass(frozen=True)
class UseLine:
    """One filing that uses a pool; another institution's is masked: only that it is one."""

    number: str | None
    unit_name: str | None
    institution_name: str | None
    submitted_on: date | None
    masked: bool


def counted_by_level(projects: list[Project]) -> dict[Level, int]:
    """How many projects of each level."""
    return {level: sum(1 for project in projects if project.level is level) for level in Level}
