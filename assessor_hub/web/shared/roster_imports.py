"""The pages of an import, alike for an institution and a department: send a file, look at it, confirm, cancel."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from assessor_hub.db import transaction
from assessor_hub.documents.intake import Upload
from assessor_hub.refusals import Refused
from assessor_hub.rosters import services
from assessor_hub.rosters.models import OVER, ImportState, RosterImport
from assessor_hub.rosters.queries import import_for
from assessor_hub.spreadsheets.workbooks import Limits, Unreadable, check_size
from assessor_hub.staffing.roster_template import faulty_workbook, template
from assessor_hub.staffing.roster_words import Column
from assessor_hub.web.shared.context import actor, hub, now, session
from assessor_hub.web.shared.files import attachment
from assessor_hub.web.shared.forms import Form
from assessor_hub.web.shared.guards import found
from assessor_hub.web.shared.words.refusals import refusal
from assessor_hub.web.shared.words.rosters import FATES, column_words, fault_words, unreadable_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RosterFileForm(Form):
    """A roster as a spreadsheet."""

    file = FileField(_l("Spreadsheet (.xlsx)"), [FileRequired(_l("Choose a file."))])


def take_file(form: RosterFileForm, limits: Limits, **scope: Any) -> int | None:
    """Keep the form's file as an import of ``scope``; its id, or None with the reason at the field."""
    try:
        check_size(_size(form.file.data), limits)
        with transaction(session()):
            upload = Upload(form.file.data.filename or "", form.file.data.read())
            return services.send_file(session(), hub().vault, upload, by=actor(), now=now(), **scope).id
    except Unreadable as fault:
        form.file.errors = [*form.file.errors, unreadable_words(fault.code, fault.figures)]
        return None


def _size(storage: Any) -> int:
    """The bytes of an upload, found without reading it."""
    storage.stream.seek(0, io.SEEK_END)
    size = int(storage.stream.tell())
    storage.stream.seek(0)
    return size


def visible(import_id: int, *, own: bool, lock: bool = False) -> RosterImport:
    """The import if the actor may see it on this face: an institution's own, or a department's; else 404."""
    row = import_for(session(), actor(), import_id, lock=lock)
    fits = row is not None and (row.institution_id is not None) == own
    return found(row if fits else None)


def page(row: RosterImport, template_name: str, refused: Refused | None = None) -> tuple[str, int]:
    """The page of an import in its state."""
    vault = hub().vault
    shown = render_template(
        template_name, row=row, preview=services.preview_of(vault, row), name=services.file_name(vault, row),
        has_faulty=row.faulty_sealed is not None, over=row.state in OVER, State=ImportState, fates=FATES,
        failure=unreadable_words(row.failure, row.failure_figures) if row.failure else None,
        column_words=column_words, fault_words=fault_words, refused=refusal(refused) if refused else None,
    )
    return shown, 409 if refused else 200


def confirmed(import_id: int, *, own: bool) -> Refused | None:
    """Confirm the import with what the pressed button says; the refusal, if it was refused."""
    return _tried(
        lambda: services.confirm(
            session(), visible(import_id, own=own, lock=True), leave_out=bool(request.form.get("leave_out")),
            by=actor(), now=now(),
        )
    )


def cancelled(import_id: int, *, own: bool) -> Refused | None:
    """Cancel the import; the refusal, if it was refused."""
    return _tried(
        lambda: services.cancel(session(), visible(import_id, own=own, lock=True), by=actor(), now=now())
    )


def _tried(verb: Callable[[], Any]) -> Refused | None:
    try:
        with transaction(session()):
            verb()
    except Refused as refused:
        return refused
    return None


def flash_outcome(row: RosterImport) -> None:
    """Say what a finished import did."""
    counts = {"added": row.added, "updated": row.updated, "unchanged": row.unchanged}
    flash(_("%(added)s added, %(updated)s updated, %(unchanged)s unchanged.", **counts), "done")
    if row.faulty:
        flash(_("%(n)s rows were left out.", n=row.faulty), "info")


def faulty_file(row: RosterImport) -> Any:
    """The rows that cannot be taken, each with what is wrong, as a spreadsheet to correct and upload."""
    plain = found(services.faulty_of(hub().vault, row))
    columns = services.columns_of(row)
    content = faulty_workbook(_with_words(json.loads(zlib.decompress(plain))), columns)
    return xlsx(content, _("rows-to-correct.xlsx"))


def _with_words(rows: list[Any]) -> Iterator[list[str]]:
    for number, cells, faults in rows:
        said = [f"{column_words(column)}: {fault_words(code, figures)}" for column, code, figures in faults]
        yield [*cells, _("Row %(row)s", row=number) + " " + " ".join(said)]


def template_file(columns: tuple[Column, ...], limits: Limits) -> Any:
    """The spreadsheet to fill in."""
    return xlsx(template(columns, limits), _("roster-template.xlsx"))


def xlsx(content: bytes, name: str) -> Any:
    """A spreadsheet to download."""
    return attachment(content, XLSX, name)


def back(url: str) -> Any:
    """After a verb, the page is asked for anew: reloading it sends nothing again."""
    return redirect(url, 303)
