"""Whose rosters an import may write: the institution's own, or those that a department has to do with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.queries import HANDED_IN
from assessor_hub.rosters.models import RosterImport
from assessor_hub.rules.lifecycle import ApplicationState

_BEFORE_A_DEPARTMENT = (ApplicationState.SUBMITTED, ApplicationState.RECORDED)


@dataclass(frozen=True)
class Reach:
    """Institutions by unified social credit code, and which of them have their roster before a department."""

    ids: dict[str, int]
    claimed: frozenset[int]
    own: int | None = None

    def institution(self, uscc: str | None) -> int | None:
        """Whose line it is, or None where the institution is outside."""
        return self.own if uscc is None else self.ids.get(uscc)


def reach_of(session: Session, row: RosterImport) -> Reach:
    """What the import may write, as of now."""
    if row.institution_id is not None:
        return Reach({}, _claimed(session, {row.institution_id}), row.institution_id)
    assert row.jurisdiction is not None  # the table's check
    ids = institutions_within(session, row.jurisdiction)
    return Reach(ids, _claimed(session, set(ids.values())))


def institutions_within(session: Session, jurisdiction: str) -> dict[str, int]:
    """Institutions with an application handed in or a recordal in the jurisdiction or under it, by their code."""
    department = Actor(None, "department", frozenset({(Role.REVIEWER, jurisdiction)}))
    applied = select(Application.institution_id).where(
        department.reach(Application.jurisdiction, READERS), Application.status.in_(HANDED_IN),
        Application.submitted_at.is_not(None),
    )
    recorded = select(Recordal.institution_id).where(department.reach(Recordal.jurisdiction, READERS))
    wanted = select(Institution.uscc, Institution.id).where(
        or_(Institution.id.in_(applied), Institution.id.in_(recorded))
    )
    return dict(session.execute(wanted).all())


def _claimed(session: Session, ids: set[int]) -> frozenset[int]:
    wanted = select(Application.institution_id).where(Application.status.in_(_BEFORE_A_DEPARTMENT))
    return frozenset(session.scalars(wanted)) & ids
