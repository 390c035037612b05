"""Settling whose claim counts: claims, terms and departments' decisions in, the days that count out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.institutions.models import Person
from assessor_hub.rules.counting import ClaimDays, Span, Spans, allot, common, joined, without
from assessor_hub.staffing.errors import StaffingRefused
from assessor_hub.staffing.models import ClaimDecision, Counting, Employment


def hold(session: Session, persons: Iterable[int]) -> None:
    """Hold persons in one order, so that two rosters that share some wait for each other and never in a circle."""
    rows = select(Person.id).where(Person.id.in_(set(persons))).order_by(Person.id)
    session.execute(rows.with_for_update(key_share=True))


def settle(
    session: Session, persons: Collection[int], *, by: Actor, now: datetime, touched: Collection[int] = ()
) -> None:
    """Let the first proven claim of each person count where none does; note a conflict where a touched claim waits.

    The persons' rows are held, so that two settlements of one person take turns, and everything is read anew behind
    that; the database refuses an overlap even so (``claimed_meanwhile``). ``touched`` are employments.
    """
    hold(session, persons)
    given = decisions_of(session, persons)
    for rows in claims_of(session, persons).values():
        _settle_person(session, rows, given[rows[0].person_id], by=by, now=now, touched=touched)


def claims_of(session: Session, persons: Collection[int]) -> dict[int, list[Employment]]:
    """Every claim of the persons that was handed in, in that order, with its versions and countings: three queries."""
    wanted = (
        select(Employment)
        .where(Employment.person_id.in_(persons), Employment.claimed_at.is_not(None))
        .order_by(Employment.claimed_at, Employment.id)
        .options(selectinload(Employment.versions), selectinload(Employment.countings))
        .execution_options(populate_existing=True)
    )
    claims: dict[int, list[Employment]] = defaultdict(list)
    for row in session.scalars(wanted):
        claims[row.person_id].append(row)
    return claims


def decisions_of(session: Session, persons: Collection[int]) -> dict[int, list[ClaimDecision]]:
    """The departments' decisions on the persons' claims, oldest first."""
    wanted = select(ClaimDecision).where(ClaimDecision.person_id.in_(persons)).order_by(ClaimDecision.id)
    found: dict[int, list[ClaimDecision]] = defaultdict(list)
    for row in session.scalars(wanted):
        found[row.person_id].append(row)
    return found


def eligible(row: Employment, decisions: Iterable[ClaimDecision]) -> Spans:
    """The days on which a claim may count: at work, full-time and proven, and not set aside by a decision."""
    last = row.last_day or date.max
    ends = [later.valid_from - timedelta(days=1) for later in row.versions[1:]] + [date.max]
    good = [
        Span(terms.valid_from, end) for terms, end in zip(row.versions, ends, strict=True) if terms.can_count
    ]
    return without(common(joined(good), [Span(row.first_day, last)]), set_aside(row, decisions))


def set_aside(row: Employment, decisions: Iterable[ClaimDecision]) -> Spans:
    """The days from which a department's decision for another claim of the person stands against this one."""
    aside: Spans = ()
    for decision in decisions:
        onwards = Span(decision.first_day)
        if decision.employment_id == row.id:
            aside = without(aside, [onwards])
        elif row.claimed_at is not None and row.claimed_at <= decision.decided_at:
            aside = joined((*aside, onwards))
    return aside


def counted(row: Employment) -> Spans:
    """The days on which a claim counts."""
    return tuple(Span(one.first_day, one.last_day or date.max) for one in row.countings)


def _settle_person(
    session: Session, rows: list[Employment], decisions: list[ClaimDecision], *, by: Actor, now: datetime,
    touched: Collection[int],
) -> None:
    today = beijing_day(now)
    may = {row.id: eligible(row, decisions) for row in rows}
    before = {row.id: counted(row) for row in rows}
    after = allot(ClaimDays(row.id, may[row.id], before[row.id]) for row in rows)
    _write(session, rows, after)
    for row in rows:
        _note(session, row, before[row.id], after[row.id], by=by, now=now)
        if row.id in touched and any(span.last >= today for span in without(may[row.id], after[row.id])):
            record(session, Tag.CLAIM_CONFLICT, by=by, on=row, now=now, detail={"person": row.person_id})


def _write(session: Session, rows: list[Employment], after: dict[int, Spans]) -> None:
    """Shorten and end countings first, so that no day is given twice on the way; then lengthen and begin."""
    wanted = {(row.id, span.first): span.last for row in rows for span in after[row.id]}
    standing = {(one.employment_id, one.first_day): one for row in rows for one in row.countings}
    for place, old in standing.items():
        if place not in wanted:
            session.delete(old)
        elif wanted[place] < (old.last_day or date.max):
            old.last_day = wanted[place]
    session.flush()
    try:
        with session.begin_nested():
            for (employment_id, first), last in wanted.items():
                one = standing.get((employment_id, first))
                if one is None:
                    one = Counting(employment_id=employment_id, person_id=rows[0].person_id, first_day=first)
                    session.add(one)
                one.last_day = None if last == date.max else last
            session.flush()
    except IntegrityError as taken:  # somebody counted the person elsewhere past the lock
        raise StaffingRefused("claimed_meanwhile") from taken
    for row in rows:
        session.expire(row, ["countings"])


def _note(session: Session, row: Employment, before: Spans, after: Spans, *, by: Actor, now: datetime) -> None:
    """What a settlement changed for a claim, into the audit trail."""
    gained = without(after, before)
    lost = [span for span in without(before, after) if row.last_day is None or span.first <= row.last_day]
    if gained:
        record(session, Tag.CLAIM_COUNTED, by=by, on=row, now=now, detail={"from": str(gained[0].first)})
    if lost:
        record(session, Tag.CLAIM_LOST, by=by, on=row, now=now, detail={"from": str(lost[0].first)})
