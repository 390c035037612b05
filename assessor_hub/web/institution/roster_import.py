"""The roster as a spreadsheet: the template to fill in, and taking it in with every mistake named by row and column."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.db import transaction
from assessor_hub.staffing.roster_files import MAX_ROWS, Fault, Imported, RosterFile, import_claims, read_roster
from assessor_hub.staffing.roster_template import template
from assessor_hub.staffing.roster_words import ENGLISH, HEADERS, Column
from assessor_hub.staffing.workbooks import MAX_BYTES, RosterUnreadable
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.member_forms import ImportForm
from assessor_hub.web.institution.own import own_institution
from assessor_hub.web.institution.roster import claim_if_handed_in
from assessor_hub.web.shared.context import actor, hub, now, session, today
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.language import chosen_language
from assessor_hub.web.shared.words.refusals import IDENTIFIERS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNREADABLE: dict[str, Any] = {
    "file_empty": _l("The file is empty."),
    "file_too_large": _l("The file is larger than %(limit_mb)s MB."),
    "old_format": _l("This is the old .xls format. Open it and save it as .xlsx, then upload that."),
    "encrypted": _l("The file is protected by a password. Save it without one, then upload that."),
    "not_xlsx": _l("The file is no readable .xlsx spreadsheet. Start from the template."),
    "too_large_inside": _l("Unpacked, the file is larger than %(limit_mb)s MB. Keep the roster only."),
    "too_spread": _l("Cells beyond row %(row)s or column %(column)s are filled. Clear everything but the list."),
    "too_many_rows": _l("A roster has at most %(limit)s rows. Split the file."),
    "columns_missing": _l("These columns are missing in the first row: %(columns)s."),
    "columns_twice": _l("These columns stand there twice: %(columns)s."),
    "no_rows": _l("There is no row below the headings."),
}
_FAULTS: dict[str, Any] = {
    "missing": _l("This cell is empty and must not be."),
    "too_long": _l("At most %(max)s characters."),
    "figure": _l("The number is kept as a figure, which has lost its last digits. Format the column as text and type "
                 "it again."),
    "unknown": _l("“%(value)s” is none of: %(allowed)s."),
    "skill_grade": _l("“%(value)s” is a skill grade, not a professional title."),
    "bad_day": _l("“%(value)s” is no date. Write it as 2020-03-01."),
    "day_ahead": _l("This day lies ahead."),
    "bad_month": _l("“%(value)s” is no month. Write it as 2026-01, or leave it empty."),
    "month_ahead": _l("This month lies ahead."),
    "duplicate": _l("The same person stands in row %(row)s already."),
}


def column_words(column: Column) -> str:
    """The heading of a column, as it stands in the file that the language of the page suggests."""
    return HEADERS[column] if chosen_language() == "zh" else f"{HEADERS[column]} ({ENGLISH[column]})"


def fault_words(fault: Fault) -> str:
    """What is wrong with a cell."""
    if fault.code == "identifier":
        return str(IDENTIFIERS[fault.figures["what"]])
    figures = {name: _listed(value) if isinstance(value, list) else value for name, value in fault.figures.items()}
    return str(_FAULTS[fault.code]) % figures


def unreadable_words(fault: RosterUnreadable) -> str:
    """Why a file is no roster."""
    figures = dict(fault.figures)
    if "columns" in figures:
        figures["columns"] = _listed([column_words(column) for column in figures["columns"]])
    text = str(_UNREADABLE[fault.code]) % figures
    if figures.get("unknown"):
        text += " " + _("Not recognised: %(columns)s.", columns=_listed(figures["unknown"]))
    return text


def _listed(parts: list[str]) -> str:
    return _(", ").join(parts)


@blueprint.get("/institution/roster/template")
@audience(INSTITUTION)
def roster_template() -> Any:
    """The spreadsheet to fill in."""
    name = _("roster-template.xlsx")
    return send_file(io.BytesIO(template()), mimetype=XLSX, as_attachment=True, download_name=name)


@blueprint.route("/institution/roster/import", methods=["GET", "POST"])
@audience(INSTITUTION)
def import_roster() -> Any:
    """Take a spreadsheet in: all of it, or nothing unless the good rows alone were asked for."""
    form = ImportForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.is_submitted() else 200
    try:
        read = read_roster(form.file.data.read(), today())
    except RosterUnreadable as fault:
        form.file.errors = [*form.file.errors, unreadable_words(fault)]
        return _page(form), 422
    if read.faults and not (form.good_rows.data and read.lines):
        return _page(form, read), 422
    done = _take(read)
    if read.faults:
        return _page(form, read, done)
    flash(_done_words(done), "done")
    return redirect(url_for("institution.roster"))


def _take(read: RosterFile) -> Imported:
    with transaction(session()):
        claims = [claim for _number, claim in read.lines]
        done = import_claims(session(), hub().vault, own_institution(), claims, by=actor(), now=now())
        claim_if_handed_in()
    return done


def _done_words(done: Imported) -> str:
    return _("%(added)s added, %(updated)s updated.", added=done.added, updated=done.updated)


def _page(form: ImportForm, read: RosterFile | None = None, done: Imported | None = None) -> str:
    return render_template(
        "institution/import_roster.html", form=form, read=read, done=_done_words(done) if done else None,
        column_words=column_words, fault_words=fault_words, most_rows=MAX_ROWS, most_mb=MAX_BYTES // 1024 // 1024,
    )
