"""Filing many projects from one file: the template, a preview before anything is filed, the filing, its result."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from assessor_hub import clock
from assessor_hub.db import transaction
from assessor_hub.documents.intake import Upload
from assessor_hub.projects import batches
from assessor_hub.projects.batch_files import LAYOUT, LIMITS
from assessor_hub.projects.batch_models import BatchState, FilingBatch, RowState
from assessor_hub.projects.batch_queries import filed_before, forecast, own_batches, rows_of
from assessor_hub.refusals import Refused
from assessor_hub.spreadsheets.sheets_out import template, workbook
from assessor_hub.spreadsheets.workbooks import Unreadable
from assessor_hub.web.institution import batch_words as words
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_batch
from assessor_hub.web.shared.context import actor, law, now, session, today
from assessor_hub.web.shared.forms import Form
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.roster_imports import xlsx

SECONDS = 8.0  # after which a request files no further row: the page says what is left, and goes on when asked to


class BatchForm(Form):
    """Projects as a spreadsheet."""

    file = FileField(_l("Spreadsheet (.xlsx or .csv)"), [FileRequired(_l("Choose a file."))])


@blueprint.get("/institution/projects/files/template")
@audience(INSTITUTION)
def filing_template() -> Any:
    """The spreadsheet to fill in."""
    return xlsx(template(LAYOUT, LIMITS), _("projects-template.xlsx"))


@blueprint.route("/institution/projects/files", methods=["GET", "POST"])
@audience(INSTITUTION)
def filing_batches() -> Any:
    """Send a file of projects, which files nothing yet; and the files that were sent."""
    form = BatchForm()
    if form.validate_on_submit():
        try:
            with transaction(session()):
                upload = Upload(form.file.data.filename or "", form.file.data.read(LIMITS.bytes + 1))
                batch_id = batches.send_batch(session(), upload, by=actor(), now=now()).id
            return redirect(_address(batch_id), 303)
        except Unreadable as fault:
            form.file.errors = [*form.file.errors, words.unreadable_words(fault.code, fault.figures)]
    page = render_template(
        "institution/filing_batches.html", form=form, limits=LIMITS, rows=own_batches(session(), actor()), Row=RowState
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/institution/projects/files/<int:batch_id>")
@audience(INSTITUTION)
def filing_batch(batch_id: int) -> Any:
    """What stands in a file and would become of it, or what became of each row."""
    return _page(own_batch(batch_id))


@blueprint.route("/institution/projects/files/<int:batch_id>/file", methods=["GET", "POST"])
@audience(INSTITUTION)
def file_batch(batch_id: int) -> Any:
    """File the rows that wait, as many as a request may; pressed again, it goes on with the rest.

    Who had to sign in on the way is led to the page (GET).
    """
    own_batch(batch_id)
    return redirect(_address(batch_id)) if request.method == "GET" else _done(batch_id, _file_rows)


@blueprint.post("/institution/projects/files/<int:batch_id>/stop")
@audience(INSTITUTION)
def stop_batch(batch_id: int) -> Any:
    """Drop a preview, or leave the rows that wait unfiled."""

    def stop(batch_id: int) -> None:
        with transaction(session()):
            batches.stop(session(), own_batch(batch_id, lock=True), by=actor(), now=now())

    return _done(batch_id, stop)


@blueprint.get("/institution/projects/files/<int:batch_id>/result")
@audience(INSTITUTION)
def batch_result(batch_id: int) -> Any:
    """Every row with its answer as a spreadsheet; with ``?rows=open`` those not filed, to correct and send."""
    rows = rows_of(session(), own_batch(batch_id))
    if request.args.get("rows") == "open":
        rows = [row for row in rows if row.state is not RowState.FILED]
    content = workbook(LAYOUT, ((row.cells, words.result_texts(row)) for row in rows), words.result_headings())
    return xlsx(content, _("projects-filed.xlsx"))


def _file_rows(batch_id: int) -> None:
    """Confirm, and file row by row, each in a transaction of its own and judged at its own moment."""
    with transaction(session()):
        batches.confirm(session(), own_batch(batch_id, lock=True), by=actor(), now=now())
    rules, ends = law(), time.monotonic() + SECONDS
    goes_on = True
    while goes_on and time.monotonic() < ends:
        with transaction(session()):
            held = own_batch(batch_id, lock=True)
            goes_on = batches.file_next(session(), rules, held, by=actor(), now=clock.now())


def _done(batch_id: int, verb: Callable[[int], None]) -> Any:
    """Do it and show how the batch stands; the reason where it is refused."""
    try:
        verb(batch_id)
    except Refused as refused:
        return _page(own_batch(batch_id), refused), 409
    return redirect(_address(batch_id), 303)


def _address(batch_id: int) -> str:
    return url_for("institution.filing_batch", batch_id=batch_id)


def _page(batch: FilingBatch, refused: Refused | None = None) -> str:
    rows = rows_of(session(), batch)
    by_state = {state: [row.line for row in rows if row.state is state] for state in RowState}
    shown = {
        "batch": batch, "refused": refused, "State": BatchState, "Row": RowState, "words": words, "by_state": by_state,
        "counts": Counter({state: len(lines) for state, lines in by_state.items()}), "every": len(rows),
    }
    if batch.state is BatchState.PREVIEW:
        waiting = [row for row in rows if row.state is RowState.WAITING]
        return render_template(
            "institution/filing_batch_preview.html", **shown, rows=rows, before=filed_before(session(), batch),
            seen=forecast(session(), law(), batch, waiting, today()), at=now(),
        )
    only = next((state for state in RowState if state.value == request.args.get("rows")), None)
    return render_template(
        "institution/filing_batch.html", **shown, only=only,
        rows=[row for row in rows if only is None or row.state is only],
    )
