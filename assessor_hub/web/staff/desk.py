"""Who works on what: taking on, handing over, a deputy for days; and whether two persons decide."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from assessor_hub.accounts.queries import name_of_user
from assessor_hub.db import transaction
from assessor_hub.refusals import Refused
from assessor_hub.registration import desk as services
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.proposals import four_eyes_acts, switch_four_eyes
from assessor_hub.web.shared.context import actor, now, session, today
from assessor_hub.web.shared.forms import Form
from assessor_hub.web.shared.guards import ADMINISTRATORS, APPROVERS, REVIEWERS, audience
from assessor_hub.web.shared.words.law import place
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import acting, jurisdictions_of
from assessor_hub.web.staff.review_forms import DeputyForm, FourEyesForm, HandOverForm
from assessor_hub.web.staff.review_page import reviewed

SETTERS = APPROVERS | ADMINISTRATORS


@blueprint.route("/staff/applications/<int:application_id>/take", methods=["POST"])
@audience(REVIEWERS)
def take_application(application_id: int) -> Any:
    """Take an application on, from nobody or from whoever had it."""
    reviewed(application_id)
    if not Form().validate_on_submit():
        abort(400)
    with transaction(session()):
        services.take(session(), reviewed(application_id, lock=True), by=actor(), now=now())
    flash(_("You have taken the application on."), "done")
    return redirect(url_for("staff.application", application_id=application_id))


@blueprint.route("/staff/desk", methods=["GET"])
@audience(REVIEWERS)
def desk() -> Any:
    """The applications that the actor has taken on, and who stands in."""
    return _desk()


def _desk(
    refused: Refused | None = None, *, over: HandOverForm | None = None, deputy: DeputyForm | None = None
) -> str:
    me = actor().user_id or 0
    return render_template(
        "staff/desk.html", refused=refused, taken=services.taken(session(), me),
        over=over or _with_colleagues(HandOverForm(formdata=None)),
        deputy=deputy or _with_colleagues(DeputyForm(formdata=None)),
        deputies=[
            (one, name_of_user(session(), one.deputy_id)) for one in services.deputies_of(session(), me, today())
        ],
    )


def _with_colleagues(form: Any) -> Any:
    people = services.colleagues(session(), actor().codes(REVIEWERS))
    form.colleague.choices = [(user.id, user.name) for user in people if user.id != actor().user_id]
    return form


@blueprint.route("/staff/desk/hand-over", methods=["POST"])
@audience(REVIEWERS)
def hand_over_all() -> Any:
    """Hand everything over that the actor has taken on."""
    form = _with_colleagues(HandOverForm())
    if not form.validate_on_submit():
        return _desk(over=form), 422
    try:
        with transaction(session()):
            rows = services.taken(session(), actor().user_id or 0, lock=True)
            count = services.hand_over(
                session(), rows, form.colleague.data, form.reason.data, by=actor(), now=now()
            )
    except RegistrationRefused as refused:
        return _desk(refused, over=form), 409
    flash(ngettext("%(num)d application handed over.", "%(num)d applications handed over.", count), "done")
    return redirect(url_for("staff.desk"))


@blueprint.route("/staff/desk/deputy", methods=["POST"])
@audience(REVIEWERS)
def name_deputy() -> Any:
    """Name who stands in from one day to another."""
    form = _with_colleagues(DeputyForm())
    if not form.validate_on_submit():
        return _desk(deputy=form), 422
    try:
        with transaction(session()):
            services.name_deputy(
                session(), form.colleague.data, form.first_day.data, form.last_day.data, by=actor(), now=now()
            )
    except RegistrationRefused as refused:
        return _desk(refused, deputy=form), 409
    flash(_("Named."), "done")
    return redirect(url_for("staff.desk"))


@blueprint.route("/staff/applications/<int:application_id>/hand-over", methods=["GET", "POST"])
@audience(REVIEWERS)
def hand_over_application(application_id: int) -> Any:
    """Hand one application over, whoever has it."""
    row = reviewed(application_id)
    form = HandOverForm()
    people = services.colleagues(session(), {row.jurisdiction})
    form.colleague.choices = [(user.id, user.name) for user in people if user.id != row.taken_by]
    if not form.validate_on_submit():
        page = render_template("staff/hand_over.html", application=row, form=form)
        return page, 422 if form.is_submitted() else 200
    try:
        with transaction(session()):
            held = reviewed(application_id, lock=True)
            services.hand_over(session(), [held], form.colleague.data, form.reason.data, by=actor(), now=now())
    except RegistrationRefused as refused:
        return render_template("staff/hand_over.html", application=row, form=form, refused=refused), 409
    flash(_("Handed over."), "done")
    return redirect(url_for("staff.application", application_id=application_id))


@blueprint.route("/staff/four-eyes", methods=["GET", "POST"])
@audience(SETTERS)
def four_eyes_setting() -> Any:
    """Whether two persons decide, a jurisdiction a line; changed with a reason."""
    codes = jurisdictions_of(SETTERS)
    form = FourEyesForm()
    form.jurisdiction.choices = [(code, place(code)) for code in codes]
    if not form.validate_on_submit():
        return _four_eyes(codes, form), 422 if form.is_submitted() else 200
    acting(SETTERS, form.jurisdiction.data)
    try:
        with transaction(session()):
            switch_four_eyes(
                session(), form.jurisdiction.data, form.switched_on.data, form.reason.data, by=actor(), now=now()
            )
    except RegistrationRefused as refused:
        return _four_eyes(codes, form, refused), 409
    flash(_("Switched."), "done")
    return redirect(url_for("staff.four_eyes_setting"))


def _four_eyes(codes: list[str], form: FourEyesForm, refused: Refused | None = None) -> str:
    acts = [(code, four_eyes_acts(session(), code)) for code in codes]
    return render_template(
        "staff/four_eyes.html", acts=acts, form=form, refused=refused,
        who=lambda user_id: name_of_user(session(), user_id),
    )
