"""Issuing the evaluation report of a project, or a corrected one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.documents.errors import DocumentRefused
from assessor_hub.documents.intake import Upload, check_upload
from assessor_hub.documents.kinds import DOCX, OFD, PDF
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import store_documents
from assessor_hub.projects import reports
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.refusals import Refused
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_project
from assessor_hub.web.institution.project import project_page
from assessor_hub.web.institution.project_forms import ReportForm
from assessor_hub.web.shared.context import actor, hub, now, session
from assessor_hub.web.shared.guards import INSTITUTION, audience

REPORT_TYPES = frozenset({PDF, DOCX, OFD})


@blueprint.post("/institution/projects/<int:project_id>/report")
@audience(INSTITUTION)
def issue_report(project_id: int) -> Any:
    """Store the evaluation report, or a corrected one, and note its hash and day of issue."""
    own_project(project_id)
    form = ReportForm()
    if not form.validate_on_submit():
        return project_page(project_id, report=form), 422
    try:
        _store_report(project_id, form)
    except DocumentRefused as refused:
        form.wrong("file", refused)
        return project_page(project_id, report=form), 422
    except Refused as refused:
        return project_page(project_id, refused=refused, report=form), 409
    flash(_("The report has been stored."), "done")
    return redirect(url_for("institution.project", project_id=project_id))


def _store_report(project_id: int, form: ReportForm) -> None:
    upload = _checked(form.upload())
    refs: list[str] = []
    try:
        with transaction(session()):
            row = own_project(project_id, lock=True)
            if row.revision != form.known_revision():
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
