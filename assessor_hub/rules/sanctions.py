"""Non-acceptance: which grounds a text knows, how long its ban runs, and whether one is active on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessor_hub.rules import keys
from assessor_hub.rules.keys import Key
from assessor_hub.rules.law import Rules, Stated
from assessor_hub.rules.periods import Period, last_day_of_years
from assessor_hub.rules.values import Consequence, Effect, Ground

_KEYS: dict[Ground, Key[Consequence]] = {
    Ground.FRAUD: keys.SANCTION_FRAUD,
    Ground.CONCEALMENT: keys.SANCTION_CONCEALMENT,
    Ground.POOR_QUALITY: keys.SANCTION_POOR_QUALITY,
    Ground.LACKS_CONDITIONS: keys.SANCTION_LACKS_CONDITIONS,
}
BANS = frozenset({Effect.NON_ACCEPTANCE, Effect.CANCEL_AND_NON_ACCEPTANCE})


@dataclass(frozen=True)
class BanFact:
    """A ban as decided; a revoked one is void from the start."""

    period: Period
    revoked: bool = False


def consequence_of(ground: Ground, rules: Rules) -> Stated[Consequence]:
    """What the text lets follow from a ground."""
    return rules.get(_KEYS[ground])


def grounds(rules: Rules) -> tuple[tuple[Ground, Stated[Consequence]], ...]:
    """The grounds on which the text lets results be refused for years; a value that is not text is no ground."""
    found = ((ground, consequence_of(ground, rules)) for ground in Ground)
    return tuple((ground, stated) for ground, stated in found if stated.value.effect in BANS and stated.may_refuse)


def ban_of(served_on: date, starts_on: date | None, consequence: Consequence) -> Period:
    """The days of a ban: from service, or a later day that the decision names, to the corresponding day inclusive."""
    if consequence.years is None:
        raise ValueError(f"{consequence.effect} carries no years of non-acceptance")
    first = starts_on or served_on
    if first < served_on:
        raise ValueError("a ban cannot begin before the decision is served")
    return Period(first, last_day_of_years(first, consequence.years))


def active_on(bans: Iterable[BanFact], day: date) -> bool:
    """Whether any unrevoked ban covers ``day``."""
    return any(ban.period.contains(day) and not ban.revoked for ban in bans)
