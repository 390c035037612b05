"""Issuing the evaluation report of a project or a corrected version, and the slip that goes with each version.

The day of issue comes first: it says who may sign. It is asked by a reload, so that the page needs no script.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.projects.evaluation_report_models import EvaluationReport, SignerRole
from assessor_hub.projects.evaluation_reports import (
    Issue,
    Signed,
    issue_evaluation_report,
    may_sign,
    version_of,
    versions_of,
)
from assessor_hub.projects.models import Project
from assessor_hub.projects.standards import NAMED
from assessor_hub.refusals import Refused
from assessor_hub.registration.codes import grouped
from assessor_hub.rules.lifecycle import PROJECT, ProjectVerb, open_verbs
from assessor_hub.staffing.services import roster
from assessor_hub.staffing.standing import standings
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.evaluation_report_forms import EvaluationReportForm
from assessor_hub.web.institution.own import own_project
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, hub, now, session, today
from assessor_hub.web.shared.guards import INSTITUTION, audience, found
from assessor_hub.web.shared.verification import evaluation_report_url, qr_response
from assessor_hub.web.shared.words.standings import standing_words

AT_FIELD = {
    "same_file": "file", "no_text_document": "file", "file_type": "file", "file_empty": "file", "file_damaged": "file",
    "file_too_large": "file", "file_old_office": "file", "file_encrypted": "file", "file_macros": "file",
    "file_expands": "file", "correction_missing": "correction",
}
PREFIX = "signer-"


@blueprint.get("/institution/projects/<int:project_id>/evaluation-report")
@audience(INSTITUTION)
def evaluation_report(project_id: int) -> Any:
    """The form for the next version; ``?issued_on=`` (today unless told) says whose names are offered."""
    row = own_project(project_id)
    if ProjectVerb.REPORT not in open_verbs(PROJECT, row.status):
        return redirect(url_for("institution.project", project_id=project_id))
    typed = request.args.get("issued_on", "")
    day = request.args.get("issued_on", type=asked.day) if typed else today()
    usable = day is not None and day <= today()
    form = EvaluationReportForm(formdata=None, revision=str(row.revision))
    form.start(versions_of(session(), row), NAMED[row.unit_kind])
    return _page(row, form, day if usable and day else today(), wrong="" if usable else typed)


def _page(
    row: Project, form: EvaluationReportForm, day: date, *, wrong: str = "", refused: Refused | None = None
) -> str:
    """The form with who may sign on ``day``, and who is on the roster but may not."""
    form.issued_on.data = day
    lines = roster(session(), row.institution_id, day)
    places = standings(session(), lines, day, ())
    roles = {signed.employment_id: signed.role for signed in _chosen()}
    return render_template(
        "institution/evaluation_report.html", project=row, form=form, day_asked=day, wrong=wrong, refused=refused,
        versions=versions_of(session(), row), named=NAMED[row.unit_kind], roles=tuple(SignerRole), prefix=PREFIX,
        signers=[(line, roles.get(line.id)) for line in lines if may_sign(line, row.level)],
        others=[(line.name, standing_words(places[line.id])) for line in lines if not may_sign(line, row.level)],
    )


def _chosen() -> tuple[Signed, ...]:
    """The signers that were chosen, by their role and then as the roster has them."""
    names = {role.value: role for role in SignerRole}
    given = [
        Signed(int(key.removeprefix(PREFIX)), names[value]) for key, value in request.form.items()
        if key.startswith(PREFIX) and key.removeprefix(PREFIX).isdecimal() and value in names
    ]
    return tuple(sorted(given, key=lambda one: (tuple(SignerRole).index(one.role), one.employment_id)))


@blueprint.post("/institution/projects/<int:project_id>/evaluation-report")
@audience(INSTITUTION)
def issue_report(project_id: int) -> Any:
    """Issue the next version."""
    row = own_project(project_id)
    form = EvaluationReportForm()
    if not form.validate_on_submit():
        return _page(row, form, form.issued_on.data or today()), 422
    issue = Issue(
        form.issued_on.data, form.standard.data, form.edition.data, _chosen(), form.correction.data or ""
    )
    try:
        with transaction(session()):
            issue_evaluation_report(
                session(), hub().vault, hub().store, own_project(project_id, lock=True), form.upload(), issue,
                revision=form.known_revision(), by=actor(), now=now(),
            )
    except Refused as refused:
        return _refused(project_id, form, refused)
    flash(_("The evaluation report has been issued. Its slip with the verification code can be printed below."), "done")
    return redirect(url_for("institution.project", project_id=project_id, _anchor="evaluation-reports"))


def _refused(project_id: int, form: EvaluationReportForm, refused: Refused) -> Any:
    """The form again, with the refusal at the field that it is about or above the form."""
    row = own_project(project_id)
    field = AT_FIELD.get(refused.code)
    if field:
        form.wrong(field, refused)
        return _page(row, form, form.issued_on.data), 422
    form.revision.data = str(row.revision)
    return _page(row, form, form.issued_on.data, refused=refused), 409


@blueprint.get("/institution/projects/<int:project_id>/evaluation-reports/<int:version>/slip")
@audience(INSTITUTION)
def evaluation_report_slip(project_id: int, version: int) -> Any:
    """The sheet to attach to a version: its number, code, QR code and hash, made for print."""
    row = _own_version(project_id, version)
    return render_template(
        "institution/evaluation_report_slip.html", row=row, project=row.project, code=grouped(row.code),
        url=evaluation_report_url(row), newest=versions_of(session(), row.project)[-1],
    )


@blueprint.get("/institution/projects/<int:project_id>/evaluation-reports/<int:version>/qr.png")
@audience(INSTITUTION)
def evaluation_report_qr(project_id: int, version: int) -> Response:
    """The way to a version's verification as a picture."""
    return qr_response(evaluation_report_url(_own_version(project_id, version)))


def _own_version(project_id: int, version: int) -> EvaluationReport:
    row: EvaluationReport = found(version_of(session(), own_project(project_id), version))
    return row
