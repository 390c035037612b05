"""A roster as staff see it: every person with a masked number, counted or not, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessor_hub.institutions.services import masked_number
from assessor_hub.rules.law import Rules
from assessor_hub.rules.staffing import tally
from assessor_hub.rules.values import Level
from assessor_hub.staffing.services import Line, facts, roster
from assessor_hub.web.shared.context import hub, session


@dataclass(frozen=True)
class Shown:
    """One person. ``out`` is why they don't count among the titled (None: they do, or a human says for ``foreign``)."""

    line: Line
    number: str
    out: str | None
    senior: bool
    senior_open: bool


@dataclass(frozen=True)
class RosterView:
    """The roster of a day by the rules of a level. ``titled`` is how many count as titled without a human's word."""

    lines: list[Shown]
    level: Level
    titled: int

    @property
    def senior(self) -> int:
        """How many of these are senior in a listed specialty."""
        return sum(line.senior for line in self.lines)


def roster_view(institution_id: int, rules: Rules, day: date, level: Level = Level.NATIONAL) -> RosterView:
    """The roster of an institution that the caller has fetched."""
    rows = roster(session(), institution_id, day)
    sorted_roster = tally(facts(session(), rows, day), rules, level)
    out = dict(sorted_roster.out)
    senior = {member.ref for member in sorted_roster.senior}
    open_ones = {member.ref for member in sorted_roster.senior_open}
    lines = [
        Shown(row, masked_number(hub().vault, row.person), _why(row, out.get(str(row.id))), str(row.id) in senior,
              str(row.id) in open_ones)
        for row in rows
    ]
    return RosterView(lines, level, len(sorted_roster.titled))


def _why(row: Line, reason: str | None) -> str | None:
    """The reason of the rules, told apart where a claim doesn't count: draft, without proof, or counted elsewhere."""
    if reason != "not_counted_here":
        return reason
    if not row.terms.proven:
        return "unproven"
    return "draft" if row.is_draft else "elsewhere"
