"""One project before the department: what to look at, and the next step."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.projects.commissions import commissions_of
from assessor_hub.projects.contracts import attestations_of
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.history import history_of
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import OF_DEPARTMENT, move, open_steps
from assessor_hub.projects.queries import charge_of, project_for
from assessor_hub.refusals import Refused
from assessor_hub.rules.lifecycle import PROJECT, ProjectVerb
from assessor_hub.sanctions.queries import ban_on
from assessor_hub.web.shared.context import actor, law, now, session, today
from assessor_hub.web.shared.guards import READERS, REVIEWERS, audience, found
from assessor_hub.web.shared.words.acts import act
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import pressed
from assessor_hub.web.staff.evaluation_reports import evaluation_reports_view
from assessor_hub.web.staff.forms import ProjectMoveForm
from assessor_hub.web.staff.units import unit_view

DEPARTMENT_VERBS = frozenset(verb for (_state, verb), step in PROJECT.items() if step.who in OF_DEPARTMENT)


@blueprint.route("/staff/projects/<int:project_id>", methods=["GET"])
@audience(READERS)
def project(project_id: int) -> Any:
    """One project."""
    row = found(project_for(session(), actor(), project_id))
    return _page(row, ProjectMoveForm(formdata=None, revision=row.revision))


@blueprint.route("/staff/projects/<int:project_id>", methods=["POST"])
@audience(REVIEWERS)
def move_project(project_id: int) -> Any:
    """Take one of the department's steps."""
    row = found(project_for(session(), actor(), project_id))
    if not actor().may(REVIEWERS, row.jurisdiction):
        abort(404)
    verb = pressed(ProjectVerb, DEPARTMENT_VERBS)
    form = ProjectMoveForm()
    if form.revision.data is None:
        abort(400)
    if not form.validate_on_submit():
        return _page(row, form), 422
    try:
        with transaction(session()):
            held = found(project_for(session(), actor(), project_id, lock=True))
            move(session(), law(), held, verb, revision=form.revision.data, reason=form.reason.data or "",
                 by=actor(), now=now())
    except FilingRefused as refused:
        row = found(project_for(session(), actor(), project_id))
        form.revision.raw_data, form.revision.data = None, row.revision
        if refused.code == "reason_missing":
            form.wrong("reason", refused)
            return _page(row, form), 422
        return _page(row, form, refused), 409
    flash(_("Done. The institution has been told."), "done")
    return redirect(url_for("staff.project", project_id=project_id))


def _page(row: Project, form: ProjectMoveForm, refused: Refused | None = None) -> str:
    ban = ban_on(session(), row.institution_id, row.jurisdiction, today())
    verbs = [verb for verb, step in open_steps(actor(), row).items() if step.who in OF_DEPARTMENT]
    return render_template(
        "staff/project.html", project=row, form=form, refused=refused, ban=ban,
        verbs=[verb for verb in verbs if verb is not ProjectVerb.STOP or ban is not None],  # a stop rests on a ban
        flags=[flag for flag in row.flags.split(",") if flag], charge=charge_of(session(), row),
        asked=commissions_of(session(), row.id), contract=next(iter(attestations_of(session(), row.id)), None),
        history=history_of(session(), row), act=act, **unit_view(row),
        sees_institution=actor().may(READERS, row.jurisdiction), **evaluation_reports_view(row),
    )
