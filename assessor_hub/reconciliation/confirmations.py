"""What a person says that a written name means: kept for every later list of the jurisdiction, until withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.institutions.models import Institution
from assessor_hub.outbox.services import tell_institution
from assessor_hub.projects.models import Project
from assessor_hub.reconciliation.errors import NameRefused
from assessor_hub.reconciliation.facts import institution_names
from assessor_hub.reconciliation.matching import Found, Outcome
from assessor_hub.reconciliation.models import NameConfirmation, Named, PublishedRow
from assessor_hub.rules.names import form

NONE_OF_THEM = ""
TO_ASK = frozenset({Outcome.UNFILED, Outcome.OTHER_ASSESSOR})


@dataclass(frozen=True)
class Word:
    """What a person says: the code of the institution or unit that is meant, and why.

    Of an assessor the empty code says that it is no institution of the register.
    """

    uscc: str
    note: str


def confirm_assessor(
    session: Session, found: Found, word: Word, *, by: Actor, now: datetime
) -> NameConfirmation:
    """Keep whom the row's assessor name means. Refuses ``institution_not_known`` and ``already_confirmed``."""
    said: dict[str, Any] = {"named": Named.ASSESSOR, "written": found.row.assessor_name, "meaning": ""}
    if word.uscc != NONE_OF_THEM:
        institution = session.scalar(select(Institution).where(Institution.uscc == word.uscc))
        if institution is None or institution.id not in institution_names(session, {found.row.jurisdiction}):
            raise NameRefused("institution_not_known", uscc=word.uscc)
        said |= {"institution_id": institution.id, "meaning": institution.name}
    return _keep(session, said, found, word, by=by, now=now)


def confirm_unit(session: Session, found: Found, word: Word, *, by: Actor, now: datetime) -> NameConfirmation:
    """Keep which unit the row's name means: one of the jurisdiction's filings.

    Refuses ``unit_not_filed`` and ``already_confirmed``.
    """
    wanted = select(Project.unit_name).where(
        Project.jurisdiction == found.row.jurisdiction, Project.unit_uscc == word.uscc
    )
    name = session.scalars(wanted.order_by(Project.id.desc())).first()
    if name is None:
        raise NameRefused("unit_not_filed", uscc=word.uscc, code=found.row.jurisdiction)
    said = {"named": Named.UNIT, "written": found.row.unit_name, "meaning": name, "unit_uscc": word.uscc}
    return _keep(session, said, found, word, by=by, now=now)


def _keep(
    session: Session, said: dict[str, Any], found: Found, word: Word, *, by: Actor, now: datetime
) -> NameConfirmation:
    row = NameConfirmation(
        **said, jurisdiction=found.row.jurisdiction, form=form(said["written"]), note=word.note.strip(),
        confirmed_by=by.user_id, confirmed_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as quicker:
        raise NameRefused("already_confirmed", written=row.written) from quicker
    detail = {
        "named": row.named.value, "written": row.written, "institution": row.institution_id,
        "unit_uscc": row.unit_uscc, "row": found.row.id,
    }
    record(
        session, Tag.NAME_CONFIRMED, by=by, on=row, now=now, reason=row.note, jurisdiction=row.jurisdiction,
        detail=detail,
    )
    return row


def withdraw(session: Session, row: NameConfirmation, reason: str, *, by: Actor, now: datetime) -> None:
    """Take back what was said of a name: the lists read as if it had not been. ``row`` is held.

    Refuses ``confirmation_over`` and ``reason_missing``.
    """
    if row.withdrawn_at is not None:
        raise NameRefused("confirmation_over")
    if not reason.strip():
        raise NameRefused("reason_missing")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = now, by.user_id, reason.strip()
    detail = {"named": row.named.value, "written": row.written}
    record(
        session, Tag.NAME_WITHDRAWN, by=by, on=row, now=now, reason=row.withdrawn_reason,
        jurisdiction=row.jurisdiction, detail=detail,
    )


def ask_institution(session: Session, row: PublishedRow, found: Found, *, by: Actor, now: datetime) -> None:
    """Ask the named institution to file or declare what the list says of it; changes no counter. ``row`` is held.

    Refuses ``nothing_to_ask`` where nobody is known by the name, the institution has filed the unit, or was asked.
    """
    institution = found.institution_id
    if institution is None or found.outcome not in TO_ASK or row.asked_at is not None:
        raise NameRefused("nothing_to_ask")
    row.asked_at, row.asked_by = now, by.user_id
    detail = {"institution": institution, "unit": row.unit_name, "year": row.year}
    record(
        session, Tag.LIST_ASKED, by=by, on=row, now=now, jurisdiction=found.row.jurisdiction, detail=detail
    )
    figures = {"title": row.published.title, "unit": row.unit_name, "year": row.year}
    tell_institution(session, institution, Tag.LIST_ASKED, figures, now)
