"""Where each line of a roster stands on a day: whether it counts, and if not, why not and until when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from assessor_hub.rules.staffing import TITLED
from assessor_hub.staffing.lines import Line
from assessor_hub.staffing.models import ClaimDecision, Employment
from assessor_hub.staffing.settling import claims_of, counted, decisions_of, eligible, set_aside


class Place(StrEnum):
    """Where a line stands. The first three are a draft's."""

    WILL_COUNT = "will_count"
    TAKEN = "taken"
    DRAFT_UNPROVEN = "draft_unproven"
    PART_TIME = "part_time"
    UNPROVEN = "unproven"
    SET_ASIDE = "set_aside"
    WAITS = "waits"
    COUNTS_FROM = "counts_from"
    CONTESTED = "contested"
    BELOW_MID = "below_mid"
    NOT_ISSUED = "not_issued"
    FOREIGN = "foreign"
    COUNTS = "counts"


@dataclass(frozen=True)
class Standing:
    """A place, with the day that its words need: from when it counts, or since when it is set aside."""

    place: Place
    day: date | None = None


def standings(session: Session, lines: Iterable[Line], day: date, taken: Collection[int]) -> dict[int, Standing]:
    """The standing of each line on ``day``, by employment; ``taken`` are drafts whose person counts elsewhere.

    Four queries, however many lines.
    """
    rows = list(lines)
    persons = {row.employment.person_id for row in rows if not row.is_draft}
    claims, given = claims_of(session, persons), decisions_of(session, persons)
    return {
        row.id: _of_draft(row, taken) if row.is_draft
        else _of_claim(row, claims[row.employment.person_id], given[row.employment.person_id], day)
        for row in rows
    }


def _of_draft(line: Line, taken: Collection[int]) -> Standing:
    if not line.terms.full_time:
        return Standing(Place.PART_TIME)
    if not line.terms.proven:
        return Standing(Place.DRAFT_UNPROVEN)
    return Standing(Place.TAKEN if line.id in taken else Place.WILL_COUNT)


def _of_claim(line: Line, claims: list[Employment], decisions: list[ClaimDecision], day: date) -> Standing:
    terms = line.terms
    if not terms.full_time:
        return Standing(Place.PART_TIME)
    if not terms.proven:
        return Standing(Place.UNPROVEN)
    if line.counting is None:
        return _why_not(line.employment, decisions, day)
    if any(waits(row, decisions, day) for row in claims if row.institution_id != line.employment.institution_id):
        return Standing(Place.CONTESTED)
    if terms.title_level not in TITLED:
        return Standing(Place.BELOW_MID)
    if terms.issued_on is not None and terms.issued_on > day:
        return Standing(Place.NOT_ISSUED, terms.issued_on)
    return Standing(Place.FOREIGN if terms.foreign_title else Place.COUNTS)


def _why_not(row: Employment, decisions: list[ClaimDecision], day: date) -> Standing:
    aside = [span for span in set_aside(row, decisions) if day in span]
    if aside:
        return Standing(Place.SET_ASIDE, aside[0].first)
    later = [span.first for span in counted(row) if span.first > day]
    return Standing(Place.COUNTS_FROM, later[0]) if later else Standing(Place.WAITS)


def waits(row: Employment, decisions: Iterable[ClaimDecision], day: date) -> bool:
    """Whether a claim could count on ``day`` but for another that does, with no day in sight from which it will."""
    spans = counted(row)
    may = any(day in span for span in eligible(row, decisions))
    return may and not any(span.last >= day for span in spans)
