"""Evidence of the institution's own: uploading to an application, taking off, downloading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.documents.models import OwnerKind
from assessor_hub.documents.services import document_of, name_of, store_documents, withdraw_document
from assessor_hub.refusals import Refused
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Application
from assessor_hub.registration.services import EDITABLE
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.applications import application_page
from assessor_hub.web.institution.document_forms import UploadForm
from assessor_hub.web.institution.own import (
    own_application,
    own_change,
    own_declared,
    own_declared_list,
    own_member,
    own_project,
)
from assessor_hub.web.shared.context import actor, hub, now, session
from assessor_hub.web.shared.files import handed_out
from assessor_hub.web.shared.guards import INSTITUTION, audience, found

_OWN: dict[OwnerKind, Callable[[int], Any]] = {
    OwnerKind.APPLICATION: own_application, OwnerKind.PROJECT: own_project, OwnerKind.CHANGE: own_change,
    OwnerKind.EMPLOYMENT: own_member, OwnerKind.DECLARED: own_declared,
    OwnerKind.DECLARED_LIST: own_declared_list,
}


@blueprint.post("/institution/applications/<int:application_id>/documents")
@audience(INSTITUTION)
def upload_document(application_id: int) -> Any:
    """Add evidence to an application that is still open for changes."""
    own_application(application_id)
    form = UploadForm()
    if not form.validate_on_submit():
        return application_page(application_id, upload=form), 422
    try:
        with transaction(session()):
            _editable(application_id)
            store_documents(
                session(), hub().vault, hub().store, form.uploads(), owner_kind=OwnerKind.APPLICATION,
                owner_id=application_id, kind=form.document_kind.data, by=actor(), now=now(),
            )
    except RegistrationRefused as refused:
        return application_page(application_id, refused=refused), 409
    except Refused as refused:
        form.wrong("files", refused)
        return application_page(application_id, upload=form), 422
    flash(_("Stored."), "done")
    return redirect(url_for("institution.application", application_id=application_id, _anchor="documents"))


@blueprint.post("/institution/applications/<int:application_id>/documents/<int:document_id>/remove")
@audience(INSTITUTION)
def remove_document(application_id: int, document_id: int) -> Any:
    """Take evidence off an application that is still open for changes."""
    own_application(application_id)
    try:
        with transaction(session()):
            application = _editable(application_id)
            row = found(document_of(session(), OwnerKind.APPLICATION, application.id, document_id))
            withdraw_document(session(), row, by=actor(), now=now())
    except Refused as refused:
        return application_page(application_id, refused=refused), 409
    flash(_("Taken off."), "done")
    return redirect(url_for("institution.application", application_id=application_id, _anchor="documents"))


def _editable(application_id: int) -> Application:
    application = own_application(application_id, lock=True)
    if application.status not in EDITABLE:
        raise RegistrationRefused("not_editable", status=application.status.value)
    return application


_OF = "<any(application, project, change, employment, declared, declared_list):owner>/<int:owner_id>"


@blueprint.get(f"/institution/documents/{_OF}/<int:document_id>")
@audience(INSTITUTION)
def document(owner: str, owner_id: int, document_id: int) -> Any:
    """A document of the institution's own, as the department gets it: the copy without metadata."""
    kind = OwnerKind(owner)
    row = found(document_of(session(), kind, _OWN[kind](owner_id).id, document_id))
    return handed_out(row, name_of(hub().vault, row))
