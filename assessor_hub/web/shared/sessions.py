"""Cookies: the public intake keeps its own, on its own path, so that it shares nothing with signed-in work.

The API neither reads nor sets one: its callers are known by their tokens alone.
"""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import UserMixin
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.queries import signed_in
from assessor_hub.clock import now
from assessor_hub.web.shared.faces import API, INTAKE, under


class SplitSessions(SecureCookieSessionInterface):
    """One cookie for the intake under its path, none for the API, another for everything else."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds; None for the API, for which Flask then makes a session that nothing is written to."""
        return None if under(API) else super().open_session(app, request)

    def get_cookie_name(self, app: Flask) -> str:
        """The intake's own cookie, or the ordinary one."""
        return "hub_report" if under(INTAKE) else str(app.config["SESSION_COOKIE_NAME"])

    def get_cookie_path(self, app: Flask) -> str:
        """The intake's cookie never leaves its path."""
        return INTAKE if under(INTAKE) else super().get_cookie_path(app)


class SignedIn(UserMixin):
    """Flask-Login's user: who acts, known by the session's token and not by its id."""

    def __init__(self, actor: Actor, token: str) -> None:
        self.actor, self.token = actor, token

    def get_id(self) -> str:
        """The session's token: revoking its row signs this browser out, and no other."""
        return self.token


def load(session: Session, token: str) -> SignedIn | None:
    """The signed-in person behind a token, if the session is live."""
    actor = signed_in(session, token, now())
    return SignedIn(actor, token) if actor else None
