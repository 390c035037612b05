"""Cookies: the public intake keeps its own, on its own path, so that it shares nothing with signed-in work."""

from __future__ import annotations

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from flask_login import UserMixin
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.queries import signed_in
from assessor_hub.clock import now

INTAKE = "/report"


class SplitSessions(SecureCookieSessionInterface):
    """One cookie for the intake under its path, another for everything else."""

    def get_cookie_name(self, app: Flask) -> str:
        """The intake's own cookie, or the ordinary one."""
        return "hub_report" if _in_intake() else str(app.config["SESSION_COOKIE_NAME"])

    def get_cookie_path(self, app: Flask) -> str:
        """The intake's cookie never leaves its path."""
        return INTAKE if _in_intake() else super().get_cookie_path(app)


def _in_intake() -> bool:
    return request.path == INTAKE or request.path.startswith(f"{INTAKE}/")


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
