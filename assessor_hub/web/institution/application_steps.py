"""Filling an application in, a form a step; each step is saved as it is, complete or not."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from pydantic import BaseModel

from assessor_hub.db import transaction
from assessor_hub.institutions.services import update_particulars
from assessor_hub.refusals import Refused
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Application
from assessor_hub.registration.queries import live_recordals
from assessor_hub.registration.services import EDITABLE, save_step
from assessor_hub.web.institution import autosave, blueprint, step_forms, words
from assessor_hub.web.institution.own import own_application, own_id
from assessor_hub.web.institution.steps import (
    evidence_links,
    marks_on,
    named_documents,
    next_url,
    step_url,
    steps_of,
    verdicts_on,
)
from assessor_hub.web.shared.context import actor, now, session, today
from assessor_hub.web.shared.guards import INSTITUTION, audience

_FORMS: dict[str, type[step_forms.StepForm]] = {
    "profile": step_forms.ProfileForm,
    "premises": step_forms.PremisesForm,
    "track_record": step_forms.ExperienceForm,
    "commitments": step_forms.CommitmentsForm,
}


@blueprint.route(
    "/institution/applications/<int:application_id>/<any(profile, premises, track_record, commitments):step>",
    methods=["GET", "POST"],
)
@audience(INSTITUTION)
def application_step(application_id: int, step: str) -> Any:
    """Show a step, or save it and go on."""
    application = own_application(application_id)
    if request.method == "GET" and application.status not in EDITABLE:
        return redirect(url_for("institution.application", application_id=application_id))
    if step == "track_record":
        return _track_record(application_id)
    form = _FORMS[step](data=_initial(application, step))
    if step == "profile" and recorded_anywhere():
        form.without_particulars()
    form.offer(named_documents(application))
    if not form.validate_on_submit():
        if autosave.asked():
            return autosave.not_saved(form)
        return _page(application_id, step, form, status=422 if form.is_submitted() else 200)
    try:
        _save(application_id, step, form)
    except Refused as refused:
        if autosave.asked():
            return autosave.refused(refused)
        return _page(application_id, step, form, refused=refused, status=409)
    if autosave.asked():
        return autosave.saved(own_application(application_id).revision)
    flash(_("Saved."), "done")
    return redirect(next_url(application_id, step))


def recorded_anywhere() -> bool:
    """Whether a change of the particulars has to be filed, on its own page."""
    return bool(live_recordals(session(), own_id(), today()))


def _initial(application: Application, step: str) -> dict[str, Any]:
    part: Any = getattr(Answers.model_validate(application.answers), step)
    if isinstance(part, list):
        return {"revision": application.revision}
    data = step_forms.profile_data(application.institution, part) if step == "profile" else part.model_dump()
    return data | {"revision": application.revision}


def _save(application_id: int, step: str, form: Any) -> None:
    with transaction(session()):
        application = _held(application_id, form)
        part: BaseModel = form.part()
        save_step(session(), application, step, part, by=actor(), now=now())
        if step == "profile" and "name" in form and not recorded_anywhere():
            update_particulars(session(), application.institution, **form.particulars(), by=actor(), now=now())


def _held(application_id: int, form: Any) -> Application:
    """The application's row, held; refused where a colleague saved it since the page was made."""
    application = own_application(application_id, lock=True)
    if str(application.revision) != form.revision.data:
        raise RegistrationRefused("changed_meanwhile", status=application.status.value, reason=application.reason)
    return application


def _track_record(application_id: int) -> Any:
    """The list of works: add one, or take one off."""
    form = step_forms.ExperienceForm()
    form.offer(named_documents(own_application(application_id)))
    removal = step_forms.RowForm()
    removing = "row" in request.form
    if not (removal if removing else form).validate_on_submit():
        return _page(application_id, "track_record", form, status=422 if form.is_submitted() else 200)
    try:
        _save_row(application_id, removal if removing else form)
    except Refused as refused:
        return _page(application_id, "track_record", form, refused=refused, status=409)
    flash(_("Taken off the list.") if removing else _("Added to the list."), "done")
    return redirect(step_url(application_id, "track_record"))


def _save_row(application_id: int, form: Any) -> None:
    with transaction(session()):
        application = _held(application_id, form)
        items = list(Answers.model_validate(application.answers).track_record)
        if isinstance(form, step_forms.RowForm):
            items = [item for at, item in enumerate(items) if str(at) != form.row.data]
        else:
            items.append(form.item())
        save_step(session(), application, "track_record", items, by=actor(), now=now())


def _page(
    application_id: int, step: str, form: Any, *, refused: Refused | None = None, status: int
) -> tuple[str, int]:
    """The step's page; after a refusal the typed entries stay, and saving again is judged by what holds now."""
    application = own_application(application_id)
    form.revision.data = str(application.revision)
    page = render_template(
        f"institution/step_{step}.html", application=application, step=step, form=form, refused=refused,
        steps=steps_of(application), verdicts=verdicts_on(application, step), title=words.STEPS[step],
        items=Answers.model_validate(application.answers).track_record, after=next_url(application_id, step),
        work=words.WORK, work_roles=words.WORK_ROLES, work_levels=words.WORK_LEVELS,
        evidence=evidence_links(application), field_marks=marks_on(application, step),
        names=dict(named_documents(application)),
    )
    return page, status
