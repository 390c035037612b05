"""Verbs of the review: an application is returned, refused or recorded."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.outbox.services import tell_institution
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.judging import binding_rules, verdicts
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.recordals import make_recordal
from assessor_hub.rules.findings import Verdict
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import APPLICATION, ApplicationState, ApplicationVerb, advance
from assessor_hub.rules.values import Level

_TAGS = {
    ApplicationVerb.RETURN: Tag.APPLICATION_RETURNED,
    ApplicationVerb.REFUSE: Tag.APPLICATION_REFUSED,
    ApplicationVerb.RECORD: Tag.APPLICATION_RECORDED,
}


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
    if verb is not ApplicationVerb.RECORD:
        return None
    return make_recordal(session, application, rules, levels, by=by, now=now)


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
