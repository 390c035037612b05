"""A resignation from a recorded institution: the roster's line ends, the change is filed, a gap is told at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.clock import beijing_day
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.changes import file_under
from assessor_hub.registration.judging import institution_verdicts
from assessor_hub.registration.lacking import lack_on, tell_of_lack
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import live_recordals
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.values import ChangeKind, Level
from assessor_hub.staffing.models import Employment
from assessor_hub.staffing.services import end_member

STAFF_CONDITIONS = ("titled_minimum", "senior_minimum")


def let_go(
    session: Session, law: LawBook, row: Employment, last_day: date, *, by: Actor, now: datetime
) -> list[Change]:
    """End a person's employment and file the change wherever the institution is recorded.

    Judged as of the day after, the first without the person. A last day ahead is filed as it is announced.
    Refuses ``leaves_before_start``.
    """
    if row.claimed_at is None:
        end_member(session, row, last_day, by=by, now=now)
        return []
    recordals = live_recordals(session, row.institution_id, beijing_day(now))
    first_without = last_day + timedelta(days=1)
    before = {recordal.id: staff_figures(session, law, recordal, first_without) for recordal in recordals}
    end_member(session, row, last_day, by=by, now=now)
    return [
        _file(session, law, recordal, before[recordal.id], last_day, by=by, now=now) for recordal in recordals
    ]


def staff_figures(session: Session, law: LawBook, recordal: Recordal, day: date) -> dict[str, int]:
    """How many count on ``day`` by the rules of the recordal's first level, per condition on staff."""
    verdict = institution_verdicts(session, law, recordal, day)[Level(recordal.levels[0])]
    return {found.code: found.figures["found"] for found in verdict.findings if found.code in STAFF_CONDITIONS}


def _file(
    session: Session, law: LawBook, recordal: Recordal, before: dict[str, int], last_day: date, *, by: Actor,
    now: datetime,
) -> Change:
    first_without = last_day + timedelta(days=1)
    lack = lack_on(session, law, recordal, first_without)
    below = lack is not None and any(found.code in STAFF_CONDITIONS for found in lack.unmet)
    after: dict[str, object] = {**staff_figures(session, law, recordal, first_without), "last_day": str(last_day)}
    change = file_under(
        session, law, recordal, ChangeKind.STAFF_BELOW if below else ChangeKind.STAFF_LEFT, dict(before), after,
        min(last_day, beijing_day(now)), by=by, now=now,
    )
    if lack is not None and below:
        tell_of_lack(session, lack, by=by, now=now)
    return change
