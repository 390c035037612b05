"""Signing an institution up: its code, its legal representative, its owner's account."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_user

from assessor_hub.accounts.actor import actor_of
from assessor_hub.accounts.services import sign_in
from assessor_hub.db import transaction
from assessor_hub.extensions import limiter
from assessor_hub.institutions.services import sign_up as make_institution
from assessor_hub.refusals import Refused
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.sign_up_forms import SignUpForm
from assessor_hub.web.shared.context import actor, hub, now, session
from assessor_hub.web.shared.guards import public
from assessor_hub.web.shared.sessions import SignedIn

_FIELDS = {"uscc_taken": "uscc", "email_taken": "email", "password_short": "password"}


@blueprint.route("/institution/sign-up", methods=["GET", "POST"])
@public
@limiter.limit(lambda: hub().settings.sign_in_limit, methods=["POST"])
def sign_up() -> Any:
    """Make the institution with its owner's account, and sign the owner in."""
    if actor().institution_id is not None:
        return redirect(url_for("institution.home"))
    form = SignUpForm()
    if not form.validate_on_submit():
        return render_template("institution/sign_up.html", form=form), 422 if form.is_submitted() else 200
    try:
        signed_in = _make(form)
    except Refused as refused:
        form.wrong(_FIELDS[refused.code], refused)
        return render_template("institution/sign_up.html", form=form), 409
    login_user(signed_in)
    flash(_("The institution has been registered. Next, apply for recordal where you want to work."), "done")
    return redirect(url_for("institution.home"))


def _make(form: SignUpForm) -> SignedIn:
    with transaction(session()):
        make_institution(session(), hub().vault, form.typed(), now=now())
        opened = sign_in(
            session(), email=form.email.data, password=form.password.data, agent=request.user_agent.string,
            hours=hub().settings.session_hours, now=now(),
        )
        assert opened is not None  # the account was made two lines above
    return SignedIn(actor_of(opened[0].user), opened[1])
