"""The overview: what to do next, where the institution is recorded, what is banned, used and told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from assessor_hub.institutions.independence import declarations_of
from assessor_hub.institutions.services import head_on
from assessor_hub.outbox.services import inbox
from assessor_hub.projects.queries import own_projects
from assessor_hub.registration.judging import expiring_proofs
from assessor_hub.registration.queries import live_recordals, own_applications, recordals_of
from assessor_hub.rules.lifecycle import ApplicationState, ProjectState
from assessor_hub.rules.values import Effect
from assessor_hub.sanctions.queries import bans_of
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.applications import OPEN
from assessor_hub.web.institution.lacking import own_lacks
from assessor_hub.web.institution.own import own_id, own_institution
from assessor_hub.web.institution.summaries import own_summaries
from assessor_hub.web.institution.words import message_words
from assessor_hub.web.shared.context import actor, law, session, today
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.pools import own_pools
from assessor_hub.web.shared.words.law import place
from assessor_hub.web.shared.words.refusals import day

_LATEST = 8


@dataclass(frozen=True)
class ToDo:
    """One thing to do next: the sentence, why, the link and its words."""

    text: str
    url: str
    action: str
    reason: str = ""


@blueprint.get("/institution/")
@audience(INSTITUTION)
def home() -> Any:
    """Where the institution stands."""
    user_id = actor().user_id
    assert user_id is not None
    return render_template(
        "institution/home.html", institution=own_institution(), tenure=head_on(session(), own_id(), today()),
        lacks=own_lacks(), todo=[*_projects(), *_applications(), *_summaries(), *_where_recorded()],
        recordals=recordals_of(session(), own_id()),
        bans=bans_of(session(), own_id(), today()), pools=own_pools(),
        ties=len(declarations_of(session(), own_id())),
        expiring=[
            (row, expiring_proofs(session(), law(), row, today()))
            for row in live_recordals(session(), own_id(), today())
        ],
        messages=[(message, message_words(message)) for message in inbox(session(), user_id, _LATEST)],
    )


def _applications() -> list[ToDo]:
    rows = own_applications(session(), actor())
    todo = []
    for row in rows:
        url = url_for("institution.application", application_id=row.id)
        if row.status is ApplicationState.RETURNED:
            text = _("The application in %(place)s was returned for correction.", place=place(row.jurisdiction))
            todo.append(ToDo(text, url, _("Correct it"), row.reason))
        elif row.status is ApplicationState.DRAFT:
            text = _("The application in %(place)s is a draft.", place=place(row.jurisdiction))
            todo.append(ToDo(text, url, _("Continue")))
        elif row.status is ApplicationState.SUBMITTED:
            text = _("The application in %(place)s is being reviewed.", place=place(row.jurisdiction))
            todo.append(ToDo(text, url, _("Look at it")))
    return todo


def _where_recorded() -> list[ToDo]:
    """Filing where the institution is recorded and nothing forbids it; applying where it is not and has not asked."""
    live = [row for row in recordals_of(session(), own_id()) if row.ended_on is None]
    banned = {ban.jurisdiction for ban in bans_of(session(), own_id(), today())}
    lacks = [lack for lack in own_lacks() if lack.since <= today()]
    stopped = {lack.recordal.jurisdiction for lack in lacks if lack.stops(Effect.BLOCK_NEW_FILINGS)}
    free = [row.number for row in live if row.jurisdiction not in banned | stopped]
    if live and not free:
        return []
    if free:
        numbers = _(", ").join(free)
        text = _("The institution is recorded (%(numbers)s) and may file projects.", numbers=numbers)
        return [ToDo(text, url_for("institution.new_project"), _("File a project"))]
    if any(row.status in OPEN for row in own_applications(session(), actor())):
        return []
    text = _("The institution is recorded nowhere yet.")
    return [ToDo(text, url_for("institution.applications"), _("Apply for recordal"))]


def _projects() -> list[ToDo]:
    return [
        ToDo(
            _("Project %(number)s was returned for correction.", number=row.number),
            url_for("institution.project", project_id=row.id), _("Correct it"), row.reason,
        )
        for row in own_projects(session(), actor()) if row.status is ProjectState.RETURNED
    ]


def _summaries() -> list[ToDo]:
    """Summaries that are not filed: overdue, due on a day, or waiting for the department's date."""
    todo = []
    for year, standing in own_summaries():
        if standing.state in {"filed", "late"}:
            continue
        figures = {"year": year, "place": place(standing.recordal.jurisdiction)}
        due = standing.due.day
        if due is None:
            continue
        words = _("The summary of %(year)s for %(place)s is overdue since %(day)s.", day=day(due), **figures) if (
            standing.state == "overdue"
        ) else _("The summary of %(year)s for %(place)s is due by %(day)s.", day=day(due), **figures)
        url = url_for("institution.summary", code=standing.recordal.jurisdiction, year=year)
        todo.append(ToDo(words, url, _("Write it")))
    return todo
