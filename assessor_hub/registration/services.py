"""Verbs of the applicant: open an application, save its steps, hand it in, take it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import documents_of
from assessor_hub.institutions.services import head_now
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.judging import binding_rules
from assessor_hub.registration.models import Application
from assessor_hub.registration.opinions import city_asked
from assessor_hub.registration.proposals import close_proposal
from assessor_hub.registration.review_models import Closing, Version
from assessor_hub.registration.versions import Signer, freeze
from assessor_hub.rules.keys import RECORDAL
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import APPLICATION, ApplicationState, ApplicationVerb, advance
from assessor_hub.staffing.services import claim_all, roster

EDITABLE = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})


def open_application(session: Session, law: LawBook, jurisdiction: str, *, by: Actor, now: datetime) -> Application:
    """Begin a draft in a jurisdiction whose rules ask for a recordal.

    Beside a live recordal it is a renewal: what the first application answered ages, and its text stays as decided.
    """
    rules = binding_rules(law, jurisdiction, now)
    if not rules.get(RECORDAL).value:
        raise RegistrationRefused("no_recordal_here", code=jurisdiction)
    assert by.institution_id is not None
    application = Application(
        institution_id=by.institution_id, jurisdiction=jurisdiction, status=ApplicationState.DRAFT,
        answers=_last_answers(session, by.institution_id), opened_at=now,
    )
    try:
        with session.begin_nested():
            session.add(application)
    except IntegrityError as taken:
        raise RegistrationRefused("already_open", code=jurisdiction) from taken
    record(session, Tag.APPLICATION_OPENED, by=by, on=application, now=now, jurisdiction=jurisdiction)
    return application


def _last_answers(session: Session, institution_id: int) -> dict[str, Any]:
    """What the institution answered last time, so that a second province is not typed anew."""
    last = select(Application.answers).where(Application.institution_id == institution_id)
    known = session.scalars(last.order_by(Application.id.desc())).first()
    answers = Answers.model_validate(known).without_documents() if known else Answers()
    return answers.model_dump(mode="json")


def save_step(
    session: Session, application: Application, step: str, part: BaseModel | list[Any], *, by: Actor, now: datetime
) -> None:
    """Save one step of a draft or returned application; what stands so already is not saved anew.

    Refuses ``not_editable``.
    """
    if application.status not in EDITABLE:
        raise RegistrationRefused("not_editable", status=application.status.value)
    answers = Answers.model_validate(application.answers)
    if getattr(answers, step) == part:
        return
    setattr(answers, step, part)
    application.answers = answers.model_dump(mode="json")
    application.revision += 1
    record(
        session, Tag.APPLICATION_SAVED, by=by, on=application, now=now,
        jurisdiction=application.jurisdiction, detail={"step": step, "revision": application.revision},
    )


def submit(
    session: Session, law: LawBook, application: Application, signer: Signer, *, by: Actor, now: datetime
) -> Version:
    """Hand the application in: it is frozen as a version, and its roster becomes claims.

    Whether it meets the conditions is for the department. Refuses ``not_truthful``, ``empty_roster``,
    ``signer_missing`` and, where somebody other than the legal representative signs, ``authorisation_missing``.
    """
    rules = binding_rules(law, application.jurisdiction, now)
    answers = Answers.model_validate(application.answers)
    if not answers.commitments.truthful:
        raise RegistrationRefused("not_truthful")
    if not roster(session, application.institution_id, beijing_day(now)):
        raise RegistrationRefused("empty_roster")
    signer = _authorised(session, application, signer)
    application.status = advance(APPLICATION, application.status, ApplicationVerb.SUBMIT)
    application.submitted_at = now
    application.revision += 1
    application.version += 1
    application.city = city_asked(rules, application, answers)
    claim_all(session, application.institution_id, by=by, now=now)
    version = freeze(session, application, signer, by=by, now=now)
    record(
        session, Tag.APPLICATION_SUBMITTED, by=by, on=application, now=now,
        jurisdiction=application.jurisdiction, pack_version=rules.version, detail={"version": version.number},
    )
    return version


def _authorised(session: Session, application: Application, signer: Signer) -> Signer:
    """The signer as kept: the legal representative by the name on record, anybody else with a letter on file."""
    if signer.is_head:
        tenure = head_now(session, application.institution_id)
        if tenure is None:
            raise RegistrationRefused("signer_missing")
        return Signer(tenure.name, "", is_head=True)
    if not signer.name.strip() or not signer.office.strip():
        raise RegistrationRefused("signer_missing")
    papers = documents_of(session, OwnerKind.APPLICATION, application.id)
    if not any(row.kind is DocumentKind.AUTHORISATION for row in papers):
        raise RegistrationRefused("authorisation_missing", name=signer.name.strip())
    return signer


def withdraw(session: Session, application: Application, *, by: Actor, now: datetime) -> None:
    """Take an undecided application back."""
    application.status = advance(APPLICATION, application.status, ApplicationVerb.WITHDRAW)
    close_proposal(session, application, Closing.OVERTAKEN, by=by, now=now)
    application.revision += 1
    record(session, Tag.APPLICATION_WITHDRAWN, by=by, on=application, now=now, jurisdiction=application.jurisdiction)
