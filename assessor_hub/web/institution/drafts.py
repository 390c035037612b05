"""Drafts of projects: saving what is typed, going on with it, throwing it away."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from assessor_hub.clock import beijing_day
from assessor_hub.db import transaction
from assessor_hub.projects.draft_models import ProjectDraft
from assessor_hub.projects.drafts import FIELDS, discard_draft, draft_by_key, draft_for, save_draft
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.refusals import refusal_for
from assessor_hub.web.institution import autosave, blueprint
from assessor_hub.web.institution.project_forms import FilingForm, MoveForm
from assessor_hub.web.shared.context import actor, now, session, today
from assessor_hub.web.shared.filing import Explained
from assessor_hub.web.shared.filing import explained as explain
from assessor_hub.web.shared.guards import INSTITUTION, audience, found
from assessor_hub.web.shared.pools import own_pools


@blueprint.get("/institution/projects/drafts/<int:draft_id>")
@audience(INSTITUTION)
def project_draft(draft_id: int) -> Any:
    """Go on with a draft: the form as it was left."""
    row: ProjectDraft = found(draft_for(session(), actor(), draft_id))
    kept = row.answers | {"request_key": row.request_key, "revision": str(row.revision)}
    return filing_page(FilingForm(formdata=MultiDict(kept)), row)


@blueprint.post("/institution/projects/drafts/<int:draft_id>/discard")
@audience(INSTITUTION)
def discard_project_draft(draft_id: int) -> Any:
    """Throw a draft away, as the page showed it."""
    found(draft_for(session(), actor(), draft_id))
    form = MoveForm()
    if not form.validate_on_submit():
        return redirect(url_for("institution.project_draft", draft_id=draft_id))
    try:
        with transaction(session()):
            discard_draft(
                session(), found(draft_for(session(), actor(), draft_id)), revision=form.known_revision()
            )
    except FilingRefused:
        flash(_("A colleague has saved the draft since; it is still there."), "info")
        return redirect(url_for("institution.project_draft", draft_id=draft_id))
    flash(_("The draft has been discarded."), "done")
    return redirect(url_for("institution.projects"))


def saving() -> bool:
    """Whether what was typed is to be saved as a draft, by the button or by the page's script, and not filed."""
    return autosave.asked() or "save" in request.form


def save(form: FilingForm) -> Any:
    """Save what was typed, complete or not, under the form's key."""
    if not form.request_key.validate(form):
        return autosave.not_saved(form) if autosave.asked() else (filing_page(form), 422)
    try:
        with transaction(session()):
            row = save_draft(
                session(), {name: request.form.get(name, "") for name in FIELDS},
                request_key=str(form.request_key.data), revision=form.known_revision(), by=actor(), now=now(),
            )
            draft_id, revision = row.id, row.revision
    except FilingRefused as refused:
        return autosave.refused(refused) if autosave.asked() else (filing_page(form, refused=refused), 409)
    if autosave.asked():
        return autosave.saved(revision)
    flash(_("The draft has been saved."), "done")
    return redirect(url_for("institution.project_draft", draft_id=draft_id))


def filing_page(
    form: FilingForm, draft: ProjectDraft | None = None, *, explained: Explained | None = None,
    refused: FilingRefused | None = None,
) -> str:
    """The page on which a project is written and filed; ``draft`` is what it was saved as, found by its key."""
    draft = draft or draft_by_key(session(), actor(), str(form.request_key.data))
    form.opened_in.data = form.opened_in.data or str(today().year)
    if explained is None and draft is not None and draft.refusal_id is not None:
        explained = explain(found(refusal_for(session(), actor(), draft.refusal_id)))
    if draft is not None and refused is None:
        form.revision.raw_data, form.revision.data = None, str(draft.revision)
    return render_template(
        "institution/new_project.html", form=form, explained=explained, refused=refused, pools=own_pools(),
        draft=draft, year=today().year, begun_in=beijing_day(draft.begun_at).year if draft else None,
    )
