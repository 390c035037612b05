"""Hidden use of a cap: published projects that a legal representative's institutions have not filed.

Use is what the ledger says; a published row that stands in nobody's filings would add to it. Nothing is counted here:
the page says what the use would be, and a person asks. Whose it would be (reading, after "Whose use"): of who heads the
named institution now, and of everybody who headed it in the row's year, since the list says no day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.institutions.models import Tenure
from assessor_hub.projects.ledger_models import Allowance
from assessor_hub.reconciliation.matching import Found, Outcome
from assessor_hub.rules.caps import Pool, pool_of
from assessor_hub.rules.law import LawBook, NoRulesInForce, Stated
from assessor_hub.rules.names import form
from assessor_hub.rules.values import Cap

_UNFILED = frozenset({Outcome.UNFILED, Outcome.OTHER_ASSESSOR})
_Tenures = dict[int, list[Tenure]]  # by institution


@dataclass
class WouldBe:
    """What a person's use of a pool in a year would be if the published projects were filed.

    ``unfiled`` are rows without any filing of the unit, ``by_others`` rows that another institution has filed.
    """

    person_id: int
    name: str
    pool: Pool
    stated: Stated[Cap]
    year: int
    used: int = 0
    unfiled: list[Found] = field(default_factory=list)
    by_others: list[Found] = field(default_factory=list)

    @property
    def hidden(self) -> int:
        """How many published projects stand in nobody's or another's filings."""
        return len(self.unfiled) + len(self.by_others)

    @property
    def would_be(self) -> int:
        """Use with them."""
        return self.used + self.hidden

    @property
    def passes(self) -> bool:
        """Whether that is more than the cap allows; the cap's own number still is allowed."""
        return self.would_be > self.stated.value.limit


def hidden_use(session: Session, law: LawBook, found: Iterable[Found], day: date) -> list[WouldBe]:
    """One line a person, pool and year with anything hidden, those that pass the cap first; by the law of the day.

    ``day`` is today; a row of an earlier year is judged by the law on the last day of its year.
    """
    rows = list(_once(one for one in found if one.outcome in _UNFILED and one.institution_id is not None))
    tenures = _tenures(session, rows)
    lines: dict[tuple[int, Pool, int], WouldBe] = {}
    for one in rows:
        stated = _pool(law, one, day)
        if stated is None:
            continue
        for person_id, name in _heads(tenures, one).items():
            if not _in_use_of(person_id, one, tenures):
                key = person_id, stated[0], one.row.year
                line = lines.setdefault(key, WouldBe(person_id, name, *stated, one.row.year))
                (line.by_others if one.others else line.unfiled).append(one)
    _fill_in_use(session, lines)
    return sorted(lines.values(), key=lambda one: (not one.passes, -one.year, -one.would_be, one.person_id))


def _once(found: Iterable[Found]) -> Iterable[Found]:
    """Each unit once, in however many lists it stands; what holds a unit of a pool here already is no hidden use."""
    seen = set()
    for one in found:
        key = (one.row.place_in_lists, one.row.unit_uscc or form(one.row.unit_name), one.institution_id)
        held = any(past.holds_unit and past.institution_id == one.institution_id for past in one.not_live)
        if key not in seen and not held:
            seen.add(key)
            yield one


def _pool(law: LawBook, one: Found, day: date) -> tuple[Pool, Stated[Cap]] | None:
    """The pool that the row would use; None where it uses none, or no rules are in force."""
    row = one.row
    judged_on = min(day, date(row.year, 12, 31))
    if row.jurisdiction not in law.packs:
        return None
    try:
        return pool_of(row.level, row.unit_kind, law.on(row.jurisdiction, judged_on))
    except NoRulesInForce:
        return None


def _tenures(session: Session, rows: Iterable[Found]) -> _Tenures:
    """Of the institutions that the rows name and of those that have filed their units."""
    institutions = {project.institution_id for one in rows for project in one.others}
    institutions |= {one.institution_id for one in rows if one.institution_id is not None}
    found: _Tenures = defaultdict(list)
    for tenure in session.scalars(select(Tenure).order_by(Tenure.institution_id, Tenure.first_day)):
        if tenure.institution_id in institutions:
            found[tenure.institution_id].append(tenure)
    return found


def _heads(tenures: _Tenures, one: Found) -> dict[int, str]:
    """Who heads the institution now or headed it in the row's year, with their names."""
    first, last = date(one.row.year, 1, 1), date(one.row.year, 12, 31)
    return {
        tenure.person_id: tenure.name for tenure in tenures[one.institution_id or 0]
        if tenure.last_day is None or (tenure.first_day <= last and tenure.last_day >= first)
    }


def _in_use_of(person_id: int, one: Found, tenures: _Tenures) -> bool:
    """Whether another institution's filing of the unit stands in the person's own use already."""
    return any(
        other.holds_unit and (other.person_id == person_id or _heads_now(person_id, other.institution_id, tenures))
        for other in one.others
    )


def _heads_now(person_id: int, institution_id: int, tenures: _Tenures) -> bool:
    return any(one.person_id == person_id and one.last_day is None for one in tenures.get(institution_id, ()))


def _fill_in_use(session: Session, lines: dict[tuple[int, Pool, int], WouldBe]) -> None:
    """The use that the ledger's counters say."""
    persons, years = {key[0] for key in lines}, {key[2] for key in lines}
    wanted = select(Allowance).where(Allowance.year.in_(years))
    for row in session.scalars(wanted):
        line = lines.get((row.person_id, Pool(row.pool_level, row.pool_code), row.year))
        if line is not None and row.person_id in persons:
            line.used = row.used
