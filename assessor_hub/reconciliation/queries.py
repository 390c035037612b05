"""Reads of lists, rows and kept names. Fetching is authorising: a row is its province's, whoever imported the list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.reconciliation.facts import matched, printed
from assessor_hub.reconciliation.matching import Found
from assessor_hub.reconciliation.models import ListState, NameConfirmation, PublishedList, PublishedRow
from assessor_hub.rules.law import LawBook

IMPORTERS = frozenset({Role.REVIEWER, Role.APPROVER})
SHOWN = (ListState.TAKEN, ListState.SET_ASIDE)


def in_reach(actor: Actor) -> Any:
    """Rows of units within a reader's reach; institutions have none."""
    return actor.reach(PublishedRow.place, READERS)


def _visible(actor: Actor) -> Any:
    """Lists of an own department, and lists with a row within reach; previews only for who may take them in."""
    holds = select(PublishedRow.id).where(PublishedRow.list_id == PublishedList.id, in_reach(actor)).exists()
    shown = PublishedList.state.in_(SHOWN) & or_(actor.reach(PublishedList.jurisdiction, READERS), holds)
    waits = (PublishedList.state == ListState.PREVIEW) & actor.reach(PublishedList.jurisdiction, IMPORTERS)
    return or_(shown, waits)


def list_for(session: Session, actor: Actor, list_id: int, *, lock: bool = False) -> PublishedList | None:
    """The list if the actor may see it; with ``lock`` its row is held for the transaction."""
    wanted = select(PublishedList).where(PublishedList.id == list_id, _visible(actor))
    return session.scalar(wanted.with_for_update() if lock else wanted)


def lists_for(session: Session, actor: Actor) -> list[tuple[PublishedList, int]]:
    """The lists that the actor may see, newest first, each with how many of its rows are within reach."""
    count = select(func.count(PublishedRow.id)).where(PublishedRow.list_id == PublishedList.id, in_reach(actor))
    wanted = select(PublishedList, count.scalar_subquery()).where(_visible(actor)).order_by(PublishedList.id.desc())
    return [(row, number) for row, number in session.execute(wanted)]


def same_file(session: Session, actor: Actor, sha256: str) -> PublishedList | None:
    """A list that was taken in from the same file and that the actor may see."""
    wanted = select(PublishedList).where(
        PublishedList.sha256 == sha256, PublishedList.state == ListState.TAKEN, _visible(actor)
    )
    return session.scalars(wanted.order_by(PublishedList.id)).first()


def results(session: Session, law: LawBook, actor: Actor, published: PublishedList) -> list[Found]:
    """Every row of a list, which the caller has fetched, within the actor's reach, with its outcome as of now."""
    return matched(session, law, printed(session, law, (PublishedRow.list_id == published.id) & in_reach(actor)))


def results_of_year(session: Session, law: LawBook, actor: Actor, year: int) -> list[Found]:
    """The same over every list that stands, for the rows of a year."""
    standing = select(PublishedList.id).where(PublishedList.state == ListState.TAKEN)
    wanted = (PublishedRow.year == year) & PublishedRow.list_id.in_(standing) & in_reach(actor)
    return matched(session, law, printed(session, law, wanted))


def years_for(session: Session, actor: Actor) -> list[int]:
    """The years of rows within reach of lists that stand, newest first."""
    standing = select(PublishedList.id).where(PublishedList.state == ListState.TAKEN)
    wanted = select(PublishedRow.year).where(in_reach(actor), PublishedRow.list_id.in_(standing)).distinct()
    return sorted(session.scalars(wanted), reverse=True)


def row_for(session: Session, actor: Actor, row_id: int, *, lock: bool = False) -> PublishedRow | None:
    """A row within reach of a list that stands; with ``lock`` it is held for the transaction."""
    standing = select(PublishedList.id).where(PublishedList.state == ListState.TAKEN)
    wanted = select(PublishedRow).where(
        PublishedRow.id == row_id, in_reach(actor), PublishedRow.list_id.in_(standing)
    )
    return session.scalar(wanted.with_for_update(of=PublishedRow) if lock else wanted)


def result_of(session: Session, law: LawBook, row: PublishedRow) -> Found:
    """The outcome of one row, which the caller has fetched."""
    [found] = matched(session, law, printed(session, law, PublishedRow.id == row.id))
    return found


def confirmations_for(session: Session, actor: Actor) -> list[NameConfirmation]:
    """What people said of names in the actor's jurisdictions: what stands first, then by when it was said, newest."""
    wanted = select(NameConfirmation).where(actor.reach(NameConfirmation.jurisdiction, READERS))
    rows = session.scalars(wanted.order_by(NameConfirmation.id.desc()))
    return sorted(rows, key=lambda row: row.withdrawn_at is not None)


def confirmation_for(
    session: Session, actor: Actor, confirmation_id: int, *, lock: bool = False
) -> NameConfirmation | None:
    """One of :func:`confirmations_for`; with ``lock`` its row is held for the transaction."""
    wanted = select(NameConfirmation).where(
        NameConfirmation.id == confirmation_id, actor.reach(NameConfirmation.jurisdiction, READERS)
    )
    return session.scalar(wanted.with_for_update() if lock else wanted)
