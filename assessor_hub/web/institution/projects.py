"""The institution's projects: the list with its pools, one project, and the steps that are the institution's own."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessor_hub.clock import beijing_day
from assessor_hub.db import transaction
from assessor_hub.documents.errors import DocumentRefused
from assessor_hub.documents.intake import Upload, check_upload
from assessor_hub.documents.kinds import DOCX, OFD, PDF
from assessor_hub.documents.models import Document, DocumentKind, OwnerKind
from assessor_hub.documents.services import documents_of, name_of, store_documents
from assessor_hub.projects import queries, reports
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import move
from assessor_hub.refusals import Refused
from assessor_hub.rules.keys import REF_CORRECTION
from assessor_hub.rules.lifecycle import PROJECT, RELEASES, ProjectState, ProjectVerb, open_verbs
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_project
from assessor_hub.web.institution.project_forms import MoveForm, ReportForm, ResubmitForm, WithdrawForm
from assessor_hub.web.institution.words import FLAGS
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, hub, law, now, session, today
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.pools import own_pools
from assessor_hub.web.shared.reference import last_day

REPORT_TYPES = frozenset({PDF, DOCX, OFD})


@blueprint.get("/institution/projects")
@audience(INSTITUTION)
def projects() -> Any:
    """The projects of a year with their states, and the pools."""
    years = sorted({today().year, *queries.own_years(session(), actor())}, reverse=True)
    year = request.args.get("year", today().year, type=asked.year)
    return render_template(
        "institution/projects.html", projects=queries.own_projects(session(), actor(), year), year=year, years=years,
        pools=own_pools(),
    )


@blueprint.get("/institution/projects/<int:project_id>")
@audience(INSTITUTION)
def project(project_id: int) -> Any:
    """One project and what can be done with it."""
    return _page(project_id)


def _page(project_id: int, *, refused: Refused | None = None, **typed: MoveForm) -> str:
    """The project's page; ``typed`` carries the form (withdraw, resubmit, report) that was just not accepted."""
    row = own_project(project_id)
    documents = documents_of(session(), OwnerKind.PROJECT, row.id)
    forms = {"withdraw": WithdrawForm, "resubmit": ResubmitForm, "report": ReportForm}
    shown = {name: typed.get(name) or form(formdata=None) for name, form in forms.items()}
    for form in shown.values():
        form.revision.data = str(row.revision)
    return render_template(
        "institution/project.html", project=row, refused=refused, forms=shown, documents=documents,
        names={document.id: name_of(hub().vault, document) for document in documents},
        current=_current_report(row, documents), charge=queries.charge_of(session(), row),
        flags=[str(FLAGS.get(flag, flag)) for flag in row.flags.split(",") if flag],
        verbs={verb.value for verb in open_verbs(PROJECT, row.status)},
        releases=(row.status, ProjectVerb.WITHDRAW) in RELEASES, correct_by=_correct_by(row),
    )


def _current_report(row: Project, documents: list[Document]) -> int | None:
    """The id of the document whose hash the project carries; the newest, where a report was sent twice."""
    return next((document.id for document in reversed(documents) if document.sha256 == row.report_sha256), None)


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


def _move(project_id: int, verb: ProjectVerb, form: Any, name: str, reason: Any, done: str) -> Any:
    own_project(project_id)
    if not form.validate_on_submit():
        return _page(project_id, **{name: form}), 422
    try:
        with transaction(session()):
            row = own_project(project_id, lock=True)
            move(
                session(), law(), row, verb, revision=_revision(form), reason=reason(), by=actor(), now=now()
            )
    except Refused as refused:
        return _page(project_id, refused=refused, **{name: form}), 409
    flash(done, "done")
    return redirect(url_for("institution.project", project_id=project_id))


def _revision(form: Any) -> int:
    """The revision that the page was made from; 0, which no project has, where it is no number."""
    text = str(form.revision.data)
    return int(text) if text.isdecimal() else 0


@blueprint.post("/institution/projects/<int:project_id>/report")
@audience(INSTITUTION)
def issue_report(project_id: int) -> Any:
    """Store the evaluation report, or a corrected one, and note its hash and day of issue."""
    own_project(project_id)
    form = ReportForm()
    if not form.validate_on_submit():
        return _page(project_id, report=form), 422
    try:
        _store_report(project_id, form)
    except DocumentRefused as refused:
        form.wrong("file", refused)
        return _page(project_id, report=form), 422
    except Refused as refused:
        return _page(project_id, refused=refused, report=form), 409
    flash(_("The report has been stored."), "done")
    return redirect(url_for("institution.project", project_id=project_id))


def _store_report(project_id: int, form: ReportForm) -> None:
    upload = _checked(form.upload())
    refs: list[str] = []
    try:
        with transaction(session()):
            row = own_project(project_id, lock=True)
            if row.revision != _revision(form):
                raise FilingRefused("changed_meanwhile", status=row.status.value, reason=row.reason)
            stored, *_rest = store_documents(
                session(), hub().vault, hub().store, [upload], owner_kind=OwnerKind.PROJECT, owner_id=row.id,
                kind=DocumentKind.EVALUATION_REPORT, by=actor(), now=now(),
            )
            refs.append(stored.ref)
            reports.issue_report(session(), row, stored.sha256, form.issued_on.data, by=actor(), now=now())
    except Refused:
        for ref in refs:  # the row was undone; its bytes would lie there for nobody
            hub().store.drop(ref)
        raise


def _checked(upload: Upload) -> Upload:
    """An evaluation report is a text document; a picture or a spreadsheet is none."""
    if check_upload(upload, DocumentKind.EVALUATION_REPORT) not in REPORT_TYPES:
        raise DocumentRefused("file_type", name=upload.name)
    return upload
