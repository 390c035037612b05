"""Claims on a person as departments see them: the employment history, open conflicts, and a decision between claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.clock import beijing_day
from assessor_hub.institutions.models import Institution, Person
from assessor_hub.registration.lacking import tell_turn
from assessor_hub.registration.queries import dealings, live_recordals
from assessor_hub.rules.law import LawBook
from assessor_hub.staffing import deciding
from assessor_hub.staffing.errors import StaffingRefused
from assessor_hub.staffing.models import ClaimDecision, Employment
from assessor_hub.staffing.settling import claims_of, decisions_of, hold, set_aside
from assessor_hub.staffing.standing import waits

DECIDERS = frozenset({Role.REVIEWER, Role.APPROVER})


@dataclass(frozen=True)
class SeenClaim:
    """One claim as a reader may see it. ``institution`` is None outside the reader's reach: only its days are told.

    ``counts``, ``waits`` and ``aside`` are of the day: it counts, waits behind another, a decision is against it.
    """

    row: Employment
    institution: Institution | None
    counts: bool
    waits: bool
    aside: bool


@dataclass(frozen=True)
class History:
    """A person's claims as far as the reader's reach allows, in the order they were handed in, and the decisions."""

    person: Person
    claims: tuple[SeenClaim, ...]
    decisions: tuple[ClaimDecision, ...]

    @property
    def open(self) -> bool:
        """Whether claims compete today and nobody has decided between them."""
        return any(claim.waits for claim in self.claims)

    @property
    def within(self) -> tuple[SeenClaim, ...]:
        """The claims of institutions in the reader's reach."""
        return tuple(claim for claim in self.claims if claim.institution is not None)


def history_for(session: Session, actor: Actor, person_id: int, day: date) -> History | None:
    """A person's history as of ``day``, where an institution within the actor's reach has claimed the person."""
    return next(iter(_histories(session, actor, {person_id}, day)), None)


def conflicts_for(session: Session, actor: Actor, day: date) -> list[History]:
    """Every open conflict on ``day`` with an institution within the actor's reach."""
    live = select(Employment.person_id).where(
        Employment.claimed_at.is_not(None), or_(Employment.last_day.is_(None), Employment.last_day >= day)
    )
    shared = live.group_by(Employment.person_id).having(func.count(Employment.institution_id.distinct()) > 1)
    persons = set(session.scalars(shared))
    return [one for one in _histories(session, actor, persons, day) if one.open]


def _histories(session: Session, actor: Actor, persons: set[int], day: date) -> list[History]:
    reach = dealings(session, actor)
    claims, decisions = claims_of(session, persons), decisions_of(session, persons)
    near = {row.institution_id for rows in claims.values() for row in rows} & reach.keys()
    named = {row.id: row for row in session.scalars(select(Institution).where(Institution.id.in_(near)))}
    return [
        History(
            rows[0].person,
            tuple(_seen(row, named.get(row.institution_id), decisions[person], day) for row in rows),
            tuple(decisions[person]),
        )
        for person, rows in claims.items() if any(row.institution_id in named for row in rows)
    ]


def _seen(row: Employment, institution: Institution | None, decisions: list[ClaimDecision], day: date) -> SeenClaim:
    return SeenClaim(
        row, institution, waits=waits(row, decisions, day),
        counts=any(one.first_day <= day and (one.last_day is None or one.last_day >= day) for one in row.countings),
        aside=any(day in span for span in set_aside(row, decisions)),
    )


def decide_claim(
    session: Session, law: LawBook, person_id: int, employment_id: int, *, first_day: date, reason: str, known: int,
    by: Actor, now: datetime,
) -> ClaimDecision:
    """Let one claim of a person count from ``first_day`` on; every other claim that stands is set aside from then.

    Institutions whose conditions turn with it are told at once. ``known`` is how many decisions the decider has seen.
    Refuses ``claim_out_of_reach`` where a claim that would be set aside, or the one that counts, is not in the hands of
    the decider, and what :func:`assessor_hub.staffing.deciding.decide` refuses.
    """
    hold(session, {person_id})  # a claim that is handed in at the same moment waits, or is seen
    claims = claims_of(session, {person_id})[person_id]
    reach = dealings(session, by)
    mine = {one for one, codes in reach.items() if any(by.may(DECIDERS, code) for code in codes)}
    if any(row.institution_id not in mine for row in claims if deciding.stands(row, first_day)):
        raise StaffingRefused("claim_out_of_reach")
    here = {row.id: row.institution_id for row in claims}.get(employment_id)
    if here not in mine:
        raise StaffingRefused("no_conflict")
    decision = deciding.decide(
        session, person_id, employment_id, first_day=first_day, reason=reason, known=known,
        jurisdiction=min(code for code in reach[here] if by.may(DECIDERS, code)), by=by, now=now,
    )
    for institution_id in sorted({row.institution_id for row in claims}):
        for recordal in live_recordals(session, institution_id, beijing_day(now)):
            tell_turn(session, law, recordal, by=by, now=now)
    return decision


@dataclass(frozen=True)
class ClaimInHand:
    """A claim that was handed in, with a jurisdiction within the reader's reach that its institution deals with."""

    id: int
    person_id: int
    jurisdiction: str


def claim_for(session: Session, actor: Actor, employment_id: int) -> ClaimInHand | None:
    """A claim that was handed in by an institution within the actor's reach."""
    wanted = select(Employment).where(Employment.id == employment_id, Employment.claimed_at.is_not(None))
    row = session.scalar(wanted)
    codes = dealings(session, actor).get(row.institution_id) if row is not None else None
    return ClaimInHand(row.id, row.person_id, min(codes)) if row is not None and codes else None
