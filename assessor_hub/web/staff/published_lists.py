"""Published lists: sent with a preview, taken in, compared with the filings, exported, set aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.documents.intake import Upload
from assessor_hub.places import place_name
from assessor_hub.reconciliation import services
from assessor_hub.reconciliation.errors import ListRefused
from assessor_hub.reconciliation.facts import filed, former_names, institution_names, names_of
from assessor_hub.reconciliation.list_files import LIMITS, listed
from assessor_hub.reconciliation.list_sheets import LAYOUT, texts_of
from assessor_hub.reconciliation.matching import Found, Outcome
from assessor_hub.reconciliation.models import ListState, PublishedList
from assessor_hub.reconciliation.proposals import Proposer
from assessor_hub.reconciliation.queries import list_for, lists_for, results
from assessor_hub.refusals import Refused
from assessor_hub.rules.names import form as normal_form
from assessor_hub.spreadsheets.sheets_out import template, workbook
from assessor_hub.spreadsheets.workbooks import Unreadable
from assessor_hub.web.shared.context import actor, hub, law, now, session, today
from assessor_hub.web.shared.guards import READERS, REVIEWERS, audience, found
from assessor_hub.web.shared.roster_imports import xlsx
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import acting, paged
from assessor_hub.web.staff.published_forms import ListForm, ReasonForm
from assessor_hub.web.staff.published_words import (
    column_words,
    fault_words,
    found_words,
    known_words,
    proposed_words,
    unreadable_words,
)

PAGE, FAULTS_SHOWN, LINES_SHOWN = 25, 200, 10


@blueprint.route("/staff/published-lists")
@audience(READERS)
def published_lists() -> Any:
    """The lists within reach, newest first."""
    return render_template("staff/published_lists.html", rows=lists_for(session(), actor()))


@blueprint.get("/staff/published-lists/template")
@audience(REVIEWERS)
def published_list_template() -> Any:
    """The spreadsheet to fill in."""
    return xlsx(template(LAYOUT, LIMITS), _("list-template.xlsx"))


@blueprint.route("/staff/published-lists/new", methods=["GET", "POST"])
@audience(REVIEWERS)
def new_published_list() -> Any:
    """Send a list; the same file again leads to the list that it made."""
    form = ListForm()
    if form.validate_on_submit():
        try:
            list_id = _send(form)
            return redirect(url_for("staff.published_list", list_id=list_id))
        except Unreadable as fault:
            form.file.errors = [*form.file.errors, unreadable_words(fault.code, fault.figures)]
        except ListRefused as refused:
            flash(_("This file was taken in before: here it is. Nothing was written."), "info")
            return redirect(url_for("staff.published_list", list_id=refused.figures["list_id"]))
    page = render_template("staff/published_list_new.html", form=form, limits=LIMITS)
    return page, 422 if form.is_submitted() else 200


def _send(form: ListForm) -> int:
    with transaction(session()):
        upload = Upload(form.file.data.filename or "", form.file.data.read(LIMITS.bytes + 1))
        return services.send_list(
            session(), hub().vault, upload, form.source, form.whole, form.jurisdiction.data, by=actor(), now=now()
        ).id


@blueprint.get("/staff/published-lists/<int:list_id>")
@audience(READERS)
def published_list(list_id: int) -> Any:
    """A preview, or every row within reach with its outcome as of now."""
    return _page(found(list_for(session(), actor(), list_id)))


@blueprint.post("/staff/published-lists/<int:list_id>/take-in")
@audience(REVIEWERS)
def take_in_published_list(list_id: int) -> Any:
    """Write the rows of a preview."""
    leave_out = bool(request.form.get("leave_out"))

    def take_in(row: PublishedList) -> None:
        services.take_in(session(), hub().vault, row, leave_out=leave_out, by=actor(), now=now())

    return _moved(list_id, take_in)


@blueprint.post("/staff/published-lists/<int:list_id>/cancel")
@audience(REVIEWERS)
def cancel_published_list(list_id: int) -> Any:
    """Drop a preview."""
    done = url_for("staff.published_lists")
    return _moved(list_id, lambda row: services.cancel(session(), row, by=actor(), now=now()), done)


@blueprint.post("/staff/published-lists/<int:list_id>/set-aside")
@audience(REVIEWERS)
def set_aside_published_list(list_id: int) -> Any:
    """Take a list out of every result, with the reason."""
    row = _held(list_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(row, form=form), 422
    return _moved(list_id, lambda held: services.set_aside(session(), held, form.reason.data, by=actor(), now=now()))


@blueprint.get("/staff/published-lists/<int:list_id>/export")
@audience(READERS)
def export_published_list(list_id: int) -> Any:
    """Every row within reach with its outcome, as a spreadsheet."""
    row = found(list_for(session(), actor(), list_id))
    rows = results(session(), law(), actor(), row)
    names, proposer = names_of(session(), rows), proposer_for(rows)
    more = [_("Outcome"), _("What was found"), _("Institution as registered"), _("What the names may mean")]
    content = workbook(
        LAYOUT, ((texts_of(one.row, place_name(one.row.place)), _behind(one, names, proposer)) for one in rows), more
    )
    return xlsx(content, _("list-compared.xlsx"))


def _behind(one: Found, names: dict[int, str], proposer: Proposer) -> list[str]:
    said = "; ".join(text for text, _url in found_words(one, names))
    institution = names.get(one.institution_id or 0, "")
    return [label(one.outcome), said, institution, "; ".join(proposed_words(one, proposer))]


def proposer_for(rows: list[Found]) -> Proposer:
    """What names may mean, read only as far as a row asks for it."""
    asking = [one for one in rows if one.institution_id is None or not (one.own or one.others)]
    if not asking:
        return Proposer({}, (), ())
    names = institution_names(session(), {one.row.jurisdiction for one in asking})
    projects = filed(session(), law(), [one.row for one in asking])
    return Proposer(names, former_names(session(), set(names)), projects)


def _held(list_id: int, *, lock: bool = False) -> PublishedList:
    """The list, where the actor may act for the department that imported it; else 404."""
    row: PublishedList = found(list_for(session(), actor(), list_id, lock=lock))
    acting(REVIEWERS, row.jurisdiction)
    return row


def _moved(list_id: int, verb: Callable[[PublishedList], None], done: str = "") -> Any:
    """Do it to the held list and show how it stands, or the page ``done``; the reason where it is refused."""
    _held(list_id)
    try:
        with transaction(session()):
            verb(_held(list_id, lock=True))
    except Refused as refused:
        return _page(_held(list_id), refused=refused), 409
    return redirect(done or url_for("staff.published_list", list_id=list_id), 303)


def _page(row: PublishedList, form: ReasonForm | None = None, refused: Refused | None = None) -> str:
    mine = actor().may(REVIEWERS, row.jurisdiction)
    shown = {"row": row, "mine": mine, "refused": refused, "State": ListState}
    if row.state is ListState.PREVIEW:
        return render_template("staff/published_list_preview.html", **shown, **_preview(row))
    every = results(session(), law(), actor(), row)
    outcome = next((one for one in Outcome if one.value == request.args.get("outcome")), None)
    text = request.args.get("text", "").strip()
    rows = [one for one in every if (outcome is None or one.outcome is outcome) and _holds(one, text)]
    part = paged(rows, PAGE)
    names, proposer = names_of(session(), part["rows"]), proposer_for(part["rows"])
    return render_template(
        "staff/published_list.html", **shown, **part, form=form or ReasonForm(formdata=None), text=text,
        outcome_shown=outcome, outcomes=tuple(Outcome), every=len(every),
        counts={one: sum(row.outcome is one for row in every) for one in Outcome},
        said=lambda one: found_words(one, names), known=lambda one: known_words(one, names),
        proposed=lambda one: proposed_words(one, proposer),
    )


def _holds(one: Found, text: str) -> bool:
    """Whether the unit's or the assessor's name, or the unit's code, has the text in it."""
    wanted = normal_form(text)
    return any(wanted in normal_form(name) for name in (one.row.unit_name, one.row.assessor_name)) or (
        one.row.unit_uscc == text.upper()
    )


def _preview(row: PublishedList) -> dict[str, Any]:
    """What the file holds, or why it turned out to be none."""
    words = {"column_words": column_words, "fault_words": fault_words}
    try:
        preview = services.preview(hub().vault, row, today())
    except Unreadable as fault:
        return words | {"failure": unreadable_words(fault.code, fault.figures)}
    return words | {
        "preview": preview, "faults": preview.faults[:FAULTS_SHOWN],
        "lines": [(line.number, listed(line)) for line in preview.good[:LINES_SHOWN]],
    }
