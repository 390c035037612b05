"""The city's step: which city is asked, and what it says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Application
from assessor_hub.registration.review_models import CityOpinion, Stance
from assessor_hub.rules.keys import CITY_OPINION
from assessor_hub.rules.law import Rules
from assessor_hub.rules.lifecycle import ApplicationState


def city_asked(rules: Rules, application: Application, answers: Answers) -> str | None:
    """The city whose opinion the text asks for: where the institution is registered, else its branch or premises.

    Only a city of the jurisdiction itself; None where the text has no such step or the institution no such place.
    """
    if not rules.get(CITY_OPINION).value:
        return None
    places = (application.institution.registered_code, answers.profile.branch_code, answers.premises.code)
    here = application.jurisdiction[:2]
    return next((f"{code[:4]}00" for code in places if code and code[:2] == here), None)


def opinions_of(session: Session, application: Application) -> list[CityOpinion]:
    """Every opinion on the application, the newest first."""
    wanted = select(CityOpinion).where(CityOpinion.application_id == application.id)
    return list(session.scalars(wanted.order_by(CityOpinion.id.desc())))


def opinion_on(session: Session, application: Application) -> CityOpinion | None:
    """The opinion that stands on the version handed in last; one on an earlier version is history."""
    given = opinions_of(session, application)
    return next((row for row in given if row.version == application.version and row.city == application.city), None)


def give_opinion(
    session: Session, application: Application, stance: Stance, reason: str, *, by: Actor, now: datetime
) -> CityOpinion:
    """Keep what the city says. Refuses ``not_under_review``, ``no_city_step`` and ``reason_missing``."""
    if application.status is not ApplicationState.SUBMITTED:
        raise RegistrationRefused("not_under_review", status=application.status)
    if application.city is None:
        raise RegistrationRefused("no_city_step", code=application.jurisdiction)
    if not reason.strip():
        raise RegistrationRefused("reason_missing")
    row = CityOpinion(
        application_id=application.id, version=application.version, city=application.city, stance=stance,
        reason=reason.strip(), given_at=now, given_by=by.user_id,
    )
    session.add(row)
    record(
        session, Tag.APPLICATION_OPINION, by=by, on=application, now=now, jurisdiction=application.jurisdiction,
        reason=row.reason, detail={"city": row.city, "stance": stance.value, "version": row.version},
    )
    return row
