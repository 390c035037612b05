"""Verbs of registration: open an application, save its steps, hand it in, decide it, end a recordal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import BEIJING, beijing_day
from assessor_hub.numbering import next_number
from assessor_hub.outbox.services import tell_institution
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.queries import recordal_on
from assessor_hub.rules.conditions import judge
from assessor_hub.rules.findings import Verdict
from assessor_hub.rules.keys import RECORDAL
from assessor_hub.rules.law import LawBook, NoRulesInForce, Rules, Standing
from assessor_hub.rules.lifecycle import APPLICATION, ApplicationState, ApplicationVerb, advance
from assessor_hub.rules.values import Level
from assessor_hub.staffing.services import claim_all, facts, roster

LEVELS = (Level.NATIONAL, Level.PROVINCIAL)
EDITABLE = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})
_TAGS = {
    ApplicationVerb.RETURN: Tag.APPLICATION_RETURNED,
    ApplicationVerb.REFUSE: Tag.APPLICATION_REFUSED,
    ApplicationVerb.RECORD: Tag.APPLICATION_RECORDED,
}


def binding_rules(law: LawBook, jurisdiction: str, now: datetime) -> Rules:
    """The rules that bind today, or the refusal ``no_rules_in_force`` that says why not."""
    try:
        return law.on(jurisdiction, beijing_day(now))
    except NoRulesInForce as none:
        raise RegistrationRefused("no_rules_in_force", code=jurisdiction, standing=none.standing.value) from none


def open_application(session: Session, law: LawBook, jurisdiction: str, *, by: Actor, now: datetime) -> Application:
    """Begin a draft in a jurisdiction whose rules ask for a recordal."""
    rules = binding_rules(law, jurisdiction, now)
    if not rules.get(RECORDAL).value:
        raise RegistrationRefused("no_recordal_here", code=jurisdiction)
    assert by.institution_id is not None
    if recordal_on(session, by.institution_id, jurisdiction, beijing_day(now)):
        raise RegistrationRefused("already_recorded", code=jurisdiction)
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
    return dict(known) if known else Answers().model_dump(mode="json")


def save_step(
    session: Session, application: Application, step: str, part: BaseModel | list[Any], *, by: Actor, now: datetime
) -> None:
    """Save one step of a draft or returned application. Refuses ``not_editable``."""
    if application.status not in EDITABLE:
        raise RegistrationRefused("not_editable", status=application.status.value)
    answers = Answers.model_validate(application.answers)
    setattr(answers, step, part)
    application.answers = answers.model_dump(mode="json")
    application.revision += 1
    record(
        session, Tag.APPLICATION_SAVED, by=by, on=application, now=now,
        jurisdiction=application.jurisdiction, detail={"step": step, "revision": application.revision},
    )


def verdicts(
    session: Session, law: LawBook, application: Application, day: date
) -> dict[Level, Verdict]:
    """The application judged as of ``day``, per level; by a draft's text too, so that it can be prepared."""
    rules = law.read(application.jurisdiction, day)
    answers = Answers.model_validate(application.answers)
    members = facts(session, roster(session, application.institution_id, day), day)
    own = answers.facts(application.institution.registered_code, application.jurisdiction)
    return {level: judge(own, members, rules, level, day) for level in LEVELS}


def institution_verdicts(
    session: Session, law: LawBook, recordal: Recordal, day: date
) -> dict[Level, Verdict]:
    """The conditions of a recorded institution as of ``day``: its recorded answers with its present roster."""
    return verdicts(session, law, session.get_one(Application, recordal.application_id), day)


def submit(session: Session, law: LawBook, application: Application, *, by: Actor, now: datetime) -> None:
    """Hand the application in: its roster becomes claims. Whether it meets the conditions is for the department."""
    rules = binding_rules(law, application.jurisdiction, now)
    answers = Answers.model_validate(application.answers)
    if not answers.commitments.truthful:
        raise RegistrationRefused("not_truthful")
    if not roster(session, application.institution_id, beijing_day(now)):
        raise RegistrationRefused("empty_roster")
    application.status = advance(APPLICATION, application.status, ApplicationVerb.SUBMIT)
    application.submitted_at = now
    application.revision += 1
    claim_all(session, application.institution_id, by=by, now=now)
    record(
        session, Tag.APPLICATION_SUBMITTED, by=by, on=application, now=now,
        jurisdiction=application.jurisdiction, pack_version=rules.version,
    )


def withdraw(session: Session, application: Application, *, by: Actor, now: datetime) -> None:
    """Take an undecided application back."""
    application.status = advance(APPLICATION, application.status, ApplicationVerb.WITHDRAW)
    application.revision += 1
    record(session, Tag.APPLICATION_WITHDRAWN, by=by, on=application, now=now, jurisdiction=application.jurisdiction)


def decide(
    session: Session, law: LawBook, application: Application, verb: ApplicationVerb, *, revision: int, reason: str,
    by: Actor, now: datetime, levels: tuple[Level, ...] = (), banned_until: date | None = None,
) -> Recordal | None:
    """Return, refuse or record an application, with a written reason. The caller holds its row.

    Refuses ``changed_meanwhile`` where somebody decided or changed it since the page was read (``revision``).
    """
    if application.revision != revision or application.status is not ApplicationState.SUBMITTED:
        raise RegistrationRefused("changed_meanwhile", status=application.status.value, reason=application.reason)
    if not reason.strip():
        raise RegistrationRefused("reason_missing")
    if verb is ApplicationVerb.RECORD and recordal_on(
        session, application.institution_id, application.jurisdiction, beijing_day(now)
    ):
        raise RegistrationRefused("already_recorded", code=application.jurisdiction)
    rules = binding_rules(law, application.jurisdiction, now)
    judged = verdicts(session, law, application, beijing_day(now))
    if verb is ApplicationVerb.RECORD:
        _check_recordable(judged, levels, banned_until)
    application.status = advance(APPLICATION, application.status, verb)
    application.reason, application.decided_at, application.decided_by = reason.strip(), now, by.user_id
    application.revision += 1
    application.verdict = [verdict.as_json() for verdict in judged.values()]
    record(
        session, _TAGS[verb], by=by, on=application, now=now, reason=application.reason,
        jurisdiction=application.jurisdiction, pack_version=rules.version,
        detail={"levels": [level.value for level in levels]},
    )
    figures = {"jurisdiction": application.jurisdiction, "application": application.id}
    tell_institution(session, application.institution_id, _TAGS[verb], figures, now)
    return _new_recordal(session, application, rules, levels, now) if verb is ApplicationVerb.RECORD else None


def _check_recordable(judged: dict[Level, Verdict], levels: tuple[Level, ...], banned_until: date | None) -> None:
    """No recordal under a ban or against an unmet value that may refuse; the rest is the approver's written reason."""
    if banned_until is not None:
        raise RegistrationRefused("under_ban", last_day=banned_until)
    if not levels:
        raise RegistrationRefused("no_level")
    for level in levels:
        if judged[level].refusing:
            unmet = judged[level].refusing[0]
            raise RegistrationRefused("level_refused", stated=unmet.stated, level=level.value, condition=unmet.code)


def _new_recordal(
    session: Session, application: Application, rules: Rules, levels: tuple[Level, ...], now: datetime
) -> Recordal:
    short = rules_short(rules)
    year = now.astimezone(BEIJING).year
    number = next_number(session, f"recordal/{application.jurisdiction}/{year}")
    recordal = Recordal(
        number=f"{short}-{year}-{number}", institution_id=application.institution_id,
        jurisdiction=application.jurisdiction, application_id=application.id,
        levels=[level.value for level in levels], recorded_on=beijing_day(now), pack_version=rules.version,
        trial=rules.standing is Standing.TRIAL,
    )
    session.add(recordal)
    session.flush()
    return recordal


def rules_short(rules: Rules) -> str:
    """The short letters of the jurisdiction, as in its pack."""
    return rules.version.split(":", 1)[0]


def end_recordal(
    session: Session, recordal: Recordal, first_day_without: date, reason: str, *, by: Actor, now: datetime
) -> None:
    """End a recordal; the history stays."""
    recordal.ended_on, recordal.end_reason = max(first_day_without, recordal.recorded_on), reason
    record(
        session, Tag.RECORDAL_ENDED, by=by, on=recordal, now=now, reason=reason,
        jurisdiction=recordal.jurisdiction, pack_version=recordal.pack_version,
    )


def restore_recordal(session: Session, recordal: Recordal, reason: str, *, by: Actor, now: datetime) -> None:
    """Undo an end that rested on something void from the start; a newer live recordal stands instead."""
    newer = select(Recordal.id).where(
        Recordal.institution_id == recordal.institution_id, Recordal.jurisdiction == recordal.jurisdiction,
        Recordal.ended_on.is_(None),
    )
    if session.scalar(newer) is not None:
        return
    recordal.ended_on = recordal.end_reason = None
    record(
        session, Tag.RECORDAL_RESTORED, by=by, on=recordal, now=now, reason=reason,
        jurisdiction=recordal.jurisdiction, pack_version=recordal.pack_version,
    )
