"""Declaring many projects from one file with one proof: the template, a preview, the declaring, its result."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from assessor_hub import clock
from assessor_hub.db import transaction
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import documents_of, name_of
from assessor_hub.projects import declared_lists as verbs
from assessor_hub.projects.batch_files import LIMITS
from assessor_hub.projects.declared_list_files import LAYOUT
from assessor_hub.projects.declared_list_models import DeclaredList, DeclaredListState
from assessor_hub.projects.declared_list_queries import answers_of, foresee, own_lists
from assessor_hub.projects.declared_queries import confirming_places
from assessor_hub.refusals import Refused
from assessor_hub.spreadsheets.sheets_out import template, workbook
from assessor_hub.spreadsheets.workbooks import Unreadable
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution import declared_list_words as words
from assessor_hub.web.institution.batch_words import lines_words
from assessor_hub.web.institution.document_forms import size_words
from assessor_hub.web.institution.own import own_declared_list, own_id
from assessor_hub.web.shared.context import actor, hub, law, now, session, today
from assessor_hub.web.shared.forms import Form, options
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.roster_imports import xlsx
from assessor_hub.web.shared.words.law import place

SECONDS = 8.0  # after which a request declares no further row: the page says what is left, and goes on when asked to


class DeclaredListForm(Form):
    """Declared projects as a spreadsheet, and whose staff confirm them."""

    jurisdiction = SelectField(_l("Confirmed by"), [InputRequired(_l("This is needed."))])
    opening = BooleanField(_l("They were filed in this province before this register went live"))
    file = FileField(_l("Spreadsheet (.xlsx or .csv)"), [FileRequired(_l("Choose a file."))])


class ProofForm(Form):
    """The proof of a whole list."""

    files = MultipleFileField(
        _l("Proof of these rows"), [FileRequired(_l("Choose at least one file."))],
        description=LazyString(size_words, (DocumentKind.EVIDENCE,)),
    )

    def uploads(self) -> list[Upload]:
        """The files as they came."""
        return [Upload(file.filename or "", file.read()) for file in self.files.data]


@blueprint.get("/institution/declared/lists/template")
@audience(INSTITUTION)
def declared_template() -> Any:
    """The spreadsheet to fill in."""
    return xlsx(template(LAYOUT, LIMITS), _("declared-template.xlsx"))


@blueprint.route("/institution/declared/lists", methods=["GET", "POST"])
@audience(INSTITUTION)
def declared_lists() -> Any:
    """Send a list, which declares nothing yet; and the lists that were sent."""
    form = DeclaredListForm()
    form.jurisdiction.choices = options(
        (code, place(code)) for code in confirming_places(session(), law(), own_id(), today())
    )
    if form.validate_on_submit():
        try:
            with transaction(session()):
                upload = Upload(form.file.data.filename or "", form.file.data.read(LIMITS.bytes + 1))
                sent = verbs.send_list(
                    session(), hub().vault, upload, form.jurisdiction.data, opening=form.opening.data, by=actor(),
                    now=now(),
                )
                address = _address(sent.id)
            return redirect(address, 303)
        except Unreadable as fault:
            form.file.errors = [*form.file.errors, words.unreadable_words(fault.code, fault.figures)]
    page = render_template(
        "institution/declared_lists.html", form=form, limits=LIMITS, rows=own_lists(session(), actor())
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/institution/declared/lists/<int:declared_list_id>")
@audience(INSTITUTION)
def declared_list(declared_list_id: int) -> Any:
    """What stands in a list and would become of it, or what became of each row."""
    return _page(own_declared_list(declared_list_id), ProofForm(formdata=None))


@blueprint.route("/institution/declared/lists/<int:declared_list_id>/take", methods=["GET", "POST"])
@audience(INSTITUTION)
def take_declared_list(declared_list_id: int) -> Any:
    """Take a preview in with its proof and declare its rows, as many as a request may; pressed again, it goes on.

    Who had to sign in on the way is led to the page (GET).
    """
    sent, form = own_declared_list(declared_list_id), ProofForm()
    if not form.is_submitted():
        return redirect(_address(declared_list_id))
    if sent.state is DeclaredListState.PREVIEW and not form.validate():
        return _page(sent, form), 422
    return _done(declared_list_id, form, lambda: _declare(declared_list_id, form))


@blueprint.post("/institution/declared/lists/<int:declared_list_id>/stop")
@audience(INSTITUTION)
def stop_declared_list(declared_list_id: int) -> Any:
    """Drop a preview, or leave the rows without an answer undeclared."""

    def stop() -> None:
        with transaction(session()):
            verbs.stop(session(), own_declared_list(declared_list_id, lock=True), by=actor(), now=now())

    return _done(declared_list_id, ProofForm(formdata=None), stop)


@blueprint.get("/institution/declared/lists/<int:declared_list_id>/result")
@audience(INSTITUTION)
def declared_list_result(declared_list_id: int) -> Any:
    """Every answered row as a spreadsheet."""
    rows = answers_of(session(), own_declared_list(declared_list_id))
    texts = ((words.result_texts(row), ()) for row in rows)
    return xlsx(workbook(words.result_layout(), texts, ()), _("declared.xlsx"))


def _declare(declared_list_id: int, form: ProofForm) -> None:
    """Take in, and declare row by row, each in a transaction of its own and judged at its own moment."""
    with transaction(session()):
        held = own_declared_list(declared_list_id, lock=True)
        proof = form.uploads() if held.state is DeclaredListState.PREVIEW else []
        verbs.take_in(session(), hub().vault, hub().store, held, proof, by=actor(), now=now())
        lines = verbs.lines_in(hub().vault, held, now())
    rules, ends, goes_on = law(), time.monotonic() + SECONDS, True
    while goes_on and time.monotonic() < ends:
        with transaction(session()):
            held = own_declared_list(declared_list_id, lock=True)
            goes_on = verbs.declare_next(session(), rules, hub().vault, held, lines, by=actor(), now=clock.now())


def _done(declared_list_id: int, form: ProofForm, verb: Callable[[], None]) -> Any:
    """Do it and show how the list stands; the reason where it is refused."""
    try:
        verb()
    except Refused as refused:
        return _page(own_declared_list(declared_list_id), form, refused), 409
    return redirect(_address(declared_list_id), 303)


def _address(declared_list_id: int) -> str:
    return url_for("institution.declared_list", declared_list_id=declared_list_id)


def _page(sent: DeclaredList, form: ProofForm, refused: Refused | None = None) -> str:
    shown = {"sent": sent, "form": form, "refused": refused, "State": DeclaredListState, "words": words,
             "lines_words": lines_words}
    if sent.state is DeclaredListState.PREVIEW:
        lines = verbs.lines_in(hub().vault, sent, now())
        return render_template(
            "institution/declared_list_preview.html", **shown, lines=lines,
            good=sum(line.said is not None for line in lines),
            seen=foresee(session(), law(), sent, lines, today()),
        )
    proof = documents_of(session(), OwnerKind.DECLARED_LIST, sent.id)
    return render_template(
        "institution/declared_list.html", **shown, rows=answers_of(session(), sent), documents=proof,
        left=verbs.unanswered(session(), sent), names={one.id: name_of(hub().vault, one) for one in proof},
    )
