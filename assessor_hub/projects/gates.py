"""What stands between an institution and a filing or an acceptance: recordal, ban, conditions, order of days.

A gate whose value may not refuse by itself (assumed, or silent) raises a flag for staff instead.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from assessor_hub.projects.errors import FilingRefused
from assessor_hub.registration.judging import institution_verdicts
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import recordal_on, recorded_since
from assessor_hub.rules.findings import Outcome
from assessor_hub.rules.keys import RECORDAL, SANCTION_LACKS_CONDITIONS, WORK_BEFORE_RECORDAL
from assessor_hub.rules.law import LawBook, Rules
from assessor_hub.rules.values import Effect, Level
from assessor_hub.sanctions.queries import ban_on


def open_gates(
    session: Session, law: LawBook, rules: Rules, level: Level, work_from: date, institution_id: int, day: date, *,
    accepting: bool = False,
) -> list[str]:
    """Pass every gate or raise :class:`FilingRefused`; returns the flags for staff."""
    flags: list[str] = []
    ban = ban_on(session, institution_id, rules.code, day)
    if ban is not None:
        raise FilingRefused("under_ban", number=ban.number, last_day=ban.last_day, article=ban.article)
    recordal = recordal_on(session, institution_id, rules.code, day)
    if not accepting and level is not Level.MUNICIPAL:  # the texts ask for it before national and provincial work
        _recordal_gate(session, rules, recordal, level, work_from, flags)
    if recordal is not None:
        _conditions_gate(session, law, rules, recordal, level, day, flags, accepting=accepting)
    return flags


def _recordal_gate(
    session: Session, rules: Rules, recordal: Recordal | None, level: Level, work_from: date, flags: list[str]
) -> None:
    asked = rules.get(RECORDAL, level)
    if recordal is None or level.value not in recordal.levels:
        if asked.value and asked.may_refuse:
            code = "not_recorded" if recordal is None else "level_not_recorded"
            raise FilingRefused(code, stated=asked, code=rules.code, level=level.value)
        flags.append("not_recorded")
        return
    since = recorded_since(session, recordal, level)
    if work_from < since:
        order = rules.get(WORK_BEFORE_RECORDAL, level)
        if order.value == "refuse" and order.may_refuse:
            raise FilingRefused("work_before_recordal", stated=order, work_from=work_from, recorded_on=since)
        flags.append("work_before_recordal")


def _conditions_gate(
    session: Session, law: LawBook, rules: Rules, recordal: Recordal, level: Level, day: date, flags: list[str], *,
    accepting: bool,
) -> None:
    """While the basic conditions are unmet, what the pack says: block new filings, refuse acceptance, or tell staff."""
    verdict = institution_verdicts(session, law, recordal, day).get(level)
    if verdict is None or not any(found.outcome is Outcome.NOT_MET for found in verdict.findings):
        return
    effect = rules.get(SANCTION_LACKS_CONDITIONS, level).value.effect
    blocks = Effect.NOT_ACCEPTED_WHILE if accepting else Effect.BLOCK_NEW_FILINGS
    if verdict.refusing and effect is blocks:
        unmet = verdict.refusing[0]
        raise FilingRefused("conditions_unmet", stated=unmet.stated, condition=unmet.code, figures=dict(unmet.figures))
    flags.append("conditions_unmet")
