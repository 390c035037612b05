"""The roster: typing people in, changing what holds from a day on, letting them go. Its reads are in ``queries``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.crypto import Vault
from assessor_hub.documents.models import OwnerKind
from assessor_hub.documents.services import documents_of, withdraw_document
from assessor_hub.institutions.models import Institution, Person
from assessor_hub.institutions.services import person_for
from assessor_hub.rules.staffing import names_skill_grade
from assessor_hub.staffing.errors import StaffingRefused
from assessor_hub.staffing.lines import Claim, Line, Terms
from assessor_hub.staffing.models import Employment, EmploymentTerms
from assessor_hub.staffing.queries import facts, in_force, roster, turns_of
from assessor_hub.staffing.settling import hold, settle

__all__ = [
    "Claim", "Line", "Terms", "claim_all", "end_member", "facts", "in_force", "member_for", "put_member", "roster",
    "turns_of", "update_member",
]

TERMS = (
    "title_level", "series", "specialty", "issuer", "issued_on", "certificate", "foreign_title", "full_time",
    "contract", "insured_month",
)


def put_member(
    session: Session, vault: Vault, institution: Institution, claim: Claim, *, by: Actor, now: datetime,
    replace: bool = False,
) -> Employment:
    """Add a person to the roster, or with ``replace`` update the line that the same identity number has, from today.

    Refuses ``already_on_roster`` without ``replace``, and ``skill_grade``. Raises BadIdentifier.
    """
    check_title(claim)
    person = person_for(session, vault, claim.person, now)
    row = _open_line(session, institution.id, person.id)
    if row is None:
        try:
            with session.begin_nested():
                return _begin(session, institution, person, claim, by=by, now=now)
        except IntegrityError:  # a colleague entered the same person at the same moment
            row = _open_line(session, institution.id, person.id)
    if row is None or not replace:
        raise StaffingRefused("already_on_roster", name=claim.person.name)  # as typed: not whose number it is
    row.name = claim.person.name.strip()
    update_member(session, row, claim, by=by, now=now)
    return row


def check_title(terms: Terms) -> None:
    """Refuse ``skill_grade`` where the issuing body or the certificate names one."""
    for typed in (terms.issuer, terms.certificate):
        if names_skill_grade(typed):
            raise StaffingRefused("skill_grade", value=typed.strip()[:40])


def _open_line(session: Session, institution_id: int, person_id: int) -> Employment | None:
    """The line of a person who has not left, held for the transaction behind the person."""
    hold(session, {person_id})
    wanted = select(Employment).where(
        Employment.institution_id == institution_id, Employment.person_id == person_id, Employment.last_day.is_(None)
    )
    return session.scalar(_held(wanted))


def _held(wanted: Select[Employment]) -> Select[Employment]:
    locked = wanted.with_for_update(of=Employment, key_share=True)
    return locked.execution_options(populate_existing=True)


def _begin(
    session: Session, institution: Institution, person: Person, claim: Claim, *, by: Actor, now: datetime
) -> Employment:
    row = Employment(
        institution_id=institution.id, person=person, name=claim.person.name.strip(), created_at=now,
        first_day=claim.first_day,
    )
    session.add(row)
    session.flush()
    _add_version(session, row, claim, claim.first_day, by=by, now=now)
    return row


def update_member(
    session: Session, row: Employment, terms: Terms, *, by: Actor, now: datetime, since: date | None = None
) -> None:
    """Change what a line says; the person stays. A draft is changed in place, a handed-in line keeps its first day.

    There ``since`` (today unless told) is the day from which the change holds; the first day of the present version
    corrects that version. Earlier versions stand. Refuses ``change_before_last``, ``change_ahead``, ``skill_grade``.
    """
    check_title(terms)
    if row.claimed_at is None:
        row.first_day = terms.first_day
        session.delete(row.latest)
        session.flush()
        _add_version(session, row, terms, terms.first_day, by=by, now=now)
        return
    old, today = row.latest, beijing_day(now)
    if all(getattr(old, name) == value for name, value in said(terms).items()):
        return
    since = since or max(today, old.valid_from)
    if since < old.valid_from:
        raise StaffingRefused("change_before_last", first_day=old.valid_from)
    if since > max(today, old.valid_from):
        raise StaffingRefused("change_ahead")
    if since == old.valid_from:
        old.superseded_at = now
        session.flush()
    _add_version(session, row, terms, since, by=by, now=now)
    settle(session, {row.person_id}, by=by, now=now, touched={row.id})


def said(terms: Terms) -> dict[str, Any]:
    """What a line says, as the columns of a version."""
    values = {name: getattr(terms, name) for name in TERMS}
    return values | {name: values[name].strip() for name in ("issuer", "certificate")}


def _add_version(
    session: Session, row: Employment, terms: Terms, valid_from: date, *, by: Actor, now: datetime
) -> None:
    session.add(EmploymentTerms(employment_id=row.id, valid_from=valid_from, recorded_at=now, **said(terms)))
    session.flush()
    session.expire(row, ["versions"])
    detail = {
        "institution": row.institution_id, "title": terms.title_level.value, "specialty": terms.specialty.value,
        "valid_from": str(valid_from),
    }
    record(session, Tag.ROSTER_CHANGED, by=by, on=row, now=now, detail=detail)


def member_for(session: Session, actor: Actor, employment_id: int, *, lock: bool = False) -> Employment | None:
    """A line of the actor's own institution's roster, or None; with ``lock`` it is held for the transaction.

    The person is held before it, as an import and a settlement do, so that nobody waits in a circle.
    """
    wanted = select(Employment).where(
        Employment.id == employment_id, Employment.institution_id == actor.institution_id
    )
    row = session.scalar(wanted)
    if row is None or not lock:
        return row
    hold(session, {row.person_id})
    return session.scalar(_held(wanted))


def end_member(session: Session, row: Employment, last_day: date, *, by: Actor, now: datetime) -> None:
    """Let a person go with ``last_day`` as the last day that counts; a draft's line is simply taken off.

    Whoever waits with a proven claim for the same person may count from the day after.
    """
    if row.claimed_at is None:
        _take_off(session, row, by=by, now=now)
        return
    if last_day < row.first_day:
        raise StaffingRefused("leaves_before_start", first_day=row.first_day)
    row.last_day = last_day
    session.flush()
    record(session, Tag.ROSTER_CHANGED, by=by, on=row, now=now, detail={"last_day": str(last_day)})
    settle(session, {row.person_id}, by=by, now=now)


def _take_off(session: Session, row: Employment, *, by: Actor, now: datetime) -> None:
    for document in documents_of(session, OwnerKind.EMPLOYMENT, row.id):  # the row's number may be given again
        withdraw_document(session, document, by=by, now=now)
    record(session, Tag.ROSTER_CHANGED, by=by, on=row, now=now, reason="draft line removed")
    session.execute(delete(EmploymentTerms).where(EmploymentTerms.employment_id == row.id))
    session.delete(row)
    session.flush()


def claim_all(session: Session, institution_id: int, *, by: Actor, now: datetime) -> None:
    """Hand in every line of the roster that is a draft still, and settle whose claims count."""
    drafts = [line.employment for line in roster(session, institution_id, beijing_day(now)) if line.is_draft]
    if not drafts:
        return
    persons, ids = {row.person_id for row in drafts}, {row.id for row in drafts}
    hold(session, persons)
    for row in drafts:
        row.claimed_at = now
    session.flush()
    settle(session, persons, by=by, now=now, touched=ids)
