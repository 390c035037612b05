"""A change of legal representative, with all that hangs on it: tenures, back-dated filings, both persons' use."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.crypto import Vault
from assessor_hub.institutions.models import Institution, Person
from assessor_hub.institutions.services import PersonName, change_tenure
from assessor_hub.projects.ledger import hold_institution, reattribute, recount
from assessor_hub.projects.models import Project


def change_head(
    session: Session, vault: Vault, institution_id: int, new: PersonName, first_day: date, *, by: Actor, now: datetime
) -> tuple[Person, Person]:
    """Give the institution a new head from ``first_day`` on; returns (old, new) head.

    Nobody files for it meanwhile: its row is held. Refuses what ``institutions.services.change_tenure`` refuses.
    """
    theirs = select(Project.id).where(Project.institution_id == institution_id).order_by(Project.id)
    session.execute(theirs.with_for_update())  # projects before the institution, as every other step of theirs
    hold_institution(session, institution_id, changing=True)
    institution = session.get_one(Institution, institution_id)
    old, head = change_tenure(session, vault, institution, new, first_day, by=by, now=now)
    reattribute(session, institution_id, first_day, head.id)
    recount(session, (old.id, head.id), by=by, now=now)
    return old, head
