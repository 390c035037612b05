"""After recordal: particulars and their changes, premises and certificate, and giving a recordal up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import documents_of, name_of, store_documents
from assessor_hub.institutions.services import hold_institution
from assessor_hub.projects.queries import in_flight
from assessor_hub.refusals import Refused
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.change_queries import changes_of, predecessors_of
from assessor_hub.registration.changes import is_late
from assessor_hub.registration.endings import give_up
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.particulars import change_particulars, change_premises
from assessor_hub.registration.present import present_on
from assessor_hub.registration.queries import live_recordals
from assessor_hub.rules.keys import REF_CHANGE_FILING, REF_CHANGES_REVIEWED
from assessor_hub.rules.values import ChangeKind
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.change_forms import (
    CertificateForm,
    ExitForm,
    MoreFilesForm,
    ParticularsForm,
    PremisesForm,
    WithFiles,
)
from assessor_hub.web.institution.own import OWNERS, own_change, own_id, own_institution, own_recordal
from assessor_hub.web.institution.step_forms import PARTICULARS
from assessor_hub.web.shared.context import actor, hub, law, now, session, today
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.words.changes import change_lines
from assessor_hub.web.shared.words.values import value_text

_FIELDS = {
    "day_missing": "happened_on", "change_in_future": "happened_on", "end_in_past": "first_day_without",
    "not_live": "first_day_without", "reason_missing": "reason",
}
_KINDS = {
    "premises": (ChangeKind.PREMISES, PremisesForm),
    "certificate": (ChangeKind.QUALITY_CERTIFICATE, CertificateForm),
}


@blueprint.route("/institution/particulars", methods=["GET", "POST"])
@audience(INSTITUTION)
def particulars() -> Any:
    """What the institution says of itself; a change is filed wherever it is recorded."""
    form = ParticularsForm(data={name: getattr(own_institution(), name) for name in PARTICULARS})
    if not form.validate_on_submit():
        return _particulars(form), 422 if form.is_submitted() else 200
    given = {name: form[name].data for name in PARTICULARS}
    try:
        with transaction(session()):
            hold_institution(session(), own_id())
            filed = change_particulars(
                session(), law(), own_institution(), given, form.happened_on.data, by=actor(), now=now()
            )
            _store(filed, form)
    except Refused as refused:
        form.wrong(_FIELDS.get(refused.code, "files" if refused.code.startswith("file") else "name"), refused)
        return _particulars(form), 409
    flash(_("Changed, and filed where the institution is recorded.") if filed else _("Saved."), "done")
    return redirect(url_for("institution.particulars"))


def _particulars(form: ParticularsForm) -> str:
    recordals = live_recordals(session(), own_id(), today())
    return render_template(
        "institution/particulars.html", form=form, institution=own_institution(), recordals=recordals,
        changes=[(row, is_late(row)) for row in changes_of(session(), actor(), own_id())],
        settings=[(one.jurisdiction, _settings(one)) for one in recordals],
        predecessors=predecessors_of(session(), own_institution()), value_text=value_text,
    )


def _settings(recordal: Recordal) -> tuple[Any, Any]:
    """By when a change is filed there and which kinds are reviewed: settings of the office."""
    rules = law().read(recordal.jurisdiction, today())
    return rules.get(REF_CHANGE_FILING), rules.get(REF_CHANGES_REVIEWED)


def _store(changes: Iterable[Change], form: WithFiles) -> None:
    """Put the files to every change that they were sent with."""
    uploads = form.uploads()
    for change in changes:
        store_documents(
            session(), hub().vault, hub().store, uploads, owner_kind=OwnerKind.CHANGE, owner_id=change.id,
            kind=DocumentKind.EVIDENCE, by=actor(), now=now(),
        )


@blueprint.route("/institution/changes/<any(premises, certificate):what>", methods=["GET", "POST"])
@audience(INSTITUTION)
def file_premises(what: str) -> Any:
    """File new premises or a new quality certificate; they hold once the department has accepted them."""
    kind, form_of = _KINDS[what]
    form = form_of(data=_known())
    if not form.validate_on_submit():
        return _premises(what, form), 422 if form.is_submitted() else 200
    try:
        with transaction(session()):
            filed = change_premises(
                session(), law(), own_institution(), kind, form.given(), form.happened_on.data, by=actor(), now=now()
            )
            _store(filed, form)
    except Refused as refused:
        form.wrong("files" if refused.code.startswith("file") else "happened_on", refused)
        return _premises(what, form), 409
    flash(_("Filed. It holds for the conditions once the department has accepted it."), "done")
    return redirect(url_for("institution.particulars"))


def _known() -> dict[str, Any]:
    """The premises and the certificate as the first recordal has them today."""
    recordals = live_recordals(session(), own_id(), today())
    if not recordals:
        return {}
    application = session().get_one(Application, recordals[0].application_id)
    return present_on(session(), recordals[0], application, today()).answers.premises.model_dump()


def _premises(what: str, form: WithFiles) -> str:
    fields = [field for field in form if field.name not in {"csrf_token"}]
    return render_template("institution/change_premises.html", form=form, fields=fields, what=what)


@blueprint.get("/institution/changes/<int:change_id>")
@audience(INSTITUTION)
def change(change_id: int) -> Any:
    """One filed change and the department's answer."""
    return _change(change_id, MoreFilesForm(formdata=None))


@blueprint.post("/institution/changes/<int:change_id>")
@audience(INSTITUTION)
def add_evidence(change_id: int) -> Any:
    """Add evidence to a change."""
    form = MoreFilesForm()
    own_change(change_id)
    if not form.validate_on_submit():
        return _change(change_id, form), 422
    try:
        with transaction(session()):
            _store([own_change(change_id)], form)
    except Refused as refused:
        form.wrong("files", refused)
        return _change(change_id, form), 422
    flash(_("Stored."), "done")
    return redirect(url_for("institution.change", change_id=change_id))


def _change(change_id: int, form: MoreFilesForm) -> str:
    row = own_change(change_id)
    documents = documents_of(session(), OwnerKind.CHANGE, row.id)
    return render_template(
        "institution/change.html", change=row, late=is_late(row), lines=change_lines(row), form=form,
        documents=documents, names={one.id: name_of(hub().vault, one) for one in documents},
    )


@blueprint.route("/institution/recordals/<int:recordal_id>/exit", methods=["GET", "POST"])
@audience(OWNERS)
def exit_recordal(recordal_id: int) -> Any:
    """Give a recordal up from a day on."""
    form = ExitForm(data={"first_day_without": today()})
    own_recordal(recordal_id)
    if not form.validate_on_submit():
        return _exit(recordal_id, form), 422 if form.is_submitted() else 200
    try:
        with transaction(session()):
            filed = give_up(
                session(), law(), own_recordal(recordal_id, lock=True), form.first_day_without.data,
                form.reason.data or "", by=actor(), now=now(),
            )
            _store([filed], form)
    except Refused as refused:
        form.wrong(_FIELDS.get(refused.code, "files"), refused)
        return _exit(recordal_id, form), 409
    flash(_("The recordal is given up; the department has been told."), "done")
    return redirect(url_for("institution.change", change_id=filed.id))


def _exit(recordal_id: int, form: ExitForm) -> str:
    recordal = own_recordal(recordal_id)
    return render_template(
        "institution/exit.html", recordal=recordal, form=form,
        projects=in_flight(session(), own_id(), recordal.jurisdiction),
    )
