"""Verifying an evaluation report by its project's number and its code: what the register says of it today.

The two are asked for by a form, or come in the address of the slip's QR code. An unknown number, a wrong code and one
that is mistyped are answered alike, and tries are counted. Whoever holds number and
code holds the report: the page names the assessor and the unit, as the report does, and no natural person.
"""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, request

from assessor_hub.clock import beijing_day
from assessor_hub.extensions import limiter
from assessor_hub.projects.evaluation_report_facts import (
    RegisterAnswer,
    answer_to,
    evaluation_report_by,
    issuer_on,
    newest_of,
)
from assessor_hub.sanctions.queries import ban_on
from assessor_hub.web.public import blueprint
from assessor_hub.web.shared.context import hub, session, today
from assessor_hub.web.shared.guards import public

LONGEST = 100  # characters taken of what was typed
STANDS = frozenset({RegisterAnswer.WAITING, RegisterAnswer.ACCEPTED})


@blueprint.route("/verify/evaluation-report")
@blueprint.route("/verify/evaluation-report/<project_number>/<typed>")
@public
@limiter.limit(lambda: hub().settings.verify_limit, exempt_when=lambda: not _asked())
def verify_evaluation_report(project_number: str = "", typed: str = "") -> Any:
    """The form, and the answer where a number and a code came with it."""
    number = (project_number or request.args.get("number", "")).strip()[:LONGEST]
    code = (typed or request.args.get("code", "")).strip()[:LONGEST]
    page = _answer(number, code) if number or code else _form("", "", unknown=False)
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _asked() -> bool:
    """Whether anything was asked at all: opening the form is no try."""
    return bool(request.view_args or request.args.get("code") or request.args.get("number"))


def _form(number: str, code: str, *, unknown: bool) -> str:
    return render_template("public/verify_evaluation_report.html", number=number, code=code, unknown=unknown)


def _answer(number: str, code: str) -> Any:
    row = evaluation_report_by(session(), number, code)
    if row is None:
        return _form(number, code, unknown=True), 404
    newest = newest_of(session(), row)
    answer = answer_to(row, newest)
    return render_template(
        "public/evaluation_report.html", row=row, project=row.project, newest=newest, answer=answer,
        decided_on=beijing_day(row.project.moved_at), stands=answer in STANDS,
        issuer=issuer_on(session(), row.project, row.issued_on),
        ban=ban_on(session(), row.project.institution_id, row.project.jurisdiction, today()),
    )
