"""A lead from the ledger: a change of legal representative while the old one's pool was full, or nearly.

The readings allow it (a new head brings new room), and ask that staff see it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assessor_hub.institutions.models import Tenure
from assessor_hub.leads.evidence import Lead, Row, Shows, lead
from assessor_hub.leads.models import LeadKind
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.registration.models import Recordal
from assessor_hub.rules.caps import Pool, pools
from assessor_hub.rules.keys import REF_HEAD_CHANGE
from assessor_hub.rules.law import LawBook, NoRulesInForce
from assessor_hub.rules.values import HeadChange

_Place = tuple[Pool, int, str, int]  # a pool, its year, and whose units: ("person" | "institution", id)


@dataclass(frozen=True)
class _Change:
    """A head's last day and the next one's first."""

    old: Tenure
    new: Tenure

    @property
    def day(self) -> date:
        return self.new.first_day


@dataclass
class _Units:
    """The units that filings took and still hold: charge to day, by pool and by person or institution."""

    days: dict[_Place, dict[int, date]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, pool: Pool, year: int, person_id: int, institutions: set[int]) -> list[date]:
        """The days of the units in a person's use, had they kept the institutions; oldest first."""
        found = dict(self.days.get((pool, year, "person", person_id), {}))
        for one in institutions:
            found |= self.days.get((pool, year, "institution", one), {})
        return sorted(found.values())


def head_changed(session: Session, law: LawBook, day: date) -> Iterator[Lead]:
    """A change of head of this year or the last, while the old head's pool of that year was (nearly) full.

    How many days around the change, and from which share on, is a reference setting of each jurisdiction.
    """
    changes = [one for one in _changes(session) if day.year - 1 <= one.day.year and one.day <= day]
    if not changes:
        return
    units, headed = _units(session, {one.day.year for one in changes}), _headed(session)
    places = _places(session)
    for change in changes:
        before = change.day - timedelta(days=1)
        theirs = {
            tenure.institution_id for tenure in headed[change.old.person_id]
            if tenure.first_day <= before and (tenure.last_day is None or tenure.last_day >= before)
        }
        rows = list(_full_pools(law, change, units, theirs, places[change.new.institution_id]))
        if rows:
            yield lead(LeadKind.HEAD_CHANGED, f"tenures:{change.new.id}", [_changed(change), *rows])


def _full_pools(
    law: LawBook, change: _Change, units: _Units, theirs: set[int], codes: set[str]
) -> Iterator[Row]:
    """Every pool that the old head's use had (nearly) filled by then, or filled within the setting's days after."""
    done: set[Pool] = set()
    for code in sorted(codes):
        try:
            rules = law.read(code, change.day)
        except NoRulesInForce:
            continue
        setting: HeadChange = rules.get(REF_HEAD_CHANGE).value
        for pool, stated in pools(rules):
            days = units.of(pool, change.day.year, change.old.person_id, theirs)
            nearly = -(-stated.value.limit * setting.nearly_percent // 100)
            until = change.day + timedelta(days=setting.days)
            if pool in done or not 0 < nearly <= len(days) or days[nearly - 1] > until:
                continue
            done.add(pool)
            figures = {
                "pool": pool, "year": change.day.year, "used": sum(one <= until for one in days), "nearly": nearly,
                "limit": stated.value.limit, "reached": days[nearly - 1], "setting": setting,
            }
            source = f"allowances:{change.old.person_id}/{pool.level}/{pool.jurisdiction}/{change.day.year}"
            yield Row(change.new.institution_id, Shows.POOL, source, (str(days[nearly - 1]),), figures)


def _changed(change: _Change) -> Row:
    figures = {"old": change.old.name, "new": change.new.name, "first_day": change.day}
    weighs = (change.old.person_id, change.new.person_id, str(change.day))
    return Row(change.new.institution_id, Shows.CHANGE, f"tenures:{change.new.id}", weighs, figures)


def _changes(session: Session) -> list[_Change]:
    """Every two tenures of an institution that follow one another."""
    several = select(Tenure.institution_id).where(Tenure.last_day.is_not(None))
    wanted = select(Tenure).where(Tenure.institution_id.in_(several)).order_by(Tenure.institution_id, Tenure.first_day)
    found = itertools.groupby(session.scalars(wanted), key=lambda row: row.institution_id)
    return [_Change(old, new) for _, rows in found for old, new in itertools.pairwise(rows)]


def _headed(session: Session) -> dict[int, list[Tenure]]:
    """All tenures of everybody who ever stopped heading an institution."""
    left = select(Tenure.person_id).where(Tenure.last_day.is_not(None))
    tenures: dict[int, list[Tenure]] = defaultdict(list)
    for row in session.scalars(select(Tenure).where(Tenure.person_id.in_(left))):
        tenures[row.person_id].append(row)
    return tenures


def _units(session: Session, years: set[int]) -> _Units:
    """The units that could stand in the use of somebody who stopped heading an institution."""
    left = select(Tenure.person_id).where(Tenure.last_day.is_not(None))
    theirs = select(Tenure.institution_id).where(Tenure.person_id.in_(left))
    wanted = select(
        Charge.pool_level, Charge.pool_code, Charge.year, Charge.person_id, Charge.institution_id, Charge.id, Charge.day
    ).where(
        Charge.released_at.is_(None), Charge.year.in_(years),
        or_(Charge.person_id.in_(left), Charge.institution_id.in_(theirs)),
    )
    units = _Units()
    for level, code, year, person_id, institution_id, charge_id, day in session.execute(wanted):
        pool = Pool(level, code)
        units.days[pool, year, "person", person_id][charge_id] = day
        units.days[pool, year, "institution", institution_id][charge_id] = day
    return units


def _places(session: Session) -> dict[int, set[str]]:
    """Where each institution is or was recorded: whose pools it files in."""
    places: dict[int, set[str]] = defaultdict(set)
    for institution_id, code in session.execute(select(Recordal.institution_id, Recordal.jurisdiction).distinct()):
        places[institution_id].add(code)
    return places
