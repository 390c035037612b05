"""The trail on the page: what each entry is about in words, with a link exactly where the reader may go."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessor_hub.accounts.models import Role
from assessor_hub.audit.models import AuditEntry
from assessor_hub.extensions import db, limiter
from assessor_hub.registration.models import Recordal
from assessor_hub.web.shared.words.subjects import SUBJECTS, subject
from tests.web.conftest import SignIn
from tests.world import PASSWORD, World


@pytest.fixture
def auditor(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """An auditor of Jilin, signed in at the world's time."""
    app.config["WTF_CSRF_ENABLED"] = False
    monkeypatch.setattr(limiter, "enabled", False)
    for clock in ("assessor_hub.clock.now", "assessor_hub.web.shared.sessions.now"):
        monkeypatch.setattr(clock, lambda: world.now)
    world.staff_user(Role.AUDITOR, "220000", "auditor@test.example")
    client = app.test_client()
    client.post("/account/sign-in", data={"email": "auditor@test.example", "password": PASSWORD})
    return client


def _trail(client: FlaskClient) -> str:
    return client.get("/staff/audit").get_data(as_text=True)


def test_what_is_handed_in_has_a_link_and_a_draft_its_word_alone(world: World, auditor: FlaskClient) -> None:
    draft = world.application(world.institution()[1], submit=False)
    sent = world.application(world.institution()[1])
    page = _trail(auditor)
    assert f"<td>备案申请 {draft}</td>" in page
    assert f"/staff/applications/{draft}" not in page
    assert f'<td><a href="/staff/applications/{sent}">备案申请 {sent}</a></td>' in page


def test_another_provinces_rows_are_neither_named_nor_linked(world: World, auditor: FlaskClient) -> None:
    world.recorded("330000")
    with world.session() as session:
        there = session.scalars(select(Recordal.application_id)).one()
    page = _trail(auditor)
    assert f"/staff/applications/{there}" not in page
    assert "备案申请" not in page.partition("<tbody>")[2]


def test_a_table_that_is_not_known_shows_its_name(app: Flask) -> None:
    with app.test_request_context("/"):
        assert subject("of_an_older_release") == "of_an_older_release"


def test_every_subject_of_the_demonstration_has_a_word_and_every_link_opens(demo: Flask, sign_in: SignIn) -> None:
    with demo.app_context():
        told = set(db.session.scalars(select(AuditEntry.subject).distinct()))
    assert told <= set(SUBJECTS)
    client, path, links = sign_in("auditor"), "/staff/audit", set()
    while path:
        page = client.get(path).get_data(as_text=True)
        links |= set(re.findall(r'<td><a href="(/staff/[^"]+)">', page))
        older = re.search(r'href="(/staff/audit\?before=\d+)"', page)
        path = older[1] if older else ""
    kinds = {link.split("/")[2] for link in links}
    assert kinds == {"applications", "decisions", "institutions", "projects", "recordals", "summaries"}
    for kind in kinds:
        link = min(link for link in links if link.split("/")[2] == kind)
        assert client.get(link).status_code == 200, link


def test_the_trail_is_for_auditors_alone(sign_in: SignIn) -> None:
    assert [sign_in(who).get("/staff/audit").status_code for who in ("jl-approver", "jilin-a")] == [404, 404]
