"""What a year's cap was, period by period, and by which rule a project counts: for explaining the ledger."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta

from assessor_hub.rules.caps import Pool, cap_at, pool_of
from assessor_hub.rules.law import LawBook, NoRulesInForce, Standing, Stated
from assessor_hub.rules.values import Cap, Level, UnitKind


@dataclass(frozen=True)
class Period:
    """Days of a year on which one jurisdiction's text says the same of a pool; ``cap`` None where it states none."""

    code: str
    first_day: date
    last_day: date
    standing: Standing
    cap: Stated[Cap] | None


def periods(law: LawBook, code: str, pool: Pool, year: int) -> list[Period]:
    """The year's periods of a pool by the text of ``code``; empty where that text isn't held or never has the pool.

    A text that doesn't bind (a draft, one not yet in force) is read all the same; ``standing`` says so.
    """
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    try:
        said = [(law.standing(code, day), _cap(law, code, pool, day)) for day in days]
    except (KeyError, NoRulesInForce):
        return []
    found = []
    for (standing, cap), group in itertools.groupby(zip(said, days, strict=True), key=lambda one: one[0]):
        theirs = [day for _said, day in group]
        found.append(Period(code, theirs[0], theirs[-1], standing, cap))
    return found if any(one.cap is not None for one in found) else []


def basis_of(law: LawBook, code: str, level: Level, kind: UnitKind, day: date) -> Stated[Cap] | None:
    """The cap by which a project of ``day`` counts, as the text of ``code`` has it; None where it states none."""
    try:
        found = pool_of(level, kind, law.read(code, day))
    except (KeyError, NoRulesInForce):
        return None
    return found[1] if found is not None else None


def _cap(law: LawBook, code: str, pool: Pool, day: date) -> Stated[Cap] | None:
    found = cap_at(pool.level, law.read(code, day))
    return found[1] if found is not None and found[0] == pool else None
