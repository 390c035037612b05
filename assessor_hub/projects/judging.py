"""Judging a filing by the rules of a day: every gate, the pool that it would use, and nothing taken.

Filing and "what if" share it: the one takes the unit afterwards, the other only counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from assessor_hub.institutions.services import Head, head_now, took_over
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.gates import Gate, GateFinding, Work, binding_rules, gates
from assessor_hub.projects.ledger import Account, capacity_moved
from assessor_hub.rules.caps import pool_of
from assessor_hub.rules.law import LawBook, Rules, Stated
from assessor_hub.rules.values import Cap


class Filed(Work, Protocol):
    """Work in a place: the unit's city decides whose rules apply."""

    @property
    def unit_city(self) -> str:
        """The GB/T 2260 code of the unit's city."""


@dataclass(frozen=True)
class Judgement:
    """What the rules of ``day`` say of a filing, before its unit is taken.

    ``rules`` and ``head`` (whose use is asked) are None only where their gates are shut; ``account`` and
    ``cap`` where no pool is used.
    """

    day: date
    jurisdiction: str
    findings: tuple[GateFinding, ...]
    rules: Rules | None = None
    head: Head | None = None
    account: Account | None = None
    cap: Stated[Cap] | None = None

    @property
    def refused(self) -> FilingRefused | None:
        """The first shut gate's reason; None where all are open."""
        return next((found.refused for found in self.findings if found.refused is not None), None)

    @property
    def flags(self) -> list[str]:
        """What staff are to look at, in the order of the gates."""
        return [flag for found in self.findings for flag in found.flags]


def judge(
    session: Session, law: LawBook, filing: Filed, institution_id: int, day: date, *, thorough: bool = False
) -> Judgement:
    """Judge a filing of ``day`` by its rules and the institution's present head.

    Stops at the first shut gate, unless ``thorough``: then every gate that can be looked at is.
    """
    jurisdiction = law.jurisdiction_for(filing.unit_city)
    try:
        rules = binding_rules(law, jurisdiction, day)
    except FilingRefused as none:
        return Judgement(day, jurisdiction, (GateFinding(Gate.RULES, none),))
    head = head_now(session, institution_id)
    if head is None:
        return Judgement(day, jurisdiction, (GateFinding(Gate.HEAD, FilingRefused("no_head")),), rules)
    if head.first_day > day:  # the filing waited over midnight for a change of head: it is of neither's day
        late = GateFinding(Gate.HEAD, FilingRefused("changed_meanwhile"))
        return Judgement(day, jurisdiction, (late,), rules, head)
    account, cap = _pool(rules, filing, head, day)
    found: list[GateFinding] = []
    for one in gates(session, law, rules, filing, institution_id, day):
        found.append(one)
        if one.refused is not None and not thorough:
            return Judgement(day, jurisdiction, tuple(found), rules, head, account, cap)
    found.append(GateFinding(Gate.HEAD, flags=("head_changed_today",) if took_over(session, head, day) else ()))
    if account is not None and cap is not None:
        flags = [] if cap.may_refuse else ["cap_needs_human"]
        if capacity_moved(session, head, account, cap.value.limit):
            flags.append("capacity_moved")
        found.append(GateFinding(Gate.POOL, flags=tuple(flags), stated=cap))
    return Judgement(day, jurisdiction, tuple(found), rules, head, account, cap)


def _pool(rules: Rules, filing: Filed, head: Head, day: date) -> tuple[Account | None, Stated[Cap] | None]:
    """Whose use of which pool the filing raises, and the cap; nothing where it uses none."""
    used = pool_of(filing.level, filing.unit_kind, rules)
    return (None, None) if used is None else (Account(head.person_id, used[0], day.year), used[1])
