"""Asking the evaluated unit whether it commissioned the institution, by a private link, and keeping it told.

No text asks for it (reading): an answer refuses nothing, and a "no" is shown to staff. The contact has no account; the
link opens one project, and nothing else.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import PUBLIC, Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.crypto import Vault
from assessor_hub.outbox.letters import write_letter
from assessor_hub.outbox.services import tell_institution
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.models import Project
from assessor_hub.projects.party_models import Answer, Commission
from assessor_hub.rules.lifecycle import ProjectState

ASKED_AT_MOST = 6  # times a day for one project: a contact is asked, not pestered
ASKED_IN_ALL = 100  # times a day by one institution: the department's letters are nobody's circulars
CODE_LENGTH = 32  # letters: 24 random bytes
OVER = frozenset({ProjectState.REFUSED, ProjectState.WITHDRAWN, ProjectState.STOPPED, ProjectState.LAPSED})


@dataclass(frozen=True)
class Contact:
    """Who speaks for the unit, and at which site (``https://…``) the private link opens."""

    name: str
    email: str
    site: str


@dataclass(frozen=True)
class Addressee:
    """Where a letter goes, with the private link."""

    name: str
    email: str
    link: str


def ask(
    session: Session, vault: Vault, project: Project, contact: Contact, *, by: Actor, now: datetime
) -> Commission:
    """Name the unit's contact and write to them; a contact named before is replaced. The caller holds the project.

    Refuses ``project_over`` for a project that came to its end without a report, ``asked_often`` after six in a day,
    and ``asked_in_all`` after a hundred over all the institution's projects.
    """
    if project.status in OVER:
        raise FilingRefused("project_over", status=project.status)
    _check_asked(session, project, now)
    before = standing(session, project.id)
    if before is not None:
        before.replaced_at = now
        session.flush()  # one contact stands at a time
    ref, code = secrets.token_hex(16), secrets.token_urlsafe(24)
    sealed = json.dumps(asdict(contact) | {"code": code}).encode()
    row = Commission(
        ref=ref, project_id=project.id, code_index=_index(vault, code), asked_at=now, asked_by=by.user_id,
        contact_sealed=vault.fields.seal(sealed, table="commissions", column="contact", row=ref),
    )
    session.add(row)
    session.flush()
    record(session, Tag.COMMISSION_ASKED, by=by, on=project, now=now, jurisdiction=project.jurisdiction)
    write_letter(session, ref, Tag.COMMISSION_ASKED, _said(project), now)
    return row


def _check_asked(session: Session, project: Project, now: datetime) -> None:
    asked = select(func.count(Commission.id)).where(Commission.asked_at > now - timedelta(days=1))
    if session.scalars(asked.where(Commission.project_id == project.id)).one() >= ASKED_AT_MOST:
        raise FilingRefused("asked_often", limit=ASKED_AT_MOST)
    theirs = asked.join(Project, Project.id == Commission.project_id)
    if session.scalars(theirs.where(Project.institution_id == project.institution_id)).one() >= ASKED_IN_ALL:
        raise FilingRefused("asked_in_all", limit=ASKED_IN_ALL)


def answer(
    session: Session, row: Commission, project: Project, said: Answer, note: str, *, revision: int, now: datetime
) -> None:
    """Keep what the contact says, in the contact's words. A later answer takes the place of an earlier one.

    Refuses ``changed_meanwhile`` where the project has moved on since the page was made.
    """
    if project.revision != revision:
        raise FilingRefused("changed_meanwhile", status=project.status.value, reason="")
    row.answer, row.answered_at, row.note = said, now, note.strip()
    tag = Tag.COMMISSION_CONFIRMED if said is Answer.CONFIRMED else Tag.COMMISSION_DENIED
    record(
        session, tag, by=PUBLIC, on=project, now=now, reason=row.note, jurisdiction=project.jurisdiction,
        detail={"commission": row.id},
    )
    tell_institution(session, project.institution_id, tag, {"number": project.number}, now)


def tell_contact(session: Session, project: Project, tag: Tag, now: datetime) -> None:
    """Write to the unit's contact that something happened to the project; to nobody where none is named."""
    row = standing(session, project.id)
    if row is not None:
        write_letter(session, row.ref, tag, _said(project), now)


def tell_contacts(session: Session, institution_id: int, jurisdiction: str, tag: Tag, now: datetime) -> None:
    """Write to the contacts of all projects in a jurisdiction that a decision on the institution may concern."""
    theirs = select(Project).where(
        Project.institution_id == institution_id, Project.jurisdiction == jurisdiction,
        Project.status.not_in([*OVER, ProjectState.NOT_ACCEPTED]),
    )
    for project in session.scalars(theirs.order_by(Project.id)):
        tell_contact(session, project, tag, now)


def standing(session: Session, project_id: int) -> Commission | None:
    """The contact that stands for a project which the caller has fetched."""
    return session.scalar(
        select(Commission).where(Commission.project_id == project_id, Commission.replaced_at.is_(None))
    )


def commissions_of(session: Session, project_id: int) -> list[Commission]:
    """Every contact that was ever asked about a project which the caller has fetched, newest first."""
    wanted = select(Commission).where(Commission.project_id == project_id).order_by(Commission.id.desc())
    return list(session.scalars(wanted))


def by_code(session: Session, vault: Vault, code: str, *, lock: bool = False) -> tuple[Commission, Project] | None:
    """What a private link opens; None for a wrong code and for a link that was replaced, which look alike."""
    wanted = (
        select(Commission, Project)
        .join(Project, Project.id == Commission.project_id)
        .where(Commission.code_index == _index(vault, code), Commission.replaced_at.is_(None))
    )
    if lock:
        wanted = wanted.with_for_update(of=(Commission, Project))
    found = session.execute(wanted).one_or_none()
    return (found[0], found[1]) if found else None


def contact_of(vault: Vault, row: Commission) -> Contact:
    """Who was asked, for those who may see the project."""
    return Contact(**{key: value for key, value in _opened(vault, row).items() if key != "code"})


def addressee(session: Session, vault: Vault, ref: str) -> Addressee | None:
    """Whom a letter goes to; None once another contact took the place."""
    row = session.scalar(select(Commission).where(Commission.ref == ref))
    if row is None or row.replaced_at is not None:
        return None
    known = _opened(vault, row)
    return Addressee(known["name"], known["email"], f"{known['site']}/commission/{known['code']}")


def _opened(vault: Vault, row: Commission) -> dict[str, str]:
    plain = vault.fields.open(row.contact_sealed, table="commissions", column="contact", row=row.ref)
    found: dict[str, str] = json.loads(plain)
    return found


def _index(vault: Vault, code: str) -> str:
    return vault.blind("commission", code)


def _said(project: Project) -> dict[str, str]:
    return {"institution": project.institution.name, "number": project.number}
