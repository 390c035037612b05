"""What stands between an institution and a filing or an acceptance: recordal, ban, conditions, order of days, ties.

A gate whose value may not refuse by itself (assumed, or silent) raises a flag for staff instead.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from assessor_hub.institutions.independence import ties_with
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.registration.judging import institution_verdicts
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import recordal_on, recorded_since
from assessor_hub.rules.findings import Outcome
from assessor_hub.rules.keys import FIELDS, RECORDAL, SANCTION_LACKS_CONDITIONS, WORK_BEFORE_RECORDAL
from assessor_hub.rules.law import LawBook, NoRulesInForce, Rules
from assessor_hub.rules.values import Effect, Level, UnitKind
from assessor_hub.sanctions.queries import ban_on


class Work(Protocol):
    """What a filing and a project both say of the work: its level, what is evaluated, and since when."""

    @property
    def level(self) -> Level:
        """The level of the list that it serves."""
    @property
    def unit_kind(self) -> UnitKind:
        """What is evaluated."""
    @property
    def unit_uscc(self) -> str:
        """The unified social credit code of the unit."""
    @property
    def work_from(self) -> date:
        """The first day of work."""


def binding_rules(law: LawBook, jurisdiction: str, today: date) -> Rules:
    """The rules that bind on a day; refuses ``no_rules_in_force`` where none do."""
    if jurisdiction not in law.packs:
        raise FilingRefused("no_rules_in_force", code=jurisdiction, standing="not_held")
    try:
        return law.on(jurisdiction, today)
    except NoRulesInForce as none:
        raise FilingRefused("no_rules_in_force", code=jurisdiction, standing=none.standing.value) from none


def open_gates(
    session: Session, law: LawBook, rules: Rules, work: Work, institution_id: int, day: date, *,
    accepting: bool = False,
) -> list[str]:
    """Pass every gate or raise :class:`FilingRefused`; returns the flags for staff."""
    flags: list[str] = []
    level = work.level
    ban = ban_on(session, institution_id, rules.code, day)
    if ban is not None:
        raise FilingRefused("under_ban", number=ban.number, last_day=ban.last_day, article=ban.article)
    recordal = recordal_on(session, institution_id, rules.code, day)
    if not accepting and level is not Level.MUNICIPAL:  # the texts ask for it before national and provincial work
        _recordal_gate(session, rules, recordal, level, work.work_from, flags)
        if recordal is not None:
            _field_gate(rules, recordal, work, flags)
    if recordal is not None:
        _conditions_gate(session, law, rules, recordal, level, day, flags, accepting=accepting)
    # no text bans work for a unit that the institution is tied to (reading): staff look, nothing is refused
    return [*flags, *ties_with(session, institution_id, work.unit_uscc, day)]


def _field_gate(rules: Rules, recordal: Recordal, work: Work, flags: list[str]) -> None:
    """A unit of a kind that the recordal doesn't cover: refused where the text itself asks for every field."""
    if work.unit_kind in recordal.kinds:
        return
    asked = rules.get(FIELDS, work.level)
    if work.unit_kind in asked.value and asked.may_refuse:
        raise FilingRefused("field_not_recorded", stated=asked, code=rules.code, kind=work.unit_kind.value)
    flags.append("field_not_recorded")


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
