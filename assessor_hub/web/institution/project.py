"""One project of the institution, and the steps of its life that are the institution's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from assessor_hub.clock import beijing_day
from assessor_hub.db import transaction
from assessor_hub.projects import queries
from assessor_hub.projects.history import history_of
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import move, open_steps
from assessor_hub.refusals import Refused
from assessor_hub.rules.keys import REF_CORRECTION
from assessor_hub.rules.lifecycle import ProjectState, ProjectVerb, Unit
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_project
from assessor_hub.web.institution.project_forms import MoveForm, ResubmitForm, WithdrawForm
from assessor_hub.web.institution.project_papers import papers
from assessor_hub.web.institution.words import FLAGS
from assessor_hub.web.shared.context import actor, law, now, session
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.reference import last_day
from assessor_hub.web.shared.words.acts import act


@blueprint.get("/institution/projects/<int:project_id>")
@audience(INSTITUTION)
def project(project_id: int) -> Any:
    """One project and what can be done with it."""
    return project_page(project_id)


def project_page(project_id: int, *, refused: Refused | None = None, **typed: MoveForm) -> str:
    """The project's page; ``typed`` carries the form (withdraw, resubmit) that was just not accepted."""
    row = own_project(project_id)
    steps = open_steps(actor(), row)
    forms = {"withdraw": WithdrawForm, "resubmit": ResubmitForm}
    shown = {name: typed.get(name) or form(formdata=None) for name, form in forms.items()}
    for form in shown.values():
        form.revision.data = str(row.revision)
    return render_template(
        "institution/project.html", project=row, refused=refused, forms=shown, **papers(row),
        charge=queries.charge_of(session(), row), history=history_of(session(), row), act=act,
        flags=[str(FLAGS.get(flag, flag)) for flag in row.flags.split(",") if flag],
        verbs={verb.value for verb in steps}, correct_by=_correct_by(row),
        releases=ProjectVerb.WITHDRAW in steps and steps[ProjectVerb.WITHDRAW].unit is Unit.RELEASED,
    )


def _correct_by(row: Project) -> date | None:
    """The last day for correcting a returned project, after which its unit is given back."""
    if row.status is not ProjectState.RETURNED:
        return None
    returned_on = beijing_day(row.moved_at)
    return last_day(returned_on, law().read(row.jurisdiction, returned_on).get(REF_CORRECTION).value)


@blueprint.post("/institution/projects/<int:project_id>/withdraw")
@audience(INSTITUTION)
def withdraw_project(project_id: int) -> Any:
    """Take a project back, with a reason."""
    form = WithdrawForm()
    done = _("The project has been withdrawn.")
    return _move(project_id, ProjectVerb.WITHDRAW, form, "withdraw", lambda: form.reason.data, done)


@blueprint.post("/institution/projects/<int:project_id>/resubmit")
@audience(INSTITUTION)
def resubmit_project(project_id: int) -> Any:
    """Hand a returned project in again; it keeps its number, its year and its unit."""
    form = ResubmitForm()
    done = _("The project has been handed in again.")
    return _move(project_id, ProjectVerb.RESUBMIT, form, "resubmit", lambda: form.note.data, done)


def _move(
    project_id: int, verb: ProjectVerb, form: MoveForm, name: str, reason: Callable[[], Any], done: str
) -> Any:
    own_project(project_id)
    if not form.validate_on_submit():
        return project_page(project_id, **{name: form}), 422
    try:
        with transaction(session()):
            row = own_project(project_id, lock=True)
            move(
                session(), law(), row, verb, revision=form.known_revision(), reason=reason(), by=actor(), now=now()
            )
    except Refused as refused:
        return project_page(project_id, refused=refused, **{name: form}), 409
    flash(done, "done")
    return redirect(url_for("institution.project", project_id=project_id))
