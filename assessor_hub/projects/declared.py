"""Declared projects: filed elsewhere, or before going live, and counted once staff have confirmed the proof.

Reading, "Declared projects": a confirmed one counts as if it had been filed here on its day, in the use of who headed
the institution that day and of who heads it now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.crypto import Vault
from assessor_hub.institutions.services import PersonName, head_on, person_for
from assessor_hub.outbox.services import tell_institution
from assessor_hub.projects.declared_queries import confirming_places, proposal_of
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.ledger import add_units, heads_now, hold_institution, release_unit
from assessor_hub.projects.ledger_models import Charge, DeclaredProject, DeclaredProposal
from assessor_hub.projects.models import LIVE, Project
from assessor_hub.projects.moving import OF_DEPARTMENT
from assessor_hub.registration.proposals import four_eyes
from assessor_hub.rules.caps import Pool, pool_of
from assessor_hub.rules.law import LawBook, NoRulesInForce
from assessor_hub.rules.lifecycle import DECLARED, HOLDS_UNIT, BadTransition, DeclaredState, DeclaredVerb, Who, advance
from assessor_hub.rules.values import Level, UnitKind

TAGS = {
    DeclaredVerb.CONFIRM: Tag.DECLARED_CONFIRMED,
    DeclaredVerb.DECLINE: Tag.DECLARED_DECLINED,
    DeclaredVerb.WITHDRAW: Tag.DECLARED_WITHDRAWN,
    DeclaredVerb.SET_ASIDE: Tag.DECLARED_SET_ASIDE,
}
MAY = {
    DeclaredVerb.CONFIRM: Who.REVIEWER,
    DeclaredVerb.DECLINE: Who.REVIEWER,
    DeclaredVerb.WITHDRAW: Who.INSTITUTION,
    DeclaredVerb.SET_ASIDE: Who.APPROVER,
}
TWO_DECIDE = frozenset({DeclaredVerb.CONFIRM, DeclaredVerb.DECLINE})
"""What two persons decide where the jurisdiction asks for four eyes; setting aside is an approver's act by itself."""


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What an institution declares. ``head`` is asked for where its tenures here don't cover ``filed_on``."""

    jurisdiction: str
    level: Level
    unit_kind: UnitKind
    unit_name: str
    unit_uscc: str
    unit_city: str
    filed_on: date
    filed_where: str
    head: PersonName | None
    opening: bool
    request_key: str


def declare(
    session: Session, law: LawBook, vault: Vault, declaration: Declaration, *, by: Actor, now: datetime
) -> DeclaredProject:
    """Declare a project; it counts once it is confirmed. The same ``request_key`` again returns what it made.

    Refuses ``declared_ahead``, ``not_confirmed_there``, ``head_missing``, ``unit_already_filed`` and
    ``unit_already_declared``.
    """
    assert by.institution_id is not None
    own = by.institution_id
    hold_institution(session, own, changing=True)  # nobody files the same unit meanwhile
    made = session.scalar(select(DeclaredProject).where(DeclaredProject.request_key == declaration.request_key))
    if made is not None and made.institution_id == own:
        return made
    check_declaration(session, law, declaration, own, beijing_day(now))
    row = DeclaredProject(
        request_key=declaration.request_key, institution_id=own, jurisdiction=declaration.jurisdiction,
        person_id=_head_of_that_day(session, vault, declaration, own, now), level=declaration.level,
        year=declaration.filed_on.year, unit_kind=declaration.unit_kind, unit_name=declaration.unit_name.strip(),
        unit_uscc=declaration.unit_uscc, unit_city=declaration.unit_city, filed_on=declaration.filed_on,
        filed_where=declaration.filed_where.strip(), opening=declaration.opening, status=DeclaredState.DECLARED,
        declared_at=now, declared_by=by.user_id,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise FilingRefused("unit_already_declared", unit=row.unit_name, year=row.year) from taken
    detail = {"level": row.level.value, "kind": row.unit_kind.value, "filed_on": str(row.filed_on),
              "person": row.person_id, "opening": row.opening}
    record(session, Tag.DECLARED_MADE, by=by, on=row, now=now, jurisdiction=row.jurisdiction, detail=detail)
    return row


def check_declaration(session: Session, law: LawBook, declaration: Declaration, own: int, today: date) -> None:
    """Refuse what can be seen before anything is written: ``declared_ahead``, ``not_confirmed_there``, and a unit that
    was filed here.
    """
    if declaration.filed_on > today:
        raise FilingRefused("declared_ahead")
    if declaration.jurisdiction not in confirming_places(session, law, own, today):
        raise FilingRefused("not_confirmed_there", code=declaration.jurisdiction)
    here = select(Project.id).where(
        Project.institution_id == own, Project.unit_uscc == declaration.unit_uscc, Project.level == declaration.level,
        Project.unit_kind == declaration.unit_kind, Project.year == declaration.filed_on.year, LIVE,
    )
    if session.scalars(here).first() is not None:
        raise FilingRefused("unit_already_filed", unit=declaration.unit_name, year=declaration.filed_on.year)


def _head_of_that_day(
    session: Session, vault: Vault, declaration: Declaration, own: int, now: datetime
) -> int:
    """Who headed the institution: by its tenures here, and only where they don't reach, whom it names."""
    tenure = head_on(session, own, declaration.filed_on)
    if tenure is not None:
        return tenure.person_id
    if declaration.head is None:
        raise FilingRefused("head_missing")
    return person_for(session, vault, declaration.head, now).id


def decide_declared(
    session: Session, law: LawBook, row: DeclaredProject, verb: DeclaredVerb, *, revision: int, reason: str,
    by: Actor, now: datetime,
) -> bool:
    """Confirm, decline, withdraw or set aside. The caller holds the row. False where it is only proposed so far.

    Refuses ``changed_meanwhile``, ``wrong_state``, ``reason_missing`` for all but a confirmation and a withdrawal, and
    ``own_proposal`` where two persons decide, and ``not_your_step``.
    """
    hold_institution(session, row.institution_id)  # before anything is written: ``declare`` holds it, then writes
    if row.revision != revision:
        raise FilingRefused("changed_meanwhile", status=row.status.value, reason=row.reason)
    if verb in {DeclaredVerb.DECLINE, DeclaredVerb.SET_ASIDE} and not reason.strip():
        raise FilingRefused("reason_missing")
    before = row.status
    if not may_decide(by, verb, row):
        raise FilingRefused("not_your_step", who=MAY[verb], verb=verb)
    try:
        after = advance(DECLARED, before, verb)
    except BadTransition as bad:
        raise FilingRefused("wrong_state", status=before, verb=verb) from bad
    row.revision += 1
    if verb in TWO_DECIDE and not _second_pair_of_eyes(session, row, verb, reason, by, now):
        return False
    row.status, row.reason, row.decided_at, row.decided_by = after, reason.strip(), now, by.user_id
    detail = {"from": before.value, "to": after.value}
    record(
        session, TAGS[verb], by=by, on=row, now=now, reason=row.reason, jurisdiction=row.jurisdiction, detail=detail
    )
    if after in HOLDS_UNIT:
        _charge(session, law, row, now)
    elif before in HOLDS_UNIT:
        release_unit(session, row, verb.value, by=by, now=now)
    if by.institution_id != row.institution_id:
        tell_institution(session, row.institution_id, TAGS[verb], {"unit": row.unit_name, "declared": row.id}, now)
    return True


def may_decide(by: Actor, verb: DeclaredVerb, row: DeclaredProject) -> bool:
    """Whether the actor is the one who takes the step; nobody confirms a project of their own institution."""
    own = by.institution_id == row.institution_id
    if MAY[verb] is Who.INSTITUTION:
        return own and by.institution_role is not None
    return not own and by.may(OF_DEPARTMENT[MAY[verb]], row.jurisdiction)


def _second_pair_of_eyes(
    session: Session, row: DeclaredProject, verb: DeclaredVerb, reason: str, by: Actor, now: datetime
) -> bool:
    """Whether the decision may be taken now; otherwise it is kept as the proposal on which another person decides."""
    waiting = proposal_of(session, row)
    if waiting is not None and waiting.made_by == by.user_id and waiting.verb is verb:
        raise FilingRefused("own_proposal")
    if (waiting is not None and waiting.made_by != by.user_id) or not four_eyes(session, row.jurisdiction):
        if waiting is not None:
            session.delete(waiting)
        return True
    assert by.user_id is not None
    proposal = waiting or DeclaredProposal(declared_id=row.id)
    proposal.verb, proposal.reason, proposal.made_at, proposal.made_by = verb, reason.strip(), now, by.user_id
    session.add(proposal)
    record(
        session, Tag.DECLARED_PROPOSED, by=by, on=row, now=now, reason=proposal.reason, jurisdiction=row.jurisdiction,
        detail={"verb": verb.value},
    )
    return False


def pool_of_declared(law: LawBook, row: DeclaredProject | Declaration) -> Pool | None:
    """The pool that it uses by the law of its own day, or None.

    A national one is judged by the rules of the place that confirms, wherever its unit lies: the pool is nationwide. A
    provincial one belongs to its unit's province, and uses none where no rules of that province bound on its day.
    """
    code = row.jurisdiction if row.level is Level.NATIONAL else law.jurisdiction_for(row.unit_city)
    try:
        found = pool_of(row.level, row.unit_kind, law.on(code, row.filed_on)) if code in law.packs else None
    except NoRulesInForce:
        return None
    return found[0] if found is not None else None


def _charge(session: Session, law: LawBook, row: DeclaredProject, now: datetime) -> None:
    """Take its unit, also beyond the cap: what was done elsewhere is inherited, and then only blocks."""
    pool = pool_of_declared(law, row)
    if pool is None:
        return
    tenure = head_on(session, row.institution_id, row.filed_on)
    person_id = tenure.person_id if tenure is not None else row.person_id
    session.add(
        Charge(
            declared_id=row.id, institution_id=row.institution_id, person_id=person_id, pool_level=pool.level,
            pool_code=pool.jurisdiction, year=row.year, day=row.filed_on, charged_at=now,
        )
    )
    session.flush()
    add_units(session, {person_id, *heads_now(session, row.institution_id)}, pool, row.year)
