"""The evaluated unit's side in the pages: the private link, the answer that staff see, the contract; and strangers."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from assessor_hub.accounts.models import Role
from assessor_hub.extensions import limiter
from assessor_hub.outbox.models import Letter
from assessor_hub.projects.commissions import addressee
from assessor_hub.projects.party_models import Commission
from tests.web.pages import opened
from tests.world import World


@pytest.fixture
def cast(world: World) -> int:
    """A project of an institution with a sign-in, a reviewer of its province, and an outsider; its id."""
    _institution, owner = world.recorded(email="owner@test.example")
    world.recorded(email="outsider@test.example")
    world.staff_user(Role.REVIEWER, "220000", "reviewer@test.example")
    return world.file(owner)


def link(world: World) -> str:
    """The path of the newest letter's private link."""
    with world.session() as session:
        ref = session.scalars(select(Letter.ref).order_by(Letter.id.desc())).first()
        to = addressee(session, world.hub.vault, str(ref))
    assert to is not None
    assert to.link.startswith("http://localhost/")
    return to.link.removeprefix("http://localhost")


def name(client: FlaskClient, project: int, person: str) -> int:
    form = {"name": person, "email": "contact@unit.example"}
    return client.post(f"/institution/projects/{project}/unit/contact", data=form).status_code


def test_the_contact_says_no_and_the_department_sees_it(
    app: Flask, world: World, cast: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = opened(app, world, monkeypatch, "owner@test.example")
    assert name(owner, cast, "王联系") == 302
    visitor, path = app.test_client(), link(world)
    answer = visitor.get(path)
    page = answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "王联系" not in page
    revision = re.search(r'name="revision"[^>]*value="(\d+)"', page)
    assert revision is not None
    said = {"answer": "denied", "note": "没有委托过", "revision": revision[1]}
    assert visitor.post(path, data=said | {"answer": ""}).status_code == 422
    assert visitor.post(path, data=said | {"revision": "9"}).status_code == 409
    assert visitor.post(path, data=said).status_code == 302
    assert "否，没有委托" in visitor.get(path).get_data(as_text=True)
    seen = opened(app, world, monkeypatch, "reviewer@test.example").get(f"/staff/projects/{cast}").get_data(as_text=True)
    assert "否，没有委托" in seen
    assert "没有委托过" in seen
    assert "contact@unit.example" not in seen


def test_a_replaced_link_and_an_invented_one_look_alike(
    app: Flask, world: World, cast: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = opened(app, world, monkeypatch, "owner@test.example")
    name(owner, cast, "王联系")
    old = link(world)
    name(owner, cast, "李经理")
    visitor = app.test_client()
    paths = (old, "/commission/" + "A" * 32, "/commission/A")
    answers = [visitor.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    # but for the address, which the switch of the language leads back to
    assert len({answer.data.replace(path.encode(), b"") for answer, path in zip(answers, paths, strict=True)}) == 1
    assert visitor.post(old, data={"answer": "confirmed", "revision": "1"}).status_code == 404
    with world.session() as session:
        assert [row.answer for row in session.scalars(select(Commission))] == [None, None]


def test_tries_are_counted(app: Flask, world: World, cast: int, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(app, world, monkeypatch, "owner@test.example")
    monkeypatch.setattr(limiter, "enabled", True)
    tries = {app.test_client().get("/commission/" + "A" * 32).status_code for _ in range(40)}
    assert tries == {404, 429}


def test_the_contract_needs_the_word_on_each_banned_clause(
    app: Flask, world: World, cast: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = opened(app, world, monkeypatch, "owner@test.example")
    page, post = f"/institution/projects/{cast}/unit", f"/institution/projects/{cast}/unit/contract"
    clauses = re.findall(r'name="clauses"[^>]*value="(\w+)"', owner.get(page).get_data(as_text=True))
    assert len(clauses) == 4

    def send(ticked: list[str], content: bytes = b"%PDF-1.4\n%%EOF\n") -> int:
        form = {"file": (io.BytesIO(content), "合同.pdf"), "clauses": ticked}
        return owner.post(post, data=form, content_type="multipart/form-data").status_code

    assert send(clauses[:3]) == 422
    assert send(clauses, b"no document") == 422
    assert send(clauses) == 302
    assert "合同.pdf" in owner.get(page).get_data(as_text=True)


def test_another_institution_finds_nothing(
    app: Flask, world: World, cast: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    outsider = opened(app, world, monkeypatch, "outsider@test.example")
    assert outsider.get(f"/institution/projects/{cast}/unit").status_code == 404
    assert name(outsider, cast, "王联系") == 404


def test_no_log_of_a_fault_holds_the_code_of_a_private_link(
    app: Flask, world: World, cast: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    name(opened(app, world, monkeypatch, "owner@test.example"), cast, "王联系")
    path = link(world)

    def fails(*_args: object) -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr("assessor_hub.web.public.commissions.ban_on", fails)
    assert app.test_client().get(path).status_code == 500
    assert "/commission/<code>" in caplog.text
    assert path.removeprefix("/commission/") not in caplog.text


def test_no_fault_of_the_database_says_what_was_sent_to_it(world: World) -> None:
    with world.session() as session, pytest.raises(DBAPIError) as caught:
        session.execute(text("SELECT 1 FROM nowhere WHERE name = :name"), {"name": "王联系"})
    assert "王联系" not in str(caught.value)


def test_a_revision_of_thousands_of_digits_is_an_older_one(
    app: Flask, world: World, cast: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    name(opened(app, world, monkeypatch, "owner@test.example"), cast, "王联系")
    answer = app.test_client().post(link(world), data={"answer": "denied", "revision": "9" * 5000})
    assert answer.status_code == 409


def test_where_mail_is_sent_no_request_says_which_site_a_link_opens(
    app: Flask, world: World, cast: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = opened(app, world, monkeypatch, "owner@test.example")
    hub = app.extensions["hub"]
    monkeypatch.setitem(app.extensions, "hub", replace(hub, settings=replace(hub.settings, smtp_url="smtp://x")))
    form = {"name": "王联系", "email": "contact@unit.example"}
    page = f"/institution/projects/{cast}/unit"
    assert owner.post(f"{page}/contact", data=form).status_code == 409
    with world.session() as session:
        assert session.scalars(select(Commission)).all() == []
    assert "HUB_PUBLIC_URL" in owner.get(page).text


@pytest.mark.parametrize("path", ["/register/%00", "/rules/%00", "/verify/%00", "/commission/%00", "/staff/units/%00"])
def test_an_address_with_a_nul_names_nothing(
    app: Flask, world: World, cast: int, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    assert opened(app, world, monkeypatch, "reviewer@test.example").get(path).status_code == 404
