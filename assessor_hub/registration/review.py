"""Verbs of the review: a decision is proposed, an application returned, refused or recorded, a decision set aside."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.institutions.services import hold_institution
from assessor_hub.outbox.services import tell_institution
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.checklist import check_lines, checklist, of_levels
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.judging import binding_rules, verdicts
from assessor_hub.registration.models import Application, EndKind, Recordal
from assessor_hub.registration.proposals import check_four_eyes, close_proposal, four_eyes, keep_proposal
from assessor_hub.registration.recordals import end_recordal, make_recordal, restore_recordal
from assessor_hub.registration.review_models import Closing, Proposal, ReviewDecision
from assessor_hub.rules.findings import Verdict
from assessor_hub.rules.keys import REF_LITIGATION, REF_RECONSIDERATION
from assessor_hub.rules.law import LawBook, Rules
from assessor_hub.rules.lifecycle import APPLICATION, ApplicationState, ApplicationVerb, advance
from assessor_hub.rules.values import Level

_TAGS = {
    ApplicationVerb.RETURN: Tag.APPLICATION_RETURNED,
    ApplicationVerb.REFUSE: Tag.APPLICATION_REFUSED,
    ApplicationVerb.RECORD: Tag.APPLICATION_RECORDED,
}


def propose(
    session: Session, law: LawBook, application: Application, verb: ApplicationVerb, *, revision: int, reason: str,
    by: Actor, now: datetime, levels: tuple[Level, ...] = (), banned_until: date | None = None,
    although_unchecked: bool = False,
) -> Proposal:
    """Propose to refuse or to record where two persons decide; it fulfils what the decision itself must.

    The caller holds the row. Refuses ``no_four_eyes`` where one person decides.
    """
    _check_open(application, revision, reason)
    if not four_eyes(session, application.jurisdiction):
        raise RegistrationRefused("no_four_eyes", code=application.jurisdiction)
    _judge(session, law, application, verb, levels, banned_until, although_unchecked, now)
    proposal = keep_proposal(
        session, application, verb, levels if verb is ApplicationVerb.RECORD else (), reason, by=by, now=now
    )
    application.revision += 1
    return proposal


def decide(
    session: Session, law: LawBook, application: Application, verb: ApplicationVerb, *, revision: int, reason: str,
    by: Actor, now: datetime, levels: tuple[Level, ...] = (), banned_until: date | None = None,
    although_unchecked: bool = False,
) -> Recordal | None:
    """Return, refuse or record an application, with a written reason. The caller holds its row.

    Refuses ``changed_meanwhile`` where somebody decided or changed it since the page was read (``revision``).
    """
    hold_institution(session, application.institution_id)  # a ban that is decided at the same moment waits, or is seen
    _check_open(application, revision, reason)
    check_four_eyes(session, application, verb, by=by)
    rules, judged = _judge(session, law, application, verb, levels, banned_until, although_unchecked, now)
    application.status = advance(APPLICATION, application.status, verb)
    application.reason, application.decided_at, application.decided_by = reason.strip(), now, by.user_id
    application.revision += 1
    application.verdict = [verdict.as_json() for verdict in judged.values()]
    levels = levels if verb is ApplicationVerb.RECORD else ()
    _keep_decision(session, application, verb, levels, judged, rules, by=by, now=now)
    close_proposal(
        session, application, Closing.OVERTAKEN if verb is ApplicationVerb.RETURN else Closing.DECIDED, by=by, now=now
    )
    tell_institution(session, application.institution_id, _TAGS[verb], _figures(application, rules, verb), now)
    if verb is not ApplicationVerb.RECORD:
        return None
    return make_recordal(session, application, rules, levels, by=by, now=now)


def _check_open(application: Application, revision: int, reason: str) -> None:
    if application.revision != revision or application.status is not ApplicationState.SUBMITTED:
        raise RegistrationRefused("changed_meanwhile", status=application.status.value, reason=application.reason)
    if not reason.strip():
        raise RegistrationRefused("reason_missing")


def _judge(
    session: Session, law: LawBook, application: Application, verb: ApplicationVerb, levels: tuple[Level, ...],
    banned_until: date | None, although_unchecked: bool, now: datetime,
) -> tuple[Rules, dict[Level, Verdict]]:
    """The rules of today and what they find; for a recordal it must be possible at every level asked for."""
    rules = binding_rules(law, application.jurisdiction, now)
    judged = verdicts(session, law, application, beijing_day(now))
    if verb is ApplicationVerb.RECORD:
        _check_recordable(judged, levels, banned_until)
        check_lines(checklist(session, application, judged), levels, although_unchecked=although_unchecked)
    return rules, judged


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


def _keep_decision(
    session: Session, application: Application, verb: ApplicationVerb, levels: tuple[Level, ...],
    judged: dict[Level, Verdict], rules: Rules, *, by: Actor, now: datetime,
) -> None:
    """The decision as it was made, with the written decisions of the lines that needed a human."""
    lines = of_levels(checklist(session, application, judged), levels)
    written = {line.name: line.written for line in lines if line.finding is not None and line.finding.needs_human}
    session.add(
        ReviewDecision(
            application_id=application.id, version=application.version, verb=verb, reason=application.reason,
            levels=[level.value for level in levels], verdict=application.verdict, written=written,
            pack_version=rules.version, decided_at=now, decided_by=by.user_id,
        )
    )
    record(
        session, _TAGS[verb], by=by, on=application, now=now, reason=application.reason,
        jurisdiction=application.jurisdiction, pack_version=rules.version,
        detail={"levels": [level.value for level in levels]},
    )


def _figures(application: Application, rules: Rules, verb: ApplicationVerb) -> dict[str, object]:
    """What the message to the institution needs; a refusal's names the remedies with their reference times."""
    figures: dict[str, object] = {"jurisdiction": application.jurisdiction, "application": application.id}
    if verb is ApplicationVerb.REFUSE:
        for name, key in (("reconsideration", REF_RECONSIDERATION), ("litigation", REF_LITIGATION)):
            figures[name] = rules.get(key).value.model_dump()
    return figures


def decisions_on(session: Session, application_id: int) -> list[ReviewDecision]:
    """Every decision on an application, the newest first."""
    wanted = select(ReviewDecision).where(ReviewDecision.application_id == application_id)
    return list(session.scalars(wanted.order_by(ReviewDecision.id.desc())))


def set_aside(
    session: Session, application: Application, reason: str, *, revision: int, by: Actor, now: datetime
) -> None:
    """Set a refusal or a recording aside: its recordal ends, the application is under review again. Nothing is erased.

    Raises BadTransition where nothing stands to be set aside. Refuses ``changed_meanwhile``, ``reason_missing``,
    ``recordal_over`` where the recordal has ended on its own, and ``already_open`` beside a newer application.
    """
    hold_institution(session, application.institution_id)
    if application.revision != revision:
        raise RegistrationRefused("changed_meanwhile", status=application.status.value, reason=application.reason)
    if not reason.strip():
        raise RegistrationRefused("reason_missing")
    was_recorded = application.status is ApplicationState.RECORDED
    after = advance(APPLICATION, application.status, ApplicationVerb.SET_ASIDE)
    if was_recorded:
        _end_its_recordal(session, application, reason.strip(), by=by, now=now)
    decision = next(row for row in decisions_on(session, application.id) if row.set_aside_at is None)
    decision.set_aside_at, decision.set_aside_by, decision.set_aside_reason = now, by.user_id, reason.strip()
    _reopen(session, application, after)
    record(
        session, Tag.APPLICATION_SET_ASIDE, by=by, on=application, now=now, reason=reason.strip(),
        jurisdiction=application.jurisdiction, pack_version=decision.pack_version, detail={"was": decision.verb.value},
    )
    figures = {"jurisdiction": application.jurisdiction, "application": application.id}
    tell_institution(session, application.institution_id, Tag.APPLICATION_SET_ASIDE, figures, now)


def _reopen(session: Session, application: Application, after: ApplicationState) -> None:
    try:
        with session.begin_nested():
            application.status = after
            application.reason, application.decided_at, application.decided_by = "", None, None
            application.verdict = None
            application.revision += 1
    except IntegrityError as taken:
        raise RegistrationRefused("already_open", code=application.jurisdiction) from taken


def _end_its_recordal(session: Session, application: Application, reason: str, *, by: Actor, now: datetime) -> None:
    """End what the recording led to, from today on.

    One that took over from an earlier recordal ends with its first day and the earlier one stands again throughout:
    what was filed meanwhile stands under it, changes too, and no day has two.
    """
    wanted = select(Recordal).where(Recordal.application_id == application.id, Recordal.ended_on.is_(None))
    live = session.scalar(wanted)
    if live is None:
        raise RegistrationRefused("recordal_over")
    before = session.get(Recordal, live.renews_id) if live.renews_id is not None else None
    last = live.recorded_on if before is not None else beijing_day(now)
    end_recordal(session, live, last, reason, kind=EndKind.SET_ASIDE, by=by, now=now)
    live.renews_id = None  # it took over from nobody; the next one may
    session.flush()
    if before is not None:
        filed = select(Change).where(Change.recordal_id == live.id)
        for change in session.scalars(filed):
            change.recordal_id = before.id
        restore_recordal(session, before, reason, by=by, now=now)
