"""Who works on what: taking an application on, handing over, a deputy for days. It keeps nobody from anything."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor, covers
from assessor_hub.accounts.models import Grant, Role, User
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Application
from assessor_hub.registration.review_models import Deputy
from assessor_hub.rules.lifecycle import ApplicationState

REVIEWING = (Role.REVIEWER, Role.APPROVER)
UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.RETURNED)


def colleagues(session: Session, jurisdictions: Iterable[str]) -> list[User]:
    """Active people who review in every one of the jurisdictions, by name."""
    wanted = frozenset(jurisdictions)
    grants = select(Grant).where(Grant.role.in_(REVIEWING), Grant.revoked_at.is_(None))
    reach: dict[int, set[str]] = {}
    for grant in session.scalars(grants):
        reach.setdefault(grant.user_id, set()).add(grant.jurisdiction or "")
    able = [
        user_id for user_id, codes in reach.items()
        if all(any(covers(own, code) for own in codes) for code in wanted)
    ]
    people = select(User).where(User.id.in_(able), User.active)
    return list(session.scalars(people.order_by(User.name, User.id)))


def take(session: Session, application: Application, *, by: Actor, now: datetime) -> None:
    """Take an application on, from nobody or from whoever had it."""
    if application.taken_by == by.user_id:
        return
    detail = {"from_user": application.taken_by}
    application.taken_by = by.user_id
    record(
        session, Tag.APPLICATION_TAKEN, by=by, on=application, now=now, jurisdiction=application.jurisdiction,
        detail=detail,
    )


def taken(session: Session, user_id: int, *, lock: bool = False) -> list[Application]:
    """The undecided applications that a person has taken on, the oldest first."""
    wanted = select(Application).where(Application.taken_by == user_id, Application.status.in_(UNDECIDED))
    wanted = wanted.order_by(Application.id)
    return list(session.scalars(wanted.with_for_update(of=Application) if lock else wanted))


def hand_over(
    session: Session, applications: Iterable[Application], to: int, reason: str, *, by: Actor, now: datetime
) -> int:
    """Hand applications over to a colleague; returns how many. Refuses ``not_a_colleague`` and ``reason_missing``."""
    rows = list(applications)
    if not reason.strip():
        raise RegistrationRefused("reason_missing")
    if to not in {user.id for user in colleagues(session, {row.jurisdiction for row in rows})}:
        raise RegistrationRefused("not_a_colleague")
    for row in rows:
        detail = {"from_user": row.taken_by, "to_user": to}
        row.taken_by = to
        record(
            session, Tag.APPLICATION_HANDED_OVER, by=by, on=row, now=now, reason=reason.strip(),
            jurisdiction=row.jurisdiction, detail=detail,
        )
    return len(rows)


def name_deputy(
    session: Session, deputy_id: int, first_day: date, last_day: date, *, by: Actor, now: datetime
) -> Deputy:
    """Name who stands in for ``by`` from one day to another. Refuses ``days_crossed`` and ``not_a_colleague``."""
    assert by.user_id is not None
    if last_day < first_day:
        raise RegistrationRefused("days_crossed")
    codes = by.codes(REVIEWING)
    if deputy_id == by.user_id or deputy_id not in {user.id for user in colleagues(session, codes)}:
        raise RegistrationRefused("not_a_colleague")
    row = Deputy(
        user_id=by.user_id, deputy_id=deputy_id, first_day=first_day, last_day=last_day, named_at=now,
        named_by=by.user_id,
    )
    session.add(row)
    session.flush()
    record(
        session, Tag.REVIEW_DEPUTY_NAMED, by=by, on=row, now=now, jurisdiction=min(codes),
        detail={"deputy": deputy_id, "first_day": str(first_day), "last_day": str(last_day)},
    )
    return row


def deputies_of(session: Session, user_id: int, day: date) -> list[Deputy]:
    """Who stands in for a person on ``day`` or later, the earliest first."""
    wanted = select(Deputy).where(Deputy.user_id == user_id, Deputy.last_day >= day)
    return list(session.scalars(wanted.order_by(Deputy.first_day, Deputy.id)))


def at_desk(session: Session, user_id: int, day: date) -> list[int]:
    """Whose applications are a person's on ``day``: their own, and of those for whom they stand in."""
    others = select(Deputy.user_id).where(
        Deputy.deputy_id == user_id, Deputy.first_day <= day, Deputy.last_day >= day
    )
    return [user_id, *session.scalars(others.distinct())]
