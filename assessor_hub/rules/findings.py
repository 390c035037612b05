"""Findings and verdicts: frozen answers that carry their reason. A finding is true only where the condition is met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assessor_hub.rules.law import Stated
from assessor_hub.rules.values import Level


class Outcome(StrEnum):
    """What was found."""

    MET = "met"
    NOT_MET = "not_met"
    NEEDS_HUMAN = "needs_human"  # the facts leave it open, as with a specialty behind the text's "等"


@dataclass(frozen=True)
class Finding:
    """One condition judged. ``figures`` are the arithmetic in plain numbers, words and tuples of them."""

    code: str
    outcome: Outcome
    stated: Stated[Any]
    figures: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.outcome is Outcome.MET

    @property
    def refuses(self) -> bool:
        """Whether it refuses by itself: unmet, and the value stands firmly enough."""
        return self.outcome is Outcome.NOT_MET and self.stated.may_refuse

    @property
    def needs_human(self) -> bool:
        """Whether a person must decide: open, or unmet against a value that may not refuse by itself."""
        return not self and not self.refuses

    def as_json(self) -> dict[str, Any]:
        """The finding as plain JSON, with the article and strength of its value."""
        return {
            "code": self.code,
            "outcome": self.outcome.value,
            "code_of_law": self.stated.code,
            "article": self.stated.article,
            "through": self.stated.through,
            "strength": self.stated.strength.value,
            "confirmed": self.stated.confirmed,
            "restated_in": list(self.stated.restated_in),
            "known_from": self.stated.known_from,
            "figures": {name: _plain(value) for name, value in self.figures.items()},
        }


def _plain(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (int, str, bool)) or value is None else str(value)


@dataclass(frozen=True)
class Verdict:
    """All findings for one level of work."""

    level: Level
    findings: tuple[Finding, ...]

    def __bool__(self) -> bool:
        return self.met

    @property
    def met(self) -> bool:
        """Whether every condition is met."""
        return all(self.findings)

    @property
    def refusing(self) -> tuple[Finding, ...]:
        """The findings that refuse by themselves."""
        return tuple(found for found in self.findings if found.refuses)

    @property
    def needs_human(self) -> tuple[Finding, ...]:
        """The findings that a person must decide."""
        return tuple(found for found in self.findings if found.needs_human)

    def as_json(self) -> dict[str, Any]:
        """The verdict as plain JSON, for the record of a decision."""
        return {"level": self.level.value, "findings": [found.as_json() for found in self.findings]}
