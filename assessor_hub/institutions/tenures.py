"""Tenures of legal representatives: a wrongly entered one is corrected, and what was entered can be told again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.models import AuditEntry
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.crypto import Vault
from assessor_hub.institutions.errors import InstitutionRefused
from assessor_hub.institutions.models import Institution, Tenure
from assessor_hub.institutions.services import PersonName, person_for

HISTORY = (Tag.INSTITUTION_CREATED, Tag.HEAD_CHANGED, Tag.TENURE_CORRECTED)


@dataclass(frozen=True)
class Correction:
    """What was wrong about a tenure: the person, the first day, or both; None leaves it as it is."""

    person: PersonName | None
    first_day: date | None
    reason: str


def amend_tenure(
    session: Session, vault: Vault, tenure: Tenure, correction: Correction, *, by: Actor, now: datetime
) -> None:
    """Correct a tenure that was entered wrongly; the one before it ends the day before. The institution is held.

    Only the tenures: :func:`assessor_hub.projects.heads.correct_tenure` calls this. Refuses ``reason_missing``,
    ``nothing_changed``, ``change_in_future``, ``tenure_out_of_order`` and ``tenure_after_records``.
    """
    if not correction.reason.strip():
        raise InstitutionRefused("reason_missing")
    person = person_for(session, vault, correction.person, now) if correction.person else tenure.person
    first_day = correction.first_day or tenure.first_day
    if (person.id, first_day) == (tenure.person_id, tenure.first_day):
        raise InstitutionRefused("nothing_changed")
    before = _before(session, tenure)
    _check_day(session, tenure, before, first_day, beijing_day(now))
    detail = {
        "was": [tenure.person_id, str(tenure.first_day)], "person": person.id, "first_day": str(first_day),
        "tenure": tenure.id,
    }
    try:
        with session.begin_nested():
            _move(session, tenure, before, first_day)
            if correction.person is not None:
                tenure.person, tenure.name = person, correction.person.name.strip()
    except IntegrityError as taken:
        raise InstitutionRefused("changed_meanwhile") from taken
    institution = session.get_one(Institution, tenure.institution_id)
    reason = correction.reason.strip()
    record(session, Tag.TENURE_CORRECTED, by=by, on=institution, now=now, reason=reason, detail=detail)


def _before(session: Session, tenure: Tenure) -> Tenure | None:
    """The tenure that the given one followed."""
    earlier = select(Tenure).where(
        Tenure.institution_id == tenure.institution_id, Tenure.first_day < tenure.first_day
    )
    return session.scalars(earlier.order_by(Tenure.first_day.desc()).limit(1)).first()


def _check_day(session: Session, tenure: Tenure, before: Tenure | None, first_day: date, today: date) -> None:
    """A tenure lies between its neighbours; the first one begins no later than what the institution did here."""
    if first_day > today:
        raise InstitutionRefused("change_in_future")
    too_late = tenure.last_day is not None and first_day > tenure.last_day
    if too_late or (before is not None and first_day <= before.first_day):
        raise InstitutionRefused("tenure_out_of_order")
    registered = beijing_day(session.get_one(Institution, tenure.institution_id).created_at)
    if before is None and first_day > registered:
        raise InstitutionRefused("tenure_after_records", registered=registered)


def _move(session: Session, tenure: Tenure, before: Tenure | None, first_day: date) -> None:
    """Move the border between two tenures; they share no day on the way, which the database would refuse."""
    if first_day == tenure.first_day:
        return
    if first_day < tenure.first_day and before is not None:
        before.last_day = first_day - timedelta(days=1)
        session.flush()
    tenure.first_day = first_day
    session.flush()
    if before is not None:
        before.last_day = first_day - timedelta(days=1)


def replayed(entries: Iterable[AuditEntry]) -> list[tuple[int | None, date]]:
    """(person, first day) of an institution's tenures as the entries of ``HISTORY`` tell them, in their order.

    A person of None is one whom an entry of an earlier version doesn't name.
    """
    told: list[tuple[int | None, date]] = []
    for entry in entries:
        detail = entry.detail
        if entry.tag == Tag.INSTITUTION_CREATED:
            told.append((detail.get("head"), beijing_day(entry.at)))
        elif entry.tag == Tag.HEAD_CHANGED:
            told.append((detail["to_person"], date.fromisoformat(detail["first_day"])))
        else:
            was = detail["was"][0], date.fromisoformat(detail["was"][1])
            told = [one for one in told if one[1] != was[1]]
            told.append((detail["person"], date.fromisoformat(detail["first_day"])))
    return sorted(told, key=lambda one: one[1])
