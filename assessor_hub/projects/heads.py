"""A change of legal representative, with all that hangs on it: tenures, filings, both persons' use, its own filing."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.clock import BEIJING, beijing_day
from assessor_hub.crypto import Vault
from assessor_hub.institutions.models import Institution, Person
from assessor_hub.institutions.services import PersonName, change_tenure
from assessor_hub.projects.ledger import hold_institution, reattribute, recount
from assessor_hub.projects.models import Project
from assessor_hub.registration.changes import BACK_DATED, FILINGS_MOVED, SAME_DAY, file_change
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.values import ChangeKind


def change_head(
    session: Session, law: LawBook, vault: Vault, institution_id: int, new: PersonName, first_day: date, *, by: Actor,
    now: datetime,
) -> tuple[Person, Person]:
    """Give the institution a new head from ``first_day`` on, and file the change; returns (old, new) head.

    Nobody files for it meanwhile: its row is held. Refuses what ``institutions.services.change_tenure`` refuses.
    """
    theirs = select(Project.id).where(Project.institution_id == institution_id).order_by(Project.id)
    session.execute(theirs.with_for_update())  # projects before the institution, as every other step of theirs
    hold_institution(session, institution_id, changing=True)
    institution = session.get_one(Institution, institution_id)
    old, head = change_tenure(session, vault, institution, new, first_day, by=by, now=now)
    reattribute(session, institution_id, first_day, head.id)
    recount(session, (old.id, head.id), by=by, now=now)
    _file(session, law, institution_id, (old, head), first_day, by=by, now=now)
    return old, head


def _file(
    session: Session, law: LawBook, institution_id: int, heads: tuple[Person, Person], first_day: date, *, by: Actor,
    now: datetime,
) -> None:
    """File the change, with what staff should look at: the new head's day frees the old one's use on that very day."""
    begins = datetime.combine(first_day, time(), BEIJING)
    since = select(func.count(Project.id)).where(
        Project.institution_id == institution_id, Project.submitted_at >= begins
    )
    moved = session.scalars(since).one()
    flags = [SAME_DAY if first_day == beijing_day(now) else BACK_DATED, *([FILINGS_MOVED] if moved else [])]
    file_change(
        session, law, institution_id, ChangeKind.LEGAL_REPRESENTATIVE, {"name": heads[0].name},
        {"name": heads[1].name, "filings": moved}, first_day, by=by, now=now, flags=tuple(flags),
    )
