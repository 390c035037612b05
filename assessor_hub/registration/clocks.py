"""When the department had an application's papers: from each handing in to the return, anew from a setting aside."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from assessor_hub.clock import beijing_day
from assessor_hub.registration.models import Application
from assessor_hub.registration.review import decisions_on
from assessor_hub.registration.versions import versions_of
from assessor_hub.rules.keys import REF_REVIEW
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.review_clock import ReviewClock, Stretch, review_clock


def stretches(session: Session, application: Application) -> list[Stretch]:
    """The stretches of days on which the department had the papers since the review last began."""
    moves = [(row.handed_in_at, "begin") for row in versions_of(session, application.id)]
    for decision in decisions_on(session, application.id):
        moves.append((decision.decided_at, "end"))
        if decision.set_aside_at is not None:
            moves.append((decision.set_aside_at, "anew"))
    running: list[Stretch] = []
    for at, move in sorted(moves):
        if move == "end" and running:
            running[-1] = Stretch(running[-1].first, beijing_day(at))
        elif move != "end":
            running = [*([] if move == "anew" else running), Stretch(beijing_day(at))]
    return running


def clock_of(session: Session, law: LawBook, application: Application, today: date) -> ReviewClock:
    """The review's clock against the office's reference time (参照)."""
    span = law.read(application.jurisdiction, today).get(REF_REVIEW).value
    return review_clock(stretches(session, application), span, today)
