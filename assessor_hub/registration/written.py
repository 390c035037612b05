"""What a person decided in writing when a recordal was made, by level and condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from assessor_hub.clock import beijing_day
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.review import decisions_on
from assessor_hub.registration.review_models import ReviewDecision
from assessor_hub.rules.lifecycle import ApplicationVerb
from assessor_hub.rules.values import Level


@dataclass(frozen=True)
class Written:
    """The day of the decision, and for each level what was written by the code of the condition."""

    decided_on: date
    words: Mapping[Level, Mapping[str, str]]


def written_at(session: Session, recordal: Recordal) -> Written | None:
    """The written decisions behind a recordal; None where no decision of its first day is kept."""
    for row in decisions_on(session, recordal.application_id):
        if row.verb is ApplicationVerb.RECORD and beijing_day(row.decided_at) == recordal.recorded_on:
            return Written(recordal.recorded_on, {Level(level): _of_level(row, level) for level in row.levels})
    return None


def _of_level(decision: ReviewDecision, level: str) -> dict[str, str]:
    """What was written of a level; levels that were found alike were decided once, under the name of one of them."""
    found = {verdict["level"]: _by_code(verdict) for verdict in decision.verdict}
    return {
        code: decision.written[f"{other}.{code}"]
        for code, finding in found[level].items()
        for other, codes in found.items()
        if f"{other}.{code}" in decision.written and codes.get(code) == finding
    }


def _by_code(verdict: Mapping[str, Any]) -> dict[str, Any]:
    return {finding["code"]: finding for finding in verdict["findings"]}
