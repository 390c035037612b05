"""Many processes that send the same request to the web at the same moment: the form, or the API."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from assessor_hub.app import create_app
from assessor_hub.extensions import db
from tests.conftest import settings_for
from tests.database.processes import at_once
from tests.world import PASSWORD

FORM = "/institution/projects/new"


@dataclass(frozen=True)
class Sent:
    """What one process sends: ``email`` signs in to send a form, ``given`` is how Werkzeug's client takes a request."""

    path: str
    given: dict[str, Any] = field(default_factory=dict)
    email: str | None = None


def race(database: str, instance: Path, requests: list[Sent]) -> Counter[str]:
    """Send all at once; counts the answers: the status, then the project or the code of the refusal."""
    return at_once(_run, database, instance, requests, len(requests))


def _run(database: str, instance: Path, sent: Sent, start: Any, results: Any) -> None:
    app = create_app(settings_for(instance, database))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    if sent.email is not None:
        client.post("/account/sign-in", data={"email": sent.email, "password": PASSWORD})
    start.wait()
    try:
        results.put(_said(client, sent))
    except Exception as fault:
        results.put(type(fault).__name__)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _said(client: FlaskClient, sent: Sent) -> str:
    answer = client.post(sent.path, **sent.given)
    if answer.is_json or answer.mimetype == "application/problem+json":
        said = answer.get_json(force=True)
        return f"{answer.status_code} {said.get('number') or said['code']}"
    return f"{answer.status_code} {answer.headers.get('Location', '')}".strip()
