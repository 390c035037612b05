"""Applications for recordal: the list, opening one, the overview with its live verdict, handing in, taking back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.clock import beijing_day
from assessor_hub.db import transaction
from assessor_hub.documents.models import OwnerKind
from assessor_hub.documents.services import documents_of, name_of
from assessor_hub.refusals import Refused
from assessor_hub.registration import services
from assessor_hub.registration.answers import STEPS
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.judging import verdicts
from assessor_hub.registration.marks import marks_to_correct
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.queries import is_live, own_applications, recordal_on, recordals_of
from assessor_hub.registration.review_models import Mark
from assessor_hub.rules.keys import RECORDAL
from assessor_hub.rules.law import NoRulesInForce, Standing, Stated
from assessor_hub.rules.lifecycle import APPLICATION, ApplicationState, ApplicationVerb, BadTransition, open_verbs
from assessor_hub.rules.values import Level
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.document_forms import KINDS, UploadForm
from assessor_hub.web.institution.hand_in import HandInForm, hand_in_form
from assessor_hub.web.institution.own import own_application, own_id
from assessor_hub.web.institution.steps import evidence_links, step_url, steps_of
from assessor_hub.web.shared.context import actor, hub, law, now, session, today
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.reference import Remedy, remedies

OPEN = frozenset({ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED})


@dataclass(frozen=True)
class Place:
    """A jurisdiction as one where the institution may apply, or why it may not.

    ``state`` is possible, open, renewable, no_recordal or not_binding; ``stated`` the rule that asks for a recordal.
    """

    code: str
    state: str
    standing: Standing
    stated: Stated[bool] | None = None


def places_to_apply() -> list[Place]:
    """Every jurisdiction below the country, with what can be done there today."""
    applications = {row.jurisdiction for row in own_applications(session(), actor()) if row.status in OPEN}
    recorded = {row.jurisdiction for row in recordals_of(session(), own_id()) if is_live(row, today())}
    codes = [code for code, pack in sorted(law().packs.items()) if pack.head.level != "country"]
    return [_place(code, applications, recorded) for code in codes]


def _place(code: str, applications: set[str], recorded: set[str]) -> Place:
    standing = law().standing(code, today())
    if code in applications:
        return Place(code, "open", standing)
    try:
        stated = law().on(code, today()).get(RECORDAL)
    except NoRulesInForce:
        return Place(code, "not_binding", standing)
    if not stated.value:
        return Place(code, "no_recordal", standing, stated)
    return Place(code, "renewable" if code in recorded else "possible", standing, stated)


@blueprint.get("/institution/applications")
@audience(INSTITUTION)
def applications() -> Any:
    """The institution's applications and recordals, and where it may apply."""
    return _list()


def _list(refused: Refused | None = None) -> str:
    return render_template(
        "institution/applications.html", applications=own_applications(session(), actor()),
        recordals=recordals_of(session(), own_id()), places=places_to_apply(), refused=refused, Level=Level,
    )


@blueprint.post("/institution/applications")
@audience(INSTITUTION)
def open_application() -> Any:
    """Begin an application in a jurisdiction."""
    code = request.form.get("jurisdiction", "")
    if code not in law().packs:
        abort(404)
    try:
        with transaction(session()):
            opened = services.open_application(session(), law(), code, by=actor(), now=now())
    except Refused as refused:
        return _list(refused), 409
    return redirect(url_for("institution.application", application_id=opened.id))


@blueprint.get("/institution/applications/<int:application_id>")
@audience(INSTITUTION)
def application(application_id: int) -> Any:
    """One application: its steps, its evidence, and what the rules find today."""
    return application_page(application_id)


def application_page(
    application_id: int, *, refused: Refused | None = None, upload: UploadForm | None = None,
    signing: HandInForm | None = None,
) -> str:
    """The overview; ``refused``, ``upload`` and ``signing`` carry what was just not done."""
    application = own_application(application_id)
    documents = documents_of(session(), OwnerKind.APPLICATION, application.id)
    return render_template(
        "institution/application.html", application=application, refused=refused, steps=steps_of(application),
        verdicts=_verdicts(application), editable=application.status in services.EDITABLE,
        marks=marks_to_correct(session(), application), mark_url=_mark_url, remedies=_remedies(application),
        may_withdraw=ApplicationVerb.WITHDRAW in open_verbs(APPLICATION, application.status),
        kinds=KINDS, documents=documents, names={row.id: name_of(hub().vault, row) for row in documents},
        upload=upload or UploadForm(formdata=None), signing=signing or hand_in_form(application),
        recordal=_recordal(application), renews=_renews(application),
        evidence=evidence_links(application),
        trial=law().standing(application.jurisdiction, today()) is Standing.TRIAL,
    )


def _mark_url(mark: Mark) -> str:
    """Where a marked field is corrected: its step, or for the evidence and the signature the overview itself."""
    if mark.step in STEPS:
        return step_url(mark.application_id, mark.step)
    anchor = "documents" if mark.step == "documents" else "hand-in"
    return url_for("institution.application", application_id=mark.application_id, _anchor=anchor)


def _remedies(application: Application) -> list[Remedy]:
    if application.status is not ApplicationState.REFUSED or application.decided_at is None:
        return []
    return remedies(law(), application.jurisdiction, beijing_day(application.decided_at))


def _verdicts(application: Application) -> list[Any]:
    """What the rules find today; nothing for an application that has come to an end without a recordal."""
    if application.status in {ApplicationState.REFUSED, ApplicationState.WITHDRAWN}:
        return []
    return list(verdicts(session(), law(), application, today()).values())


def _renews(application: Application) -> Recordal | None:
    """The live recordal beside an open application."""
    if application.status not in OPEN:
        return None
    return recordal_on(session(), application.institution_id, application.jurisdiction, today())


def _recordal(application: Application) -> Recordal | None:
    rows = recordals_of(session(), application.institution_id)
    return next((row for row in rows if row.application_id == application.id), None)


@blueprint.post("/institution/applications/<int:application_id>/submit")
@audience(INSTITUTION)
def submit_application(application_id: int) -> Any:
    """Hand the application in."""
    own_application(application_id)
    form = HandInForm()
    if not form.validate_on_submit():
        return application_page(application_id, signing=form), 422

    def hand_in(work: Session, row: Application, by: Actor) -> None:
        services.submit(work, law(), row, form.signer(), by=by, now=now())

    done = _("The application has been handed in. The department will review it.")
    return _move(application_id, hand_in, done, signing=form)


@blueprint.post("/institution/applications/<int:application_id>/withdraw")
@audience(INSTITUTION)
def withdraw_application(application_id: int) -> Any:
    """Take the application back."""
    def take_back(work: Session, row: Application, by: Actor) -> None:
        services.withdraw(work, row, by=by, now=now())

    return _move(application_id, take_back, _("The application has been withdrawn."))


def _move(
    application_id: int, verb: Callable[[Session, Application, Actor], None], done: str, *,
    signing: HandInForm | None = None,
) -> Any:
    try:
        with transaction(session()):
            verb(session(), own_application(application_id, lock=True), actor())
    except Refused as refused:
        return application_page(application_id, refused=refused, signing=signing), 409
    except BadTransition as bad:
        late = RegistrationRefused("wrong_state", status=bad.state, verb=bad.verb)
        return application_page(application_id, refused=late), 409
    flash(done, "done")
    return redirect(url_for("institution.application", application_id=application_id))
