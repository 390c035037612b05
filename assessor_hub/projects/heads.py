"""A change of legal representative, and the correction of one, with all that hangs on it: tenures, filings, use."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import BEIJING, beijing_day
from assessor_hub.crypto import Vault
from assessor_hub.institutions.models import Institution, Person, Tenure
from assessor_hub.institutions.services import PersonName, change_tenure
from assessor_hub.institutions.tenures import Correction, amend_tenure
from assessor_hub.outbox.services import tell_institution
from assessor_hub.projects.ledger import hold_institution, reattribute
from assessor_hub.projects.ledger_models import Recount, RecountCause
from assessor_hub.projects.models import Project
from assessor_hub.projects.recounting import recount, standing
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
    _hold(session, institution_id)
    before = standing(session, institution_id)
    institution = session.get_one(Institution, institution_id)
    old, head = change_tenure(session, vault, institution, new, first_day, by=by, now=now)
    moved = reattribute(session, institution_id)
    cause = RecountCause.HEAD_CHANGED if first_day == beijing_day(now) else RecountCause.BACK_DATED
    recount(session, law, institution_id, before, cause, "", by=by, now=now, moved=moved)
    _file(session, law, institution_id, (old, head), first_day, by=by, now=now)
    return old, head


def correct_tenure(
    session: Session, law: LawBook, vault: Vault, tenure: Tenure, correction: Correction, *, by: Actor, now: datetime
) -> list[Recount]:
    """Correct a tenure that the caller has fetched; returns what it changed in anybody's use.

    No project loses its state: those that wouldn't have fitted are named in the recounts. Refuses what
    ``institutions.tenures.amend_tenure`` refuses.
    """
    _hold(session, tenure.institution_id)
    before = standing(session, tenure.institution_id)
    amend_tenure(session, vault, tenure, correction, by=by, now=now)
    moved = reattribute(session, tenure.institution_id)
    rows = recount(
        session, law, tenure.institution_id, before, RecountCause.TENURE_CORRECTED, correction.reason.strip(), by=by,
        now=now, moved=moved,
    )
    tell_institution(session, tenure.institution_id, Tag.TENURE_CORRECTED, {"name": tenure.name}, now)
    return rows


def _hold(session: Session, institution_id: int) -> None:
    """The institution's projects, then the institution itself: the order of every step of theirs."""
    theirs = select(Project.id).where(Project.institution_id == institution_id).order_by(Project.id)
    session.execute(theirs.with_for_update())
    hold_institution(session, institution_id, changing=True)
    session.expire_all()  # a colleague may have changed what was read before this one had to wait


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
