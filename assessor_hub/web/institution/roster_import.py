"""The institution's roster as a spreadsheet: the template, a preview before anything is written, and the way out."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.rosters.models import ImportState
from assessor_hub.rosters.queries import open_preview
from assessor_hub.rosters.services import note_export
from assessor_hub.rosters.work import advance
from assessor_hub.spreadsheets.workbooks import ONE_ROSTER
from assessor_hub.staffing.roster_export import own_roster
from assessor_hub.staffing.roster_words import OWN
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_id, own_institution
from assessor_hub.web.shared import roster_imports as imports
from assessor_hub.web.shared.context import actor, hub, now, session, today
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.roster_imports import RosterFileForm

PAGE = "institution/roster_import.html"


@blueprint.get("/institution/roster/template")
@audience(INSTITUTION)
def roster_template() -> Any:
    """The spreadsheet to fill in."""
    return imports.template_file(OWN, ONE_ROSTER)


@blueprint.get("/institution/roster/export")
@audience(INSTITUTION)
def export_roster() -> Any:
    """The roster as it stands, in the columns of the template."""
    with transaction(session()):
        note_export(session(), own_institution(), by=actor(), now=now())
    return imports.xlsx(own_roster(session(), hub().vault, own_id(), today()), _("roster.xlsx"))


@blueprint.route("/institution/roster/import", methods=["GET", "POST"])
@audience(INSTITUTION)
def import_roster() -> Any:
    """Send a spreadsheet; nothing is written before its preview is confirmed."""
    form = RosterFileForm()
    import_id = None
    if form.validate_on_submit():
        import_id = imports.take_file(form, ONE_ROSTER, institution_id=own_id())
    if import_id is None:
        shown = render_template(
            "institution/import_roster.html", form=form, most_rows=ONE_ROSTER.rows, most_mb=ONE_ROSTER.mb,
            waiting=open_preview(session(), own_id()),
        )
        return shown, 422 if form.is_submitted() else 200
    advance(session(), hub().vault, import_id, now())
    return redirect(url_for("institution.roster_import", import_id=import_id))


@blueprint.get("/institution/roster/import/<int:import_id>")
@audience(INSTITUTION)
def roster_import(import_id: int) -> Any:
    """What was found in a file, and what would become of each row."""
    return imports.page(imports.visible(import_id, own=True), PAGE)


@blueprint.route("/institution/roster/import/<int:import_id>/confirm", methods=["GET", "POST"])
@audience(INSTITUTION)
def confirm_roster_import(import_id: int) -> Any:
    """Take the rows in. A second click finds it done; who had to sign in on the way is led to the preview (GET)."""
    row = imports.visible(import_id, own=True)
    here = url_for("institution.roster_import", import_id=row.id)
    if request.method == "GET":
        return redirect(here)
    refused = imports.confirmed(import_id, own=True)
    if refused is not None:
        return imports.page(imports.visible(import_id, own=True), PAGE, refused)
    advance(session(), hub().vault, import_id, now())
    row = imports.visible(import_id, own=True)
    if row.state is not ImportState.DONE or row.faulty:
        return imports.back(here)
    imports.flash_outcome(row)
    return imports.back(url_for("institution.roster"))


@blueprint.post("/institution/roster/import/<int:import_id>/cancel")
@audience(INSTITUTION)
def cancel_roster_import(import_id: int) -> Any:
    """Throw a preview away."""
    refused = imports.cancelled(import_id, own=True)
    if refused is not None:
        return imports.page(imports.visible(import_id, own=True), PAGE, refused)
    return imports.back(url_for("institution.import_roster"))


@blueprint.get("/institution/roster/import/<int:import_id>/faulty")
@audience(INSTITUTION)
def faulty_roster_rows(import_id: int) -> Any:
    """The rows with faults, to correct and upload again."""
    return imports.faulty_file(imports.visible(import_id, own=True))
