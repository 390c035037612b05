"""Caps per legal representative: which pool a project uses, whose use it is, and whether one more fits.

Readings, "Whose use": use(person, pool, year) is the distinct charged projects of that year which were submitted by an
institution that the person heads now, or headed when it was submitted, with the confirmed declared ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assessor_hub.rules import keys
from assessor_hub.rules.findings import Finding, Outcome
from assessor_hub.rules.law import LawBook, Rules, Standing, Stated
from assessor_hub.rules.pack import ROOT
from assessor_hub.rules.values import Cap, Level, UnitKind

_KEYS = {
    Level.NATIONAL: keys.CAP_NATIONAL,
    Level.PROVINCIAL: keys.CAP_PROVINCIAL,
    Level.MUNICIPAL: keys.CAP_MUNICIPAL,
}


@dataclass(frozen=True)
class Pool:
    """What a cap is counted in: a level, and the jurisdiction whose pool it is (the root's code if nationwide)."""

    level: Level
    jurisdiction: str


def pool_of(level: Level, kind: UnitKind, rules: Rules) -> tuple[Pool, Stated[Cap]] | None:
    """The pool that an evaluation of ``kind`` at ``level`` uses, with its cap; None where it uses none."""
    found = cap_at(level, rules)
    return found if found is not None and kind in found[1].value.kinds else None


def cap_at(level: Level, rules: Rules) -> tuple[Pool, Stated[Cap]] | None:
    """The pool of a level, whatever kinds it counts; None where the rules state no cap for it."""
    stated = rules.get(_KEYS[level], level)
    if stated.value is None:
        return None
    return Pool(level, _owner(stated)), stated  # type: ignore[return-value]  # a Cap: not None


def _owner(stated: Stated[Any]) -> str:
    """Whose pool it is. A cap that the root states for each province is every province's own, never one for all."""
    if stated.value.nationwide:
        return ROOT
    return f"{stated.asked[:2]}0000" if stated.code == ROOT else stated.code


def pools(rules: Rules) -> list[tuple[Pool, Stated[Cap]]]:
    """Every pool that the rules state."""
    return [found for level in Level if (found := cap_at(level, rules)) is not None]


def pools_this_year(law: LawBook, code: str, day: date) -> list[tuple[Pool, Stated[Cap]]]:
    """Every pool that bound in ``code`` on a day of the year up to ``day``: ended ones too, each number by itself."""
    return [found for level in Level for found in _one_after_the_other(law, code, level, day)]


def _one_after_the_other(law: LawBook, code: str, level: Level, day: date) -> Iterator[tuple[Pool, Stated[Cap]]]:
    at = date(day.year, 1, 1)
    while at <= day:
        stated = law.stated(code, _KEYS[level], at, level)
        last = min(stated.effective_to, day)
        if law.standing(code, last) in {Standing.IN_FORCE, Standing.TRIAL}:
            found = cap_at(level, law.on(code, last))
            yield from [found] if found is not None else []
        at = last + timedelta(days=1)


def judge(stated: Stated[Cap], used: int) -> Finding:
    """Whether one more project fits under the cap: the limit's own number still does, the next one doesn't."""
    limit = stated.value.limit
    figures = {"used": used, "limit": limit, "left": max(limit - used, 0), "next": used + 1}
    return Finding("cap", Outcome.MET if used < limit else Outcome.NOT_MET, stated, figures)


@dataclass(frozen=True)
class Tenure:
    """A person's time as legal representative; the day of a change belongs to the new head."""

    person: str
    institution: str
    first_day: date
    last_day: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the person heads the institution on ``day``."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class Charged:
    """A project that holds a unit of a pool."""

    project: str
    institution: str
    submitted_on: date
    pool: Pool
    year: int


@dataclass(frozen=True)
class Declared:
    """A project filed elsewhere, declared with proof and confirmed by staff.

    It counts as if it had been filed here on ``filed_on`` (reading). ``person`` headed the institution that day, as far
    as the tenures here don't reach so far back.
    """

    project: str
    institution: str
    person: str
    filed_on: date
    pool: Pool
    year: int


def head_on(tenures: Iterable[Tenure], institution: str, day: date) -> str | None:
    """Who heads the institution on ``day``."""
    return next((t.person for t in tenures if t.institution == institution and t.covers(day)), None)


def use(
    person: str, pool: Pool, year: int, *, today: date, tenures: Iterable[Tenure], charged: Iterable[Charged],
    declared: Iterable[Declared] = (),
) -> frozenset[str]:
    """The projects in a person's use of a pool in a year, as of ``today``: the definition, recounted from scratch."""
    known = list(tenures)

    def whose(institution: str, day: date, named: str | None = None) -> set[str | None]:
        return {head_on(known, institution, today), head_on(known, institution, day) or named}

    own = {
        row.project for row in charged
        if (row.pool, row.year) == (pool, year) and person in whose(row.institution, row.submitted_on)
    }
    elsewhere = {
        row.project for row in declared
        if (row.pool, row.year) == (pool, year) and person in whose(row.institution, row.filed_on, row.person)
    }
    return frozenset(own | elsewhere)
