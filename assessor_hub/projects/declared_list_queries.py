"""Reads of lists of declared projects: what became of each row, and what the rows of a preview would meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.institutions.services import head_on
from assessor_hub.projects.declared import check_declaration, pool_of_declared
from assessor_hub.projects.declared_list_models import DeclaredList, DeclaredListRow, DeclaredListState
from assessor_hub.projects.declared_lists import declaration_of
from assessor_hub.projects.declared_queries import declared_in_the_way
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.ledger_models import DeclaredProject
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import DeclaredState
from assessor_hub.spreadsheets.lists import Line


@dataclass(frozen=True)
class Foresight:
    """What rows would meet if they were declared today; nothing is written.

    ``refused`` and ``pools`` are by row; a row in neither would count in no pool. ``units`` are by pool and year.
    """

    refused: Mapping[int, FilingRefused]
    pools: Mapping[int, Pool]
    units: Mapping[tuple[Pool, int], int]


def list_for(session: Session, actor: Actor, list_id: int, *, lock: bool = False) -> DeclaredList | None:
    """A list of the actor's own institution, or one that was taken in and is the actor's to read."""
    mine = DeclaredList.institution_id == (actor.institution_id or 0)
    theirs = actor.reach(DeclaredList.jurisdiction, READERS) & DeclaredList.taken_at.is_not(None)
    wanted = select(DeclaredList).where(DeclaredList.id == list_id, or_(mine, theirs))
    if lock:
        wanted = wanted.with_for_update(of=DeclaredList)
    return session.scalar(wanted.execution_options(populate_existing=lock))


def own_lists(session: Session, actor: Actor, limit: int = 20) -> list[DeclaredList]:
    """The newest lists of the actor's institution but the cancelled ones."""
    wanted = select(DeclaredList).where(
        DeclaredList.institution_id == (actor.institution_id or 0), DeclaredList.state != DeclaredListState.CANCELLED
    )
    return list(session.scalars(wanted.order_by(DeclaredList.id.desc()).limit(limit)))


def answers_of(session: Session, sent: DeclaredList) -> list[DeclaredListRow]:
    """The answers to the rows of a list, which the caller has fetched, in their order, with their projects."""
    wanted = select(DeclaredListRow).where(DeclaredListRow.list_id == sent.id).order_by(DeclaredListRow.line)
    return list(session.scalars(wanted.options(selectinload(DeclaredListRow.declared))))


def list_of(session: Session, row: DeclaredProject) -> DeclaredList | None:
    """The list with which a declared project, which the caller has fetched, came; its proof is the list's."""
    wanted = select(DeclaredList).join(DeclaredListRow, DeclaredListRow.list_id == DeclaredList.id)
    return session.scalar(wanted.where(DeclaredListRow.declared_id == row.id))


def lists_waiting(session: Session, actor: Actor, limit: int = 50) -> list[tuple[DeclaredList, int]]:
    """Lists within the actor's reach with projects that wait for a decision, and how many do, the oldest first."""
    waiting = (
        select(DeclaredListRow.list_id, func.count().label("number"))
        .join(DeclaredProject, DeclaredProject.id == DeclaredListRow.declared_id)
        .where(DeclaredProject.status == DeclaredState.DECLARED)
        .where(actor.reach(DeclaredProject.jurisdiction, READERS))
        .group_by(DeclaredListRow.list_id)
        .subquery()
    )
    wanted = select(DeclaredList, waiting.c.number).join(waiting, waiting.c.list_id == DeclaredList.id)
    return [(sent, number) for sent, number in session.execute(wanted.order_by(DeclaredList.id).limit(limit))]


def foresee(session: Session, law: LawBook, sent: DeclaredList, lines: Iterable[Line], today: date) -> Foresight:
    """Judge the rows without faults of a preview, as declaring them today would."""
    refused: dict[int, FilingRefused] = {}
    pools: dict[int, Pool] = {}
    units: Counter[tuple[Pool, int]] = Counter()
    for line in lines:
        if line.said is None:
            continue
        asked, own = declaration_of(sent, line), sent.institution_id
        try:
            check_declaration(session, law, asked, own, today)
            if declared_in_the_way(session, own, asked, asked.filed_on.year) is not None:
                raise FilingRefused("unit_already_declared", unit=asked.unit_name, year=asked.filed_on.year)
            if asked.head is None and head_on(session, own, asked.filed_on) is None:
                raise FilingRefused("head_missing")
        except FilingRefused as why:
            refused[line.number] = why
            continue
        pool = pool_of_declared(law, asked)
        if pool is not None:
            pools[line.number] = pool
            units[pool, asked.filed_on.year] += 1
    return Foresight(refused, pools, units)
