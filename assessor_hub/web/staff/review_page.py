"""What every page of one application needs: its head with clock and desk, and the way between its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessor_hub.accounts.models import Role
from assessor_hub.accounts.queries import name_of_user
from assessor_hub.registration.checklist import Line, checklist
from assessor_hub.registration.clocks import clock_of
from assessor_hub.registration.desk import deputies_of
from assessor_hub.registration.judging import verdicts
from assessor_hub.registration.models import Application
from assessor_hub.registration.queries import application_for
from assessor_hub.rules.findings import Verdict
from assessor_hub.rules.lifecycle import ApplicationState
from assessor_hub.rules.values import Level
from assessor_hub.web.shared.context import actor, law, session, today
from assessor_hub.web.shared.guards import READERS, REVIEWERS, found
from assessor_hub.web.staff.common import acting


@dataclass(frozen=True)
class Under:
    """An application with what the rules find today and the checklist made from it."""

    row: Application
    judged: dict[Level, Verdict]
    lines: list[Line]

    @property
    def ticked(self) -> int:
        """How many lines somebody looked at."""
        return sum(line.checked for line in self.lines)


def under_review(row: Application) -> Under:
    """The application as of today."""
    judged = verdicts(session(), law(), row, today())
    return Under(row, judged, checklist(session(), row, judged))


def reviewed(application_id: int, *, lock: bool = False) -> Application:
    """The application for somebody who reviews in its jurisdiction, or 404."""
    row: Application = found(application_for(session(), actor(), application_id, lock=lock))
    acting(REVIEWERS, row.jurisdiction)
    return row


def frame(part: str, row: Application, under: Under | None = None) -> dict[str, Any]:
    """The head of the pages; ``part`` is the one that is looked at: review, checklist, versions or history."""
    under = under or under_review(row)
    deputies = deputies_of(session(), row.taken_by, today()) if row.taken_by is not None else []
    standing_in = next((one for one in deputies if one.first_day <= today()), None)
    return {
        "part": part, "application": row, "clock": clock_of(session(), law(), row, today()), "under": under,
        "undecided": row.status in {ApplicationState.SUBMITTED, ApplicationState.RETURNED},
        "open_again": row.status is ApplicationState.SUBMITTED and row.decided_at is not None,
        "taken_by": name_of_user(session(), row.taken_by),
        "deputy": name_of_user(session(), standing_in.deputy_id) if standing_in else "",
        "mine": row.taken_by == actor().user_id, "reviews": actor().may(REVIEWERS, row.jurisdiction),
        "reads_here": actor().may(READERS, row.jurisdiction), "who": lambda user_id: name_of_user(session(), user_id),
    }


def speaks_for_city(row: Application) -> bool:
    """Whether the actor may say what the asked city says, while it can be said."""
    open_now = row.city is not None and row.status is ApplicationState.SUBMITTED
    return open_now and actor().may({Role.CITY_STAFF}, row.city or "")
