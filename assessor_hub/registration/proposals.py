"""Four eyes: where a jurisdiction asks for it, a reviewer proposes and somebody else decides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Application
from assessor_hub.registration.review_models import Closing, FourEyesAct, Proposal
from assessor_hub.rules.lifecycle import ApplicationVerb
from assessor_hub.rules.values import Level

PROPOSED = frozenset({ApplicationVerb.REFUSE, ApplicationVerb.RECORD})
"""What two persons decide; a return for correction ends nothing and needs one."""


def four_eyes_acts(session: Session, jurisdiction: str) -> list[FourEyesAct]:
    """Every act about a jurisdiction's rule, the newest first."""
    wanted = select(FourEyesAct).where(FourEyesAct.jurisdiction == jurisdiction)
    return list(session.scalars(wanted.order_by(FourEyesAct.id.desc())))


def four_eyes(session: Session, jurisdiction: str) -> bool:
    """Whether two persons decide there; off until somebody switches it on."""
    acts = four_eyes_acts(session, jurisdiction)
    return bool(acts) and acts[0].switched_on


def switch_four_eyes(
    session: Session, jurisdiction: str, switched_on: bool, reason: str, *, by: Actor, now: datetime
) -> FourEyesAct:
    """Switch the rule, with a written reason. Refuses ``reason_missing`` and ``already_so``."""
    if not reason.strip():
        raise RegistrationRefused("reason_missing")
    if four_eyes(session, jurisdiction) is switched_on:
        raise RegistrationRefused("already_so")
    act = FourEyesAct(
        jurisdiction=jurisdiction, switched_on=switched_on, reason=reason.strip(), by_user=by.user_id, recorded_at=now
    )
    session.add(act)
    session.flush()
    record(
        session, Tag.REVIEW_FOUR_EYES, by=by, on=act, now=now, reason=act.reason, jurisdiction=jurisdiction,
        detail={"on": switched_on},
    )
    return act


def proposals_of(session: Session, application_id: int) -> list[Proposal]:
    """Every proposal, the newest first."""
    wanted = select(Proposal).where(Proposal.application_id == application_id)
    return list(session.scalars(wanted.order_by(Proposal.id.desc())))


def open_proposal(session: Session, application_id: int) -> Proposal | None:
    """The proposal that waits for a decision."""
    return next((row for row in proposals_of(session, application_id) if row.closed_at is None), None)


def keep_proposal(
    session: Session, application: Application, verb: ApplicationVerb, levels: tuple[Level, ...], reason: str, *,
    by: Actor, now: datetime,
) -> Proposal:
    """Put a proposal in the place of the one that waits; what it must fulfil is :func:`review.propose`'s to check."""
    assert by.user_id is not None
    close_proposal(session, application, Closing.REPLACED, by=by, now=now)
    proposal = Proposal(
        application_id=application.id, version=application.version, verb=verb, reason=reason.strip(),
        levels=[level.value for level in levels], made_at=now, made_by=by.user_id,
    )
    try:
        with session.begin_nested():
            session.add(proposal)
    except IntegrityError as raced:
        raise RegistrationRefused("changed_meanwhile", status=application.status, reason="") from raced
    record(
        session, Tag.APPLICATION_PROPOSED, by=by, on=application, now=now, jurisdiction=application.jurisdiction,
        reason=proposal.reason, detail={"verb": verb.value, "levels": proposal.levels},
    )
    return proposal


def close_proposal(
    session: Session, application: Application, how: Closing, *, by: Actor, now: datetime
) -> None:
    """End the proposal that waits, if one does."""
    waiting = open_proposal(session, application.id)
    if waiting is None:
        return
    waiting.closed_at, waiting.closed_by, waiting.closing = now, by.user_id, how
    session.flush()


def check_four_eyes(session: Session, application: Application, verb: ApplicationVerb, *, by: Actor) -> None:
    """Refuses ``own_proposal`` to who made it, also after the rule was switched off, and ``proposal_needed``."""
    if verb not in PROPOSED:
        return
    waiting = open_proposal(session, application.id)
    if waiting is not None and (by.user_id is None or waiting.made_by == by.user_id):
        raise RegistrationRefused("own_proposal")
    if waiting is None and four_eyes(session, application.jurisdiction):
        raise RegistrationRefused("proposal_needed", code=application.jurisdiction)
