"""The pages of a draft: saved by the button or by itself, gone on with, filed, refused, thrown away."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessor_hub.extensions import db
from assessor_hub.projects.draft_models import ProjectDraft
from assessor_hub.projects.models import Project
from tests.web.conftest import SignIn

NEW = "/institution/projects/new"


def fresh_key(client: FlaskClient) -> str:
    """The one-time key of a form that was just opened."""
    found = re.search(r'name="request_key"[^>]*value="([^"]+)"', client.get(NEW).get_data(as_text=True))
    assert found is not None
    return found[1]


def stored(demo: Flask, key: str) -> ProjectDraft | None:
    with demo.app_context():
        return db.session.scalar(select(ProjectDraft).where(ProjectDraft.request_key == key))


def whole(**given: str) -> dict[str, Any]:
    """A form that can be filed."""
    return {
        "level": "municipal", "unit_kind": "factory", "unit_name": "草稿测试工厂", "unit_uscc": "91220101MA0TE5T16T",
        "unit_city": "220100", "work_from": "2026-11-01",
    } | given


def test_the_button_saves_what_is_typed_however_incomplete(demo: Flask, sign_in: SignIn) -> None:
    client = sign_in("jilin-a")
    key = fresh_key(client)
    answer = client.post(NEW, data={"request_key": key, "save": "draft", "unit_name": "半成品", "work_from": "明天"})
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert 'value="半成品"' in page
    assert 'value="明天"' in page
    assert key in page
    assert "半成品" in client.get("/institution/projects").get_data(as_text=True)
    assert "半成品" not in sign_in("jl-approver").get("/staff/projects").get_data(as_text=True)
    assert stored(demo, key) is not None


def test_the_form_saves_itself_and_says_from_which_revision_to_go_on(demo: Flask, sign_in: SignIn) -> None:
    client, script = sign_in("jilin-a"), {"X-Autosave": "yes"}
    key = fresh_key(client)
    first = client.post(NEW, data={"request_key": key, "revision": "0", "unit_name": "甲"}, headers=script)
    assert (first.status_code, first.json["saved"], first.json["revision"]) == (200, True, 1)
    second = client.post(NEW, data={"request_key": key, "revision": "1", "unit_name": "乙"}, headers=script)
    assert second.json["revision"] == 2
    assert client.post(NEW, data={"request_key": "short"}, headers=script).status_code == 422
    filed = client.post(NEW, data=whole(request_key=key, revision="2"))
    assert filed.status_code == 302
    late = client.post(NEW, data={"request_key": key, "revision": "2", "unit_name": "丙"}, headers=script)
    assert (late.status_code, late.json["saved"], late.json["stop"]) == (409, False, True)
    assert stored(demo, key) is None
    with demo.app_context():
        project = db.session.scalars(select(Project).where(Project.request_key == key)).one()
        assert project.unit_name == "草稿测试工厂"


def test_a_refused_draft_shows_its_refusal_when_it_is_opened_again(demo: Flask, sign_in: SignIn) -> None:
    client = sign_in("jilin-a")
    key = fresh_key(client)
    client.post(NEW, data=whole(request_key=key, save="draft", unit_city="440300", unit_name="外省工厂"))
    assert client.post(NEW, data=whole(request_key=key, unit_city="440300", unit_name="外省工厂")).status_code == 409
    row = stored(demo, key)
    assert row is not None
    assert row.refusal_id is not None
    page = client.get(f"/institution/projects/drafts/{row.id}").get_data(as_text=True)
    assert "广东" in page.split('id="level"')[0]
    assert 'value="外省工厂"' in page


def test_a_draft_is_thrown_away_as_the_page_showed_it(demo: Flask, sign_in: SignIn) -> None:
    client = sign_in("jilin-a")
    key = fresh_key(client)
    client.post(NEW, data={"request_key": key, "save": "draft", "unit_name": "不要了"})
    row = stored(demo, key)
    assert row is not None
    path = f"/institution/projects/drafts/{row.id}/discard"
    assert sign_in("zhejiang-a").post(path, data={"revision": "1"}).status_code == 404
    for revision in ("", "9"):
        client.post(path, data={"revision": revision})
        assert stored(demo, key) is not None
    assert client.post(path, data={"revision": "1"}).status_code == 302
    assert stored(demo, key) is None
