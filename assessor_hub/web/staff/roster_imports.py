"""A department's import of many institutions' rosters: sent here, read and written in the background."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from assessor_hub.accounts.models import User
from assessor_hub.db import transaction
from assessor_hub.registration.queries import institution_for
from assessor_hub.rosters.queries import imports_of
from assessor_hub.rosters.reach import institutions_within
from assessor_hub.rosters.services import file_name, note_export
from assessor_hub.spreadsheets.workbooks import PROVINCE
from assessor_hub.staffing import roster_words
from assessor_hub.staffing.roster_export import rosters_for_staff
from assessor_hub.web.shared import roster_imports as imports
from assessor_hub.web.shared.context import actor, hub, now, session, today
from assessor_hub.web.shared.forms import options
from assessor_hub.web.shared.guards import REVIEWERS, audience, found
from assessor_hub.web.shared.roster_imports import RosterFileForm
from assessor_hub.web.shared.words.law import place
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import acting, jurisdictions_of

PAGE = "staff/roster_import.html"


class ProvinceFileForm(RosterFileForm):
    """Rosters of many institutions, and the department whose they are."""

    jurisdiction = SelectField(_l("Department"), choices=lambda: options(
        (code, place(code)) for code in jurisdictions_of(REVIEWERS)
    ))


@blueprint.route("/staff/roster-imports", methods=["GET", "POST"])
@audience(REVIEWERS)
def roster_imports() -> Any:
    """Send a spreadsheet, and see how far the earlier ones are."""
    form = ProvinceFileForm()
    import_id = None
    if form.validate_on_submit():
        import_id = imports.take_file(form, PROVINCE, jurisdiction=form.jurisdiction.data)
    if import_id is not None:
        return redirect(url_for("staff.roster_import", import_id=import_id))
    rows = [row for row in imports_of(session(), actor()) if row.jurisdiction is not None]
    shown = render_template(
        "staff/roster_imports.html", form=form, rows=[(row, file_name(hub().vault, row)) for row in rows],
        reach=jurisdictions_of(REVIEWERS), most_rows=PROVINCE.rows, most_mb=PROVINCE.mb,
    )
    return shown, 422 if form.is_submitted() else 200


@blueprint.get("/staff/roster-imports/template")
@audience(REVIEWERS)
def province_template() -> Any:
    """The spreadsheet to fill in."""
    return imports.template_file(roster_words.PROVINCE, PROVINCE)


@blueprint.get("/staff/institutions/<int:institution_id>/roster.xlsx")
@audience(REVIEWERS)
def export_roster(institution_id: int) -> Any:
    """An institution's roster, with masked identity numbers."""
    row = found(institution_for(session(), actor(), institution_id))
    with transaction(session()):
        note_export(session(), row, by=actor(), now=now())
    return imports.xlsx(rosters_for_staff(session(), hub().vault, {institution_id}, today()), _("rosters.xlsx"))


@blueprint.get("/staff/roster-imports/export/<code>")
@audience(REVIEWERS)
def export_rosters(code: str) -> Any:
    """The rosters of every institution that the department has to do with, with masked identity numbers."""
    acting(REVIEWERS, code)
    with transaction(session()):
        note_export(session(), session().get_one(User, actor().user_id), by=actor(), now=now(), code=code)
    institutions = set(institutions_within(session(), code).values())
    return imports.xlsx(rosters_for_staff(session(), hub().vault, institutions, today()), _("rosters.xlsx"))


@blueprint.get("/staff/roster-imports/<int:import_id>")
@audience(REVIEWERS)
def roster_import(import_id: int) -> Any:
    """How far it is, what was found, what was done."""
    return imports.page(imports.visible(import_id, own=False), PAGE)


@blueprint.route("/staff/roster-imports/<int:import_id>/confirm", methods=["GET", "POST"])
@audience(REVIEWERS)
def confirm_roster_import(import_id: int) -> Any:
    """Let the background write the rows; who had to sign in on the way is led to the preview (GET)."""
    row = imports.visible(import_id, own=False)
    refused = imports.confirmed(import_id, own=False) if request.method == "POST" else None
    if refused is not None:
        return imports.page(imports.visible(import_id, own=False), PAGE, refused)
    return imports.back(url_for("staff.roster_import", import_id=row.id))


@blueprint.post("/staff/roster-imports/<int:import_id>/cancel")
@audience(REVIEWERS)
def cancel_roster_import(import_id: int) -> Any:
    """Stop; what was written stays."""
    refused = imports.cancelled(import_id, own=False)
    if refused is not None:
        return imports.page(imports.visible(import_id, own=False), PAGE, refused)
    return imports.back(url_for("staff.roster_import", import_id=import_id))


@blueprint.get("/staff/roster-imports/<int:import_id>/faulty")
@audience(REVIEWERS)
def faulty_roster_rows(import_id: int) -> Any:
    """The rows with faults, to correct and upload again."""
    return imports.faulty_file(imports.visible(import_id, own=False))
