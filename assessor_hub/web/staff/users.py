"""Staff users and their roles. Administrators see people and roles here, no case and no identity."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from assessor_hub.accounts.errors import AccountRefused
from assessor_hub.accounts.models import Grant, Role, User
from assessor_hub.accounts.queries import ADMINISTERED, staff_user_for, staff_users
from assessor_hub.accounts.services import create_user as add_user
from assessor_hub.accounts.services import deactivate, grant, revoke_grant
from assessor_hub.db import transaction
from assessor_hub.jobs.queries import differences_of, last_examination
from assessor_hub.refusals import Refused
from assessor_hub.web.shared.context import actor, now, session
from assessor_hub.web.shared.guards import ADMINISTRATORS, audience, found
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.forms import GrantForm, NewUserForm


@blueprint.route("/staff/users", methods=["GET"])
@audience(ADMINISTRATORS)
def users() -> Any:
    """Everyone with a role in a jurisdiction."""
    return _page(NewUserForm(formdata=None))


@blueprint.route("/staff/users", methods=["POST"])
@audience(ADMINISTRATORS)
def create_user() -> Any:
    """Make a member of staff with a first role."""
    form = NewUserForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with transaction(session()):
            user = add_user(session(), email=form.email.data, name=form.name.data, password=form.password.data,
                            by=actor(), now=now())
            grant(session(), user, Role(form.role.data), by=actor(), now=now(), jurisdiction=form.jurisdiction.data)
    except AccountRefused as refused:
        form.wrong("password" if refused.code == "password_short" else "email", refused)
        return _page(form), 422
    flash(_("%(name)s can sign in now.", name=form.name.data), "done")
    return redirect(url_for("staff.users"))


@blueprint.route("/staff/users/<int:user_id>", methods=["GET"])
@audience(ADMINISTRATORS)
def user(user_id: int) -> Any:
    """One person: roles, a further role, the end of the account."""
    return _user_page(_user(user_id), GrantForm(formdata=None))


@blueprint.route("/staff/users/<int:user_id>", methods=["POST"])
@audience(ADMINISTRATORS)
def grant_role(user_id: int) -> Any:
    """Give a person a further role."""
    form = GrantForm()
    if not form.validate_on_submit():
        return _user_page(_user(user_id), form), 422
    role, code = Role(form.role.data), form.jurisdiction.data
    try:
        with transaction(session()):
            grant(session(), _user(user_id), role, by=actor(), now=now(), jurisdiction=code)
    except AccountRefused as refused:
        form.wrong("jurisdiction", refused)
        return _user_page(_user(user_id), form), 422
    flash(_("The role is given and holds at once."), "done")
    return redirect(url_for("staff.user", user_id=user_id))


@blueprint.route("/staff/users/<int:user_id>/grants/<int:grant_id>/revoke", methods=["POST"])
@audience(ADMINISTRATORS)
def revoke_user_grant(user_id: int, grant_id: int) -> Any:
    """Take a role away."""
    try:
        with transaction(session()):
            given = found(next((one for one in _live(_user(user_id)) if one.id == grant_id), None))
            revoke_grant(session(), given, by=actor(), now=now())
    except AccountRefused as refused:
        return _user_page(_user(user_id), GrantForm(formdata=None), refused), 409
    flash(_("The role is taken away and no longer holds."), "done")
    return redirect(url_for("staff.user", user_id=user_id))


@blueprint.route("/staff/users/<int:user_id>/deactivate", methods=["POST"])
@audience(ADMINISTRATORS)
def deactivate_user(user_id: int) -> Any:
    """Close an account and end its sessions."""
    try:
        with transaction(session()):
            deactivate(session(), _user(user_id), by=actor(), now=now())
    except AccountRefused as refused:
        return _user_page(_user(user_id), GrantForm(formdata=None), refused), 409
    flash(_("The account is closed; its sessions have ended."), "done")
    return redirect(url_for("staff.user", user_id=user_id))


def _user(user_id: int) -> User:
    person: User = found(staff_user_for(session(), actor(), user_id))
    return person


def _live(person: User) -> list[Grant]:
    """The roles that an administrator may take away: those in jurisdictions, not an institution's seats."""
    return [one for one in person.grants if one.revoked_at is None and one.role in ADMINISTERED]


def _page(form: NewUserForm) -> str:
    rows = [(person, _live(person)) for person in staff_users(session(), actor())]
    examined = last_examination(session())
    return render_template(
        "staff/users.html", rows=rows, form=form, examined=examined,
        differences=differences_of(examined) if examined is not None else [],
    )


def _user_page(person: User, form: GrantForm, refused: Refused | None = None) -> str:
    return render_template("staff/user.html", person=person, live=_live(person), form=form, refused=refused)
