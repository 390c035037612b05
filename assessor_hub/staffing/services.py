"""The roster: typing people in, letting them go, and settling whose claim counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.crypto import Vault
from assessor_hub.institutions.models import Institution, Person
from assessor_hub.institutions.services import PersonName, person_for
from assessor_hub.rules.staffing import StaffMember, TitleLevel
from assessor_hub.rules.values import Specialty
from assessor_hub.staffing.errors import StaffingRefused
from assessor_hub.staffing.models import Employment


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a line of a roster says of a person, but for who it is. ``insured_month`` is YYYY-MM, or None."""

    title_level: TitleLevel
    specialty: Specialty
    certificate: str
    full_time: bool
    contract: bool
    insured_month: str | None
    first_day: date


@dataclass(frozen=True, kw_only=True)
class Claim(Terms):
    """One line of a roster as typed or imported."""

    person: PersonName


def roster(session: Session, institution_id: int, day: date) -> list[Employment]:
    """Who the institution says works there on ``day``, in the order they were entered."""
    wanted = select(Employment).where(
        Employment.institution_id == institution_id, Employment.first_day <= day,
        or_(Employment.last_day.is_(None), Employment.last_day >= day),
    )
    return list(session.scalars(wanted.order_by(Employment.id)))


def facts(session: Session, employments: Iterable[Employment], day: date) -> list[StaffMember]:
    """The roster as the rules take it. A draft's claim counts for its own preview unless another's counts already."""
    rows = list(employments)
    taken = _counted_elsewhere(session, rows, day)
    return [
        StaffMember(
            ref=str(row.id), title=row.title_level, specialty=row.specialty, full_time=row.full_time,
            contract=row.contract, insured=row.insured_month is not None, counted=_counts(row, taken, day),
            insured_month=row.insured_month,
        )
        for row in rows
    ]


def _counts(row: Employment, taken: frozenset[int], day: date) -> bool:
    if row.claimed_at is None:
        return row.proven and row.person_id not in taken
    return row.counted_from is not None and row.counted_from <= day


def _counted_elsewhere(session: Session, rows: list[Employment], day: date) -> frozenset[int]:
    """Persons of the roster who count at another institution on ``day``."""
    if not rows:
        return frozenset()
    others = select(Employment.person_id).where(
        Employment.person_id.in_([row.person_id for row in rows]),
        Employment.institution_id != rows[0].institution_id,
        Employment.counted_from <= day,
        or_(Employment.last_day.is_(None), Employment.last_day >= day),
    )
    return frozenset(session.scalars(others))


def put_member(
    session: Session, vault: Vault, institution: Institution, claim: Claim, *, by: Actor, now: datetime,
    replace: bool = False,
) -> Employment:
    """Add a person to the roster, or with ``replace`` update the line that the same identity number has.

    Refuses ``already_on_roster`` without ``replace``. Raises BadIdentifier.
    """
    person = person_for(session, vault, claim.person, now)
    wanted = select(Employment).where(
        Employment.institution_id == institution.id, Employment.person_id == person.id, Employment.last_day.is_(None)
    )
    row = session.scalar(wanted)
    if row is not None and not replace:
        raise StaffingRefused("already_on_roster", name=claim.person.name)  # as typed: not whose number it is
    if row is None:
        row = Employment(institution_id=institution.id, person=person, created_at=now, first_day=claim.first_day)
        session.add(row)
    _set_terms(session, row, claim, by=by, now=now)
    return row


def update_member(session: Session, row: Employment, terms: Terms, *, by: Actor, now: datetime) -> None:
    """Change what a line of the roster says; the person stays. A handed-in line keeps its first day."""
    _set_terms(session, row, terms, by=by, now=now)


def _set_terms(session: Session, row: Employment, terms: Terms, *, by: Actor, now: datetime) -> None:
    row.title_level, row.specialty, row.certificate = terms.title_level, terms.specialty, terms.certificate.strip()
    row.full_time, row.contract, row.insured_month = terms.full_time, terms.contract, terms.insured_month
    if row.claimed_at is None:
        row.first_day = terms.first_day
    counts_no_more = row.counted_from is not None and not row.can_count
    if counts_no_more:
        row.counted_from = None
    session.flush()
    record(
        session, Tag.ROSTER_CHANGED, by=by, on=row, now=now,
        detail={"institution": row.institution_id, "title": row.title_level.value, "specialty": row.specialty.value},
    )
    if counts_no_more:  # a proven claim that waited may count from now on
        settle(session, row.person_id, by=by, now=now)


def member_for(session: Session, actor: Actor, employment_id: int) -> Employment | None:
    """A line of the actor's own institution's roster, or None."""
    wanted = select(Employment).where(
        Employment.id == employment_id, Employment.institution_id == actor.institution_id
    )
    return session.scalar(wanted)


def end_member(session: Session, row: Employment, last_day: date, *, by: Actor, now: datetime) -> None:
    """Let a person go with ``last_day`` as the last day that counts; a draft's line is simply taken off.

    Whoever waits with a proven claim for the same person may count from the day after.
    """
    if row.claimed_at is None:
        record(session, Tag.ROSTER_CHANGED, by=by, on=row, now=now, reason="draft line removed")
        session.delete(row)
        return
    if last_day < row.first_day:
        raise StaffingRefused("leaves_before_start", first_day=row.first_day)
    row.last_day = last_day
    if row.counted_from is not None and row.counted_from > last_day:
        row.counted_from = None
    session.flush()
    record(session, Tag.ROSTER_CHANGED, by=by, on=row, now=now, detail={"last_day": str(last_day)})
    settle(session, row.person_id, by=by, now=now)


def claim_all(session: Session, institution_id: int, *, by: Actor, now: datetime) -> None:
    """Hand in every line of the roster and settle whose claims count."""
    rows = roster(session, institution_id, beijing_day(now))
    hold(session, {row.person_id for row in rows})
    for row in rows:
        if row.claimed_at is None:
            row.claimed_at = now
            session.flush()
        if row.counted_from is None:
            settle(session, row.person_id, by=by, now=now)


def hold(session: Session, persons: set[int]) -> None:
    """Hold persons in one order, so that two rosters that share some wait for each other and never in a circle."""
    rows = select(Person.id).where(Person.id.in_(persons)).order_by(Person.id)
    session.execute(rows.with_for_update(key_share=True))


def settle(session: Session, person_id: int, *, by: Actor, now: datetime) -> None:
    """Let the first proven claim of a person count where none does; note a conflict where another claim waits.

    Reading "Full-time": at most one counts on any day, the first with proof; a later one counts nowhere until the
    first has ended. The person's row is locked, so that two settlements of one person take turns; the database
    refuses an overlap even so.
    """
    hold(session, {person_id})
    wanted = select(Employment).where(Employment.person_id == person_id, Employment.claimed_at.is_not(None))
    claims = list(session.scalars(wanted.order_by(Employment.claimed_at, Employment.id)))
    today = beijing_day(now)
    free_from = date.min
    for row in claims:
        if row.counted_from is not None:
            free_from = max(free_from, date.max if row.last_day is None else row.last_day + timedelta(days=1))
    for row in claims:
        if row.counted_from is not None or not row.can_count or (row.last_day is not None and row.last_day < today):
            continue
        if free_from == date.max or (row.last_day is not None and row.last_day < free_from):
            record(session, Tag.CLAIM_CONFLICT, by=by, on=row, now=now, detail={"person": person_id})
            continue
        row.counted_from = max(row.first_day, free_from)
        free_from = date.max if row.last_day is None else row.last_day + timedelta(days=1)
        session.flush()
        record(session, Tag.CLAIM_COUNTED, by=by, on=row, now=now, detail={"from": str(row.counted_from)})
