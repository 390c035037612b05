"""Opening pages of a world as somebody of it, on the world's day."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assessor_hub.extensions import limiter
from tests.world import PASSWORD, World


def opened(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch, email: str) -> FlaskClient:
    """A client that is signed in; forms need no token, nothing is rate-limited, and the clock is the world's."""
    app.config["WTF_CSRF_ENABLED"] = False
    monkeypatch.setattr(limiter, "enabled", False)
    for clock in ("assessor_hub.clock.now", "assessor_hub.web.shared.sessions.now"):
        monkeypatch.setattr(clock, lambda: world.now)
    client = app.test_client()
    assert client.post("/account/sign-in", data={"email": email, "password": PASSWORD}).status_code == 302
    return client
