"""Projects: filing one, reading them, withdrawing one and handing one in again."""

from __future__ import annotations

from typing import cast

from flask import Response, abort, url_for

from assessor_hub.db import transaction
from assessor_hub.projects import queries
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import move
from assessor_hub.projects.requests import key_of
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.web.api import shapes
from assessor_hub.web.api.operations import answer, operation
from assessor_hub.web.api.problems import explained_problem
from assessor_hub.web.shared.context import actor, hub, law, now, session
from assessor_hub.web.shared.filing import Explained, file_once
from assessor_hub.web.shared.guards import found

PAGE = 50  # projects
REPLAYED = "Idempotent-Replayed"


@operation(
    "POST", "/projects", body=shapes.NewProject, keyed=True, answers={201: shapes.Project, 200: shapes.Project},
    problems=(409,),
)
def file_project(body: shapes.NewProject, key: str) -> Response:
    """File a project: it takes its unit of the pool, once however often it is sent, or the refusal says why not."""
    filed = file_once(body.filing(key_of(hub().vault, actor().institution_id or 0, key)))
    if isinstance(filed, Explained):
        return explained_problem(filed)
    where = url_for("api.project", number=filed.number)
    status, extra = (200, {REPLAYED: "true"}) if filed.repeated else (201, {})
    return _answer(_own(filed.number), status, Location=where, **extra)


@operation("GET", "/projects", query=shapes.ProjectQuery, answers={200: shapes.ProjectPage})
def projects(query: shapes.ProjectQuery) -> Response:
    """The institution's projects, newest first, fifty at a time."""
    after = _own(query.after) if query.after is not None else None
    rows = queries.own_projects(session(), actor(), query.year, after=after, limit=PAGE + 1)
    shown = rows[:PAGE]
    charges = queries.charges_of(session(), shown)
    more = url_for("api.projects", year=query.year, after=shown[-1].number) if len(rows) > PAGE else None
    return answer(shapes.ProjectPage(projects=[_shape(row, charges.get(row.id)) for row in shown], next=more))


@operation("GET", "/projects/<number>", answers={200: shapes.Project}, problems=(404,))
def project(number: str) -> Response:
    """One project, with its revision as the ETag."""
    return _answer(_own(number))


@operation(
    "POST", "/projects/<number>/withdraw", body=shapes.Withdrawal, matched=True, answers={200: shapes.Project},
    problems=(404, 409, 412, 428),
)
def withdraw_project(number: str, body: shapes.Withdrawal, revision: int) -> Response:
    """Take a project back, with a reason; before its report is issued it gives its unit back."""
    return _move(number, ProjectVerb.WITHDRAW, revision, body.reason)


@operation(
    "POST", "/projects/<number>/resubmit", body=shapes.Correction, matched=True, answers={200: shapes.Project},
    problems=(404, 409, 412, 428),
)
def resubmit_project(number: str, body: shapes.Correction, revision: int) -> Response:
    """Hand a returned project in again; it keeps its number, its year and its unit."""
    return _move(number, ProjectVerb.RESUBMIT, revision, body.note)


def _move(number: str, verb: ProjectVerb, revision: int, reason: str) -> Response:
    with transaction(session()):
        row = _own(number, lock=True)
        move(session(), law(), row, verb, revision=revision, reason=reason, by=actor(), now=now())
    return _answer(_own(number))


def _own(number: str, *, lock: bool = False) -> Project:
    if "\0" in number:
        abort(404)  # PostgreSQL stores none, so no project is called so
    return cast(Project, found(queries.own_project_numbered(session(), actor(), number, lock=lock)))


def _answer(row: Project, status: int = 200, **headers: str) -> Response:
    shape = _shape(row, queries.charge_of(session(), row))
    return answer(shape, status, ETag=f'"{row.revision}"', **headers)


def _shape(row: Project, charge: Charge | None) -> shapes.Project:
    same = ("number", "revision", "status", "level", "year", "unit_kind", "unit_name", "unit_uscc", "unit_city",
            "jurisdiction", "work_from", "submitted_at", "moved_at", "reason", "report_on", "report_sha256")
    return shapes.Project(
        **{name: getattr(row, name) for name in same}, flags=[flag for flag in row.flags.split(",") if flag],
        charge=_charge(charge) if charge is not None else None,
    )


def _charge(charge: Charge) -> shapes.Charge:
    return shapes.Charge(
        level=charge.pool_level, jurisdiction=charge.pool_code, year=charge.year, released_at=charge.released_at,
        release_reason=charge.release_reason,
    )
