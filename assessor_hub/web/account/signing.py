"""Signing in and out."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from assessor_hub.accounts.actor import Actor, actor_of
from assessor_hub.accounts.models import SignIn
from assessor_hub.accounts.services import live_sign_in, revoke_sign_in
from assessor_hub.accounts.services import sign_in as open_session
from assessor_hub.db import transaction
from assessor_hub.extensions import csrf, limiter
from assessor_hub.web.account import blueprint
from assessor_hub.web.account.forms import SignInForm
from assessor_hub.web.shared.context import actor, hub, now, session
from assessor_hub.web.shared.guards import public
from assessor_hub.web.shared.local import readable_path
from assessor_hub.web.shared.sessions import SignedIn
from assessor_hub.web.shared.wording import navigation


def sign_in_limit() -> str:
    """How often one address may try, as set for this installation."""
    return hub().settings.sign_in_limit


@blueprint.route("/account/sign-in", methods=["GET", "POST"])
@public
@csrf.exempt  # the form checks its own token below, so that an old page gets a fresh form and no error page
@limiter.limit(sign_in_limit, methods=["POST"])
def sign_in() -> Any:
    """Sign in; who is signed in already goes on to the first tab."""
    form = SignInForm()
    if request.method == "GET" and actor().user_id is not None:
        return redirect(_next())
    if not form.validate_on_submit():
        wrong = _("The page was too old to send. Please sign in once more.") if "csrf_token" in form.errors else ""
        return _page(form, wrong)
    if not _open(str(form.email.data), str(form.password.data)):
        return _page(form, _("E-mail address and password do not fit together. Check both and try again."))
    return redirect(_next())


@blueprint.route("/account/sign-out", methods=["POST"])
@public  # with the session over already, signing out still leads to the front page
def sign_out() -> Any:
    """End this browser's session."""
    if current_user.is_authenticated:
        by, token = actor(), current_user.get_id()
        with transaction(session()):
            _end(token, by)
        logout_user()
        flash(_("You are signed out."), "done")
    return redirect(url_for("public.home"))


def _page(form: SignInForm, wrong: str) -> Any:
    page = render_template("account/sign_in.html", form=form, wrong=wrong)
    return page, 422 if request.method == "POST" else 200


def _open(email: str, password: str) -> bool:
    """Sign in, in place of whoever was signed in on this browser; False where the two don't fit."""
    before = (current_user.get_id(), actor()) if current_user.is_authenticated else None
    with transaction(session()):
        opened = open_session(
            session(), email=email, password=password, agent=request.user_agent.string,
            hours=hub().settings.session_hours, now=now(),
        )
        if opened is not None and before is not None:
            _end(*before)
    if opened is None:
        return False
    row, token = opened
    login_user(SignedIn(actor_of(row.user), token))
    g.pop("actor", None)
    return True


def _end(token: str, by: Actor) -> None:
    live = own_session(token)
    if live is not None:
        revoke_sign_in(session(), live.id, by=by, now=now())


def own_session(token: str) -> SignIn | None:
    """The row of this browser's session, while it is live."""
    return live_sign_in(session(), token, now())


def _next() -> str:
    """The page that was asked for before signing in, else the first tab."""
    wanted = readable_path(request.args.get("next"))
    return wanted if wanted is not None and wanted != request.path else url_for(navigation()[0][0])
