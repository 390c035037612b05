"""A roster as staff see it: every person with a masked number, counted or not, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessor_hub.institutions.services import masked_number
from assessor_hub.rules.law import Rules
from assessor_hub.rules.staffing import tally
from assessor_hub.rules.values import Level
from assessor_hub.staffing.models import Employment
from assessor_hub.staffing.services import facts, roster
from assessor_hub.web.shared.context import hub, session


@dataclass(frozen=True)
class Line:
    """One person. ``out`` is why they don't count among the titled (None: they do)."""

    row: Employment
    number: str
    out: str | None
    senior: bool
    senior_open: bool


@dataclass(frozen=True)
class RosterView:
    """The roster of a day by the rules of a level."""

    lines: list[Line]
    level: Level

    @property
    def titled(self) -> int:
        """How many count as titled."""
        return sum(line.out is None for line in self.lines)

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
        Line(row, masked_number(hub().vault, row.person), _why(row, out.get(str(row.id))), str(row.id) in senior,
             str(row.id) in open_ones)
        for row in rows
    ]
    return RosterView(lines, level)


def _why(row: Employment, reason: str | None) -> str | None:
    """The reason of the rules, told apart where a claim doesn't count: draft, without proof, or counted elsewhere."""
    if reason != "not_counted_here":
        return reason
    if not row.proven:
        return "unproven"
    return "elsewhere" if row.claimed_at is not None else "draft"
