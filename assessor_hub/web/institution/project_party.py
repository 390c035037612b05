"""The evaluated unit's side of a project: the contract with it, and its contact who says whether it commissioned us."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.documents.errors import DocumentRefused
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import documents_of, name_of, store_documents
from assessor_hub.projects.commissions import Contact, ask, commissions_of, contact_of
from assessor_hub.projects.contracts import attest, attestations_of, banned_clauses
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.refusals import Refused
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_project
from assessor_hub.web.institution.party_forms import ContactForm, ContractForm
from assessor_hub.web.shared.context import actor, hub, law, now, session
from assessor_hub.web.shared.forms import Form, options
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.words.values import WORDS


@blueprint.get("/institution/projects/<int:project_id>/unit")
@audience(INSTITUTION)
def project_party(project_id: int) -> Any:
    """The contract, the contact, and what the contact answered."""
    return _page(project_id)


@blueprint.post("/institution/projects/<int:project_id>/unit/contact")
@audience(INSTITUTION)
def name_contact(project_id: int) -> Any:
    """Name the unit's contact, who is written to."""
    own_project(project_id)
    form = ContactForm()
    if not form.validate_on_submit():
        return _page(project_id, contact=form), 422
    contact = Contact(form.name.data, form.email.data, site=_site())
    if not contact.site:
        return _page(project_id, contact=form), 409
    try:
        with transaction(session()):
            ask(session(), hub().vault, own_project(project_id, lock=True), contact, by=actor(), now=now())
    except Refused as refused:
        return _page(project_id, refused=refused, contact=form), 409
    flash(_("The contact is written to."), "done")
    return redirect(url_for("institution.project_party", project_id=project_id))


def _site() -> str:
    """Where the private link opens. Whoever sends mail names the address: a request's could be anybody's."""
    settings = hub().settings
    if settings.public_url is None and (settings.environment == "production" or settings.smtp_url):
        return ""
    return settings.public_url or request.host_url.rstrip("/")


@blueprint.post("/institution/projects/<int:project_id>/unit/contract")
@audience(INSTITUTION)
def send_contract(project_id: int) -> Any:
    """Store the contract with the word that it holds none of the banned clauses."""
    form = _contract_form(project_id)
    if not form.validate_on_submit():
        return _page(project_id, contract=form), 422
    refs: list[str] = []
    try:
        with transaction(session()):
            row = own_project(project_id, lock=True)
            stored, *_rest = store_documents(
                session(), hub().vault, hub().store, [form.upload()], owner_kind=OwnerKind.PROJECT, owner_id=row.id,
                kind=DocumentKind.CONTRACT, by=actor(), now=now(),
            )
            refs.append(stored.ref)
            attest(session(), law(), row, stored, form.clauses.data or (), by=actor(), now=now())
    except (DocumentRefused, FilingRefused) as refused:
        for ref in refs:  # the row was undone; its bytes would lie there for nobody
            hub().store.drop(ref)
        form.wrong("clauses" if refused.code == "clauses_unattested" else "file", refused)
        return _page(project_id, contract=form), 422
    flash(_("The contract has been stored."), "done")
    return redirect(url_for("institution.project_party", project_id=project_id))


def _contract_form(project_id: int, **given: Any) -> ContractForm:
    form = ContractForm(**given)
    banned = banned_clauses(law(), own_project(project_id), now())
    form.clauses.choices = options((clause, WORDS[clause]) for clause in banned.value)
    return form


def _page(project_id: int, *, refused: Refused | None = None, **typed: Form) -> str:
    row = own_project(project_id)
    documents = {document.id: document for document in documents_of(session(), OwnerKind.PROJECT, row.id)}
    contracts = [(one, documents.get(one.document_id)) for one in attestations_of(session(), row.id)]
    return render_template(
        "institution/project_party.html", project=row, refused=refused,
        asked=[(one, contact_of(hub().vault, one)) for one in commissions_of(session(), row.id)],
        contracts=contracts, names={document.id: name_of(hub().vault, document) for document in documents.values()},
        contact_form=typed.get("contact") or ContactForm(formdata=None),
        contract_form=typed.get("contract") or _contract_form(project_id, formdata=None),
        banned=banned_clauses(law(), row, now()), reachable=bool(_site()),
    )
