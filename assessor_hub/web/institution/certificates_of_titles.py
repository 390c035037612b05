"""The certificate of a person's title, as a file: it belongs to the line of the roster."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import document_of, store_documents, withdraw_document
from assessor_hub.refusals import Refused
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.document_forms import CertificateForm
from assessor_hub.web.institution.own import own_member
from assessor_hub.web.institution.roster import member_page
from assessor_hub.web.shared.context import actor, hub, now, session
from assessor_hub.web.shared.guards import INSTITUTION, audience, found


@blueprint.post("/institution/roster/<int:employment_id>/certificate")
@audience(INSTITUTION)
def upload_certificate(employment_id: int) -> Any:
    """Add the certificate to a line; what was handed in before stays with it."""
    own_member(employment_id)
    form = CertificateForm()
    if not form.validate_on_submit():
        return member_page(employment_id, paper=form), 422
    try:
        with transaction(session()):
            row = own_member(employment_id, lock=True)
            store_documents(
                session(), hub().vault, hub().store, form.uploads(), owner_kind=OwnerKind.EMPLOYMENT, owner_id=row.id,
                kind=DocumentKind.TITLE, by=actor(), now=now(),
            )
    except Refused as refused:
        form.wrong("files", refused)
        return member_page(employment_id, paper=form), 422
    flash(_("Stored."), "done")
    return redirect(url_for("institution.edit_member", employment_id=employment_id, _anchor="certificate"))


@blueprint.post("/institution/roster/<int:employment_id>/certificate/<int:document_id>/remove")
@audience(INSTITUTION)
def remove_certificate(employment_id: int, document_id: int) -> Any:
    """Take a certificate off a line that was not handed in yet; later it is evidence and stays."""
    with transaction(session()):
        row = own_member(employment_id, lock=True)
        paper = found(document_of(session(), OwnerKind.EMPLOYMENT, row.id, document_id))
        withdraw_document(session(), found(paper if row.claimed_at is None else None), by=actor(), now=now())
    flash(_("Taken off."), "done")
    return redirect(url_for("institution.edit_member", employment_id=employment_id, _anchor="certificate"))
