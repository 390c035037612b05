"""Declaring projects that were filed elsewhere or before going live, with their proof; taking one back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import documents_of, name_of, store_documents
from assessor_hub.institutions.services import head_on
from assessor_hub.projects.declared import decide_declared, declare
from assessor_hub.projects.declared_list_queries import list_of
from assessor_hub.projects.declared_queries import charge_of_declared, confirming_places
from assessor_hub.projects.declared_queries import own_declared as own_rows
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.refusals import Refused
from assessor_hub.rules.lifecycle import DECLARED, DeclaredVerb, open_verbs
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.declared_forms import DeclaredForm
from assessor_hub.web.institution.own import own_declared, own_id
from assessor_hub.web.institution.project_forms import WithdrawForm, new_key
from assessor_hub.web.shared.context import actor, hub, law, now, session, today
from assessor_hub.web.shared.guards import INSTITUTION, audience

_FIELDS = {
    "declared_ahead": "filed_on", "not_confirmed_there": "jurisdiction", "head_missing": "head_name",
    "unit_already_declared": "unit_uscc", "unit_already_filed": "unit_uscc",
}


@blueprint.route("/institution/declared", methods=["GET", "POST"])
@audience(INSTITUTION)
def declared() -> Any:
    """What is declared, and a form to declare one more."""
    form = DeclaredForm()
    form.offer(confirming_places(session(), law(), own_id(), today()))
    if not form.is_submitted():
        form.request_key.data = new_key()
        return _list(form)
    if not form.validate():
        return _list(form), 422
    try:
        with transaction(session()):
            row = declare(session(), law(), hub().vault, form.declaration(), by=actor(), now=now())
            if not documents_of(session(), OwnerKind.DECLARED, row.id):  # the same form, sent twice, keeps one proof
                store_documents(
                    session(), hub().vault, hub().store, form.uploads(), owner_kind=OwnerKind.DECLARED,
                    owner_id=row.id, kind=DocumentKind.EVIDENCE, by=actor(), now=now(),
                )
            declared_id = row.id
    except Refused as refused:
        form.wrong(_FIELDS.get(refused.code, "files"), refused)
        return _list(form), 409 if isinstance(refused, FilingRefused) else 422
    flash(_("Declared. It counts once the department has confirmed its proof."), "done")
    return redirect(url_for("institution.declared_project", declared_id=declared_id))


def _list(form: DeclaredForm) -> str:
    tenure = head_on(session(), own_id(), today())
    return render_template(
        "institution/declared.html", form=form, rows=own_rows(session(), actor()),
        since=min((one.first_day for one in tenure.institution.tenures), default=None) if tenure else None,
    )


@blueprint.get("/institution/declared/<int:declared_id>")
@audience(INSTITUTION)
def declared_project(declared_id: int) -> Any:
    """One declared project: what was declared, its proof, and what came of it."""
    return _page(declared_id, WithdrawForm(formdata=None))


@blueprint.post("/institution/declared/<int:declared_id>/withdraw")
@audience(INSTITUTION)
def withdraw_declared(declared_id: int) -> Any:
    """Take a declared project back while nobody has decided on it."""
    own_declared(declared_id)
    form = WithdrawForm()
    if not form.validate_on_submit():
        return _page(declared_id, form), 422
    try:
        with transaction(session()):
            decide_declared(
                session(), law(), own_declared(declared_id, lock=True), DeclaredVerb.WITHDRAW,
                revision=form.known_revision(), reason=form.reason.data, by=actor(), now=now(),
            )
    except Refused as refused:
        return _page(declared_id, form, refused), 409
    flash(_("Withdrawn."), "done")
    return redirect(url_for("institution.declared_project", declared_id=declared_id))


def _page(declared_id: int, form: WithdrawForm, refused: Refused | None = None) -> str:
    row = own_declared(declared_id)
    form.revision.raw_data, form.revision.data = None, row.revision
    rows = documents_of(session(), OwnerKind.DECLARED, row.id)
    return render_template(
        "institution/declared_project.html", row=row, form=form, refused=refused, documents=rows,
        names={one.id: name_of(hub().vault, one) for one in rows}, charge=charge_of_declared(session(), row),
        came_with=list_of(session(), row),
        may_withdraw=DeclaredVerb.WITHDRAW in open_verbs(DECLARED, row.status),
    )
