"""What stands between an institution and a filing or an acceptance: recordal, ban, conditions, order of days, ties.

A gate whose value may not refuse by itself (assumed, or silent) raises a flag for staff instead. Gates are looked at
one after another, each only when it is asked for: who stops at the first shut one asks nothing of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy.orm import Session

from assessor_hub.institutions.independence import ties_with
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.registration.judging import institution_verdicts
from assessor_hub.registration.queries import recorded_since
from assessor_hub.registration.recorded import Recorded, recorded_in
from assessor_hub.rules.findings import Outcome
from assessor_hub.rules.keys import FIELDS, RECORDAL, SANCTION_LACKS_CONDITIONS, WORK_BEFORE_RECORDAL
from assessor_hub.rules.law import LawBook, NoRulesInForce, Rules, Stated
from assessor_hub.rules.values import Effect, Level, UnitKind
from assessor_hub.sanctions.queries import ban_on


class Gate(StrEnum):
    """What a filing passes, in this order."""

    RULES = "rules"
    HEAD = "head"
    BAN = "ban"
    RECORDAL = "recordal"
    WORK_ORDER = "work_order"
    FIELD = "field"
    CONDITIONS = "conditions"
    TIES = "ties"
    POOL = "pool"
    UNIT = "unit"


class Occasion(StrEnum):
    """When the gates are asked."""

    FILING = "filing"
    RESUBMITTING = "resubmitting"  # a project that was returned: it is not a new one, so unmet conditions block nothing
    ACCEPTING = "accepting"  # a result: the recordal was asked for before the work


BLOCKED: Mapping[Occasion, Effect | None] = {
    Occasion.FILING: Effect.BLOCK_NEW_FILINGS,
    Occasion.RESUBMITTING: None,
    Occasion.ACCEPTING: Effect.NOT_ACCEPTED_WHILE,
}
"""The effect of unmet conditions that shuts the gate on each occasion."""
GATE_FLAGS = frozenset(
    {"not_recorded", "work_before_recordal", "field_not_recorded", "conditions_unmet", "conflict_declared", "same_head"}
)


@dataclass(frozen=True)
class GateFinding:
    """How a gate was found: shut by ``refused``; or open, with ``flags`` where staff are to look.

    ``stated`` is the rule (None where none applies), ``figures`` what an open gate was found by.
    """

    gate: Gate
    refused: FilingRefused | None = None
    flags: tuple[str, ...] = ()
    stated: Stated[Any] | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)


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
    session: Session, law: LawBook, rules: Rules, work: Work, institution_id: int, day: date,
    occasion: Occasion = Occasion.FILING,
) -> list[str]:
    """Pass every gate or raise :class:`FilingRefused`; returns the flags for staff."""
    flags: list[str] = []
    for found in gates(session, law, rules, work, institution_id, day, occasion):
        if found.refused is not None:
            raise found.refused
        flags += found.flags
    return flags


def gates(
    session: Session, law: LawBook, rules: Rules, work: Work, institution_id: int, day: date,
    occasion: Occasion = Occasion.FILING,
) -> Iterator[GateFinding]:
    """The gates that apply to the work on ``day``, one after the other, shut or open."""
    yield _ban_gate(session, rules, institution_id, day)
    recordal = recorded_in(session, institution_id, rules.code, day)
    # the texts ask for a recordal before work at the other two levels
    if occasion is not Occasion.ACCEPTING and work.level is not Level.MUNICIPAL:
        yield from _recordal_gates(session, rules, recordal, work)
    if recordal is not None:
        yield from _conditions_gate(session, law, rules, recordal, work.level, day, occasion)
    # no text bans work for a unit that the institution is tied to (reading): staff look, nothing is refused
    yield GateFinding(Gate.TIES, flags=tuple(ties_with(session, institution_id, work.unit_uscc, day)))


def _ban_gate(session: Session, rules: Rules, institution_id: int, day: date) -> GateFinding:
    ban = ban_on(session, institution_id, rules.code, day)
    if ban is None:
        return GateFinding(Gate.BAN)
    return GateFinding(
        Gate.BAN, FilingRefused("under_ban", number=ban.number, last_day=ban.last_day, article=ban.article)
    )


def _recordal_gates(session: Session, rules: Rules, recordal: Recorded | None, work: Work) -> Iterator[GateFinding]:
    """Recorded for the level; since before the work began; for the kind of unit."""
    level, asked = work.level, rules.get(RECORDAL, work.level)
    if recordal is None or level.value not in recordal.levels:
        code = "not_recorded" if recordal is None else "level_not_recorded"
        firm = asked.value and asked.may_refuse
        refused = FilingRefused(code, stated=asked, code=rules.code, level=level.value) if firm else None
        yield GateFinding(Gate.RECORDAL, refused, () if firm else ("not_recorded",), asked)
    else:
        since = recorded_since(session, recordal, level)
        yield GateFinding(Gate.RECORDAL, stated=asked, figures={"number": recordal.number, "since": since})
        yield _order_gate(rules, work, since)
    if recordal is not None:
        yield _field_gate(rules, recordal, work)


def _order_gate(rules: Rules, work: Work, since: date) -> GateFinding:
    """Work that began before the recordal: refused where the text says so, looked at elsewhere."""
    order = rules.get(WORK_BEFORE_RECORDAL, work.level)
    if work.work_from >= since:
        return GateFinding(Gate.WORK_ORDER, stated=order)
    if order.value == "refuse" and order.may_refuse:
        refused = FilingRefused("work_before_recordal", stated=order, work_from=work.work_from, recorded_on=since)
        return GateFinding(Gate.WORK_ORDER, refused, stated=order)
    return GateFinding(Gate.WORK_ORDER, flags=("work_before_recordal",), stated=order)


def _field_gate(rules: Rules, recordal: Recorded, work: Work) -> GateFinding:
    """A unit of a kind that the recordal doesn't cover: refused where the text itself asks for every field."""
    asked = rules.get(FIELDS, work.level)
    if work.unit_kind.value in recordal.fields:
        return GateFinding(Gate.FIELD, stated=asked)
    if work.unit_kind in asked.value and asked.may_refuse:
        refused = FilingRefused("field_not_recorded", stated=asked, code=rules.code, kind=work.unit_kind.value)
        return GateFinding(Gate.FIELD, refused, stated=asked)
    return GateFinding(Gate.FIELD, flags=("field_not_recorded",), stated=asked)


def _conditions_gate(
    session: Session, law: LawBook, rules: Rules, recordal: Recorded, level: Level, day: date, occasion: Occasion,
) -> Iterator[GateFinding]:
    """While the basic conditions are unmet, what the pack says: block new filings, refuse acceptance, or tell staff."""
    verdict = institution_verdicts(session, law, recordal, day, {level}).get(level)
    if verdict is None:
        return
    if not any(found.outcome is Outcome.NOT_MET for found in verdict.findings):
        yield GateFinding(Gate.CONDITIONS)
        return
    effect = rules.get(SANCTION_LACKS_CONDITIONS, level)
    refused = None
    if verdict.refusing and effect.value.effect is BLOCKED[occasion]:
        unmet = verdict.refusing[0]
        figures = dict(unmet.figures)
        refused = FilingRefused("conditions_unmet", stated=unmet.stated, condition=unmet.code, figures=figures)
    yield GateFinding(Gate.CONDITIONS, refused, () if refused else ("conditions_unmet",), effect)
