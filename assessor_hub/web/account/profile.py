"""A person's own account: roles, live sessions, password."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from assessor_hub.accounts.models import Grant
from assessor_hub.accounts.queries import own_user
from assessor_hub.accounts.services import change_password as set_password
from assessor_hub.accounts.services import own_sign_ins, revoke_sign_in
from assessor_hub.db import transaction
from assessor_hub.extensions import limiter
from assessor_hub.places import place_name
from assessor_hub.refusals import Refused
from assessor_hub.registration.queries import institution_for
from assessor_hub.web.account import blueprint
from assessor_hub.web.account.forms import PasswordForm
from assessor_hub.web.account.signing import own_session, sign_in_limit
from assessor_hub.web.shared.context import actor, law, now, session
from assessor_hub.web.shared.guards import SIGNED_IN, audience, found
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.shared.words.law import place

BROWSERS = (  # the first that fits: every newer browser also carries its forerunners' names
    ("MicroMessenger/", "WeChat"), ("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
FIELDS = {"password_wrong": "old", "password_short": "new"}


@blueprint.route("/account")
@audience(SIGNED_IN)
def profile() -> Any:
    """Name, roles, live sessions and the form for a new password."""
    return _page(PasswordForm(), 200)


@blueprint.route("/account/sessions/<int:sign_in_id>/revoke", methods=["POST"])
@audience(SIGNED_IN)
def revoke_session(sign_in_id: int) -> Any:
    """End one of the person's own sessions; another's, or one that is over, is not found."""
    by, here = actor(), own_session(current_user.get_id())
    is_here = here is not None and here.id == sign_in_id
    with transaction(session()):
        ended = revoke_sign_in(session(), sign_in_id, by=by, now=now())
    if not ended:
        abort(404)
    if is_here:
        logout_user()
        flash(_("You are signed out."), "done")
        return redirect(url_for("account.sign_in"))
    flash(_("The session is over."), "done")
    return redirect(url_for("account.profile"))


@blueprint.route("/account/password", methods=["GET", "POST"])
@audience(SIGNED_IN)
@limiter.limit(sign_in_limit, methods=["POST"])
def change_password() -> Any:
    """Set a new password; every session ends, this one too."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return _page(form, 422 if form.is_submitted() else 200)
    by = actor()
    try:
        with transaction(session()):
            set_password(session(), old=str(form.old.data), new=str(form.new.data), by=by, now=now())
    except Refused as refused:
        form.wrong(FIELDS[refused.code], refused)
        return _page(form, 422)
    logout_user()
    flash(_("The password is changed and every session has ended. Sign in with the new one."), "done")
    return redirect(url_for("account.sign_in"))


def _page(form: PasswordForm, status: int) -> Any:
    this, user = own_session(current_user.get_id()), own_user(session(), actor())
    page = render_template(
        "account/profile.html", form=form, sessions=own_sign_ins(session(), actor(), now()),
        this_session=this.id if this is not None else None,
        roles=[(label(grant.role), _where(grant)) for grant in user.grants if grant.revoked_at is None],
        email=user.email, browser=browser,
    )
    return page, status


def _where(grant: Grant) -> str:
    """The institution or the jurisdiction that a role is for."""
    if grant.institution_id is not None:
        return str(found(institution_for(session(), actor(), grant.institution_id)).name)
    code = str(grant.jurisdiction)
    return place(code) if code in law().packs else place_name(code)


def browser(agent: str) -> str:
    """The browser and system that an agent string names, or the string itself where it names none we know."""
    program = next((name for mark, name in BROWSERS if mark in agent), None)
    system = next((name for mark, name in SYSTEMS if mark in agent), None)
    return ", ".join(name for name in (program, system) if name) or agent or _("unknown")
