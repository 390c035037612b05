"""Leads from people: shared staff, shared heads, a head on another's roster, a head whose institution is banned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from assessor_hub.institutions.models import Tenure
from assessor_hub.leads.evidence import Lead, Row, Shows, lead
from assessor_hub.leads.models import LeadKind
from assessor_hub.rules.law import LawBook
from assessor_hub.sanctions.models import Decision
from assessor_hub.staffing.models import Employment

_Groups = defaultdict[Any, list[Row]]


def shared_staff(session: Session, _law: LawBook, _day: date) -> Iterator[Lead]:
    """Two institutions that had the same person on their rosters on the same day; a draft's roster is not handed in."""
    one, other = aliased(Employment), aliased(Employment)
    pairs = (
        select(one, other)
        .join(other, and_(other.person_id == one.person_id, other.institution_id > one.institution_id))
        .where(one.claimed_at.is_not(None), other.claimed_at.is_not(None), _share_a_day(one, other))
        .options(selectinload(one.versions), selectinload(other.versions))
    )
    groups: _Groups = defaultdict(list)
    for left, right in session.execute(pairs):
        groups[left.institution_id, right.institution_id] += [_staff(left), _staff(right)]
    for (first, second), rows in groups.items():
        yield lead(LeadKind.SHARED_STAFF, f"{first}+{second}", rows)


def shared_head(session: Session, _law: LawBook, _day: date) -> Iterator[Lead]:
    """A person who was the legal representative of several institutions on the same day."""
    one, other = aliased(Tenure), aliased(Tenure)
    pairs = (
        select(one, other)
        .join(other, and_(other.person_id == one.person_id, other.institution_id > one.institution_id))
        .where(_share_a_day(one, other))
    )
    groups: _Groups = defaultdict(list)
    for left, right in session.execute(pairs):
        groups[left.person_id] += [_head(left), _head(right)]
    for person_id, rows in groups.items():
        yield lead(LeadKind.SHARED_HEAD, person_id, rows)


def head_on_staff(session: Session, _law: LawBook, _day: date) -> Iterator[Lead]:
    """An institution's legal representative on another institution's roster on the same day."""
    pairs = (
        select(Tenure, Employment)
        .join(
            Employment,
            and_(Employment.person_id == Tenure.person_id, Employment.institution_id != Tenure.institution_id),
        )
        .where(Employment.claimed_at.is_not(None), _share_a_day(Tenure, Employment))
        .options(selectinload(Employment.versions))
    )
    groups: _Groups = defaultdict(list)
    for tenure, employment in session.execute(pairs):
        rows = [_head(tenure), _staff(employment)]
        groups[tenure.institution_id, employment.institution_id] += rows
    for (headed, staffed), rows in groups.items():
        yield lead(LeadKind.HEAD_ON_STAFF, f"{headed}>{staffed}", rows)


def banned_head(session: Session, _law: LawBook, day: date) -> Iterator[Lead]:
    """An institution headed by somebody who heads or headed one whose ban runs, or is served and to begin."""
    new, old = aliased(Tenure), aliased(Tenure)
    wanted = (
        select(new, old, Decision)
        .join(old, and_(old.person_id == new.person_id, old.institution_id != new.institution_id))
        .join(Decision, Decision.institution_id == old.institution_id)
        .where(
            new.first_day <= day, or_(new.last_day.is_(None), new.last_day >= day), Decision.last_day >= day,
            Decision.revoked_at.is_(None),
        )
    )
    groups: _Groups = defaultdict(list)
    for present, earlier, decision in session.execute(wanted):
        groups[present.person_id, present.institution_id] += [_head(present), _head(earlier), _ban(decision)]
    for (person_id, institution_id), rows in groups.items():
        yield lead(LeadKind.BANNED_HEAD, f"{person_id}@{institution_id}", rows)


def _share_a_day(one: Any, other: Any) -> Any:
    """Both rows hold on some day; an open end holds on."""
    return and_(
        or_(one.last_day.is_(None), one.last_day >= other.first_day),
        or_(other.last_day.is_(None), other.last_day >= one.first_day),
    )


def _head(tenure: Tenure) -> Row:
    days = (tenure.first_day, tenure.last_day)
    figures = {"name": tenure.name, "first_day": days[0], "last_day": days[1]}
    return Row(
        tenure.institution_id, Shows.HEADS, f"tenures:{tenure.id}", (tenure.person_id, *map(str, days)), figures
    )


def _staff(row: Employment) -> Row:
    days = (row.first_day, row.last_day)
    figures = {"name": row.name, "first_day": days[0], "last_day": days[1], "full_time": row.latest.full_time}
    return Row(row.institution_id, Shows.STAFF, f"employments:{row.id}", (row.person_id, *map(str, days)), figures)


def _ban(decision: Decision) -> Row:
    figures = {"number": decision.number, "first_day": decision.first_day, "last_day": decision.last_day}
    return Row(decision.institution_id, Shows.BAN, f"decisions:{decision.id}", figures=figures)
