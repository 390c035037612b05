"""Every route with every role: who may, who finds nothing there, who is asked to sign in.

The table in who_may.py is complete: a route that is not in it fails the first test.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.routing import Rule

from assessor_hub.accounts.models import SignIn
from assessor_hub.db import transaction
from assessor_hub.extensions import db
from assessor_hub.registration.models import Recordal
from tests.web.conftest import SignIn as SignInAs
from tests.web.targets import add_missing_roles, targets_of
from tests.web.who_may import CAST, MAY

SENT = {"institution.open_application": {"jurisdiction": "350000"}}
SIGN_OUT = {"account.sign_out", "account.change_password", "account.revoke_session"}  # what may end the own session
ANSWERS_404 = {  # anyone may ask; a code that opens nothing is answered so
    ("POST", "intake.look_up"), ("GET", "public.commission"), ("POST", "public.answer_commission"),
}


def test_the_table_knows_every_route(demo: Flask) -> None:
    assert {rule.endpoint for rule in demo.url_map.iter_rules()} == set(MAY)


@pytest.fixture(scope="module")
def targets(demo: Flask) -> dict[str, Any]:
    """What the routes' arguments name, with the roles that the demonstration lacks beside it."""
    with demo.app_context():
        session = db.session()
        with transaction(session):
            add_missing_roles(session)
        return targets_of(demo, session)


def _url(rule: Rule, demo: Flask, targets: dict[str, Any], session_id: int) -> str:
    """The route's address with arguments that exist and belong to jilin-a."""
    tip = rule.endpoint == "staff.public_report_document"
    given = {
        **targets, "sign_in_id": session_id, "mark_id": 1, "code": "220000", "step": "profile",
        "kind": "applications", "owner": "application", "filename": "hub.css",
        "document_id": targets["document_of_tip" if tip else "document_of_application"],
    }
    if "import_id" in rule.arguments:
        own = rule.endpoint.startswith("institution.")
        given["import_id"] = targets["import_of_institution" if own else "import_of_staff"]
    if rule.endpoint == "public.language":
        given["code"] = "en"
    recordal = _recordal(demo, targets["institution_id"])
    given |= {"number": recordal.number, "typed": recordal.certificate_code, "recordal_id": recordal.id}
    if rule.endpoint == "public.verify_evaluation_report":
        given["typed"] = targets["code_of_version"]
    if rule.endpoint == "bootstrap.static":
        given["filename"] = "css/bootstrap.min.css"
    with demo.test_request_context():
        return url_for(rule.endpoint, **{name: given[name] for name in rule.arguments})


def _recordal(demo: Flask, institution_id: int) -> Recordal:
    with demo.app_context():
        return db.session.scalars(select(Recordal).where(Recordal.institution_id == institution_id)).one()


@pytest.mark.parametrize("who", CAST)
def test_who_may(who: str, demo: Flask, sign_in: SignInAs, targets: dict[str, Any]) -> None:
    wrong = []
    owner = sign_in("jilin-a")  # keeps a session of that person open, for the route that revokes one
    with demo.app_context():
        session_id = db.session.scalars(
            select(SignIn.id)
            .where(SignIn.user_id == targets["owner_user"], SignIn.revoked_at.is_(None))
            .order_by(SignIn.id)
        ).first()
    client = sign_in(who)
    for rule in sorted(demo.url_map.iter_rules(), key=lambda one: one.endpoint):
        for method in sorted(rule.methods & {"GET", "POST"}):
            data = SENT.get(rule.endpoint) if method == "POST" else None
            answer = client.open(_url(rule, demo, targets, session_id or 0), method=method, data=data, buffered=True)
            seen = _outcome(answer)
            if rule.endpoint in SIGN_OUT:
                client = sign_in(who)
            if (method, rule.endpoint) in ANSWERS_404:
                seen = seen.replace("nothing here", "may")
            expected = "may" if who in MAY[rule.endpoint] else _shut(rule, who)
            if seen != expected:
                wrong.append(f"{method} {rule.endpoint}: {seen} ({answer.status_code}), expected {expected}")
    assert owner is not None
    assert wrong == []


def _shut(rule: Rule, who: str) -> str:
    if rule.endpoint.startswith("api."):
        return "asked for a token"
    return "nothing here" if who or rule.endpoint.startswith("public.") else "asked to sign in"


def _outcome(answer: Any) -> str:
    if answer.status_code == 401:
        return "asked for a token"
    if answer.status_code == 404:
        return "nothing here"
    if answer.status_code == 302 and "/account/sign-in" in answer.headers["Location"]:
        return "asked to sign in"
    return "may" if answer.status_code < 500 else "fault"


def test_each_method_that_a_route_lacks_is_refused(demo: Flask, sign_in: SignInAs) -> None:
    client = sign_in("jilin-a")
    assert client.post("/institution/").status_code == 405
    assert client.get("/account/sign-out").status_code == 405
    assert client.delete("/institution/projects").status_code == 405
