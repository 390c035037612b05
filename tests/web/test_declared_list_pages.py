"""Declaring many from a spreadsheet, on the pages, and deciding on them together."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assessor_hub.accounts.models import Role
from assessor_hub.demo.papers import paper
from assessor_hub.registration.proposals import switch_four_eyes
from assessor_hub.spreadsheets.workbooks import ONE_ROSTER, open_book
from assessor_hub.web.institution import declared_lists
from tests.slices.declaring_many import list_xlsx, said, typed
from tests.web.pages import opened
from tests.world import World

LISTS = "/institution/declared/lists"


def sent(client: FlaskClient, content: bytes) -> Any:
    given = {"jurisdiction": "220000", "file": (io.BytesIO(content), "外省.xlsx")}
    return client.post(LISTS, data=given, content_type="multipart/form-data")


def proof() -> dict[str, Any]:
    return {"files": (io.BytesIO(paper("proof")), "回执.pdf")}


def ticks(page: str) -> list[str]:
    return re.findall(r'name="row" value="([0-9:]+)"', page)


def test_from_a_file_to_its_decision(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _institution, actor = world.recorded(email="owner@test.example")
    world.staff_user(Role.REVIEWER, "220000", email="reviewer@test.example")
    owner = opened(app, world, monkeypatch, "owner@test.example")
    somebody = world.person("前任")
    rows = [typed(world, somebody), typed(world, somebody, filed_on="2025-07-01"), typed(world), typed(world, unit_uscc="1")]
    here = sent(owner, list_xlsx(rows)).location
    page = owner.get(here).text
    assert "尚未补登任何项目" in page
    assert "请填写当日的法定代表人" in page
    assert "补登这3行，略去有问题的1行" in page
    assert somebody.id_number not in page

    bare = owner.post(f"{here}/take")
    assert (bare.status_code, "请至少选择一个文件" in bare.text) == (422, True)
    done = owner.post(f"{here}/take", data=proof())
    assert (done.status_code, done.location) == (303, here)
    page = owner.get(here).text
    assert "补登2项，不予受理1项" in page
    assert "未补登：第5行" in page
    assert "回执.pdf" in page
    assert owner.post(f"{here}/take", data=proof()).status_code == 409
    with open_book(owner.get(f"{here}/result").data, ONE_ROSTER) as book:
        table = [list(cells.values()) for _number, cells in book.rows(next(iter(book.sheets)))]
    assert [line[3] for line in table[1:]] == ["已补登", "已补登", "不予受理"]

    number = int(here.rsplit("/", 1)[1])
    decided_upon(opened(app, world, monkeypatch, "reviewer@test.example"))
    assert said(world, actor, number) == ["confirmed", "declined", "head_missing"]


def decided_upon(reviewer: FlaskClient) -> None:
    """The department sees list and proof, confirms the first row and declines the second."""
    queue = reviewer.get("/staff/declared").text
    theirs = re.search(r'href="(/staff/declared/lists/\d+)">外省.xlsx', queue)
    assert theirs is not None
    page = reviewer.get(theirs[1]).text
    assert "回执.pdf" in page
    first, second = ticks(page)
    document = re.search(r"/staff/declared_lists/\d+/documents/\d+", page)
    assert document is not None
    original = reviewer.post(f"{document[0]}/original")
    assert (original.status_code, original.data) == (200, paper("proof"))
    assert reviewer.post(theirs[1], data={"verb": "confirm"}).status_code == 422
    stale = {"verb": "confirm", "row": [first, second.split(":")[0] + ":99"]}
    answer = reviewer.post(theirs[1], data=stale)
    assert (answer.status_code, "已处理1项" in answer.text) == (409, True)
    assert reviewer.post(theirs[1], data={"verb": "decline", "row": [second]}).status_code == 409
    declined = reviewer.post(theirs[1], data={"verb": "decline", "row": [second], "reason": "回执不清"})
    assert declined.status_code == 302


def test_where_two_decide_the_first_proposes_all_and_the_second_confirms(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _institution, actor = world.recorded(email="owner@test.example")
    first = world.staff_user(Role.REVIEWER, "220000", email="first@test.example")
    world.staff_user(Role.REVIEWER, "220000", email="second@test.example")
    with world.write() as session:
        switch_four_eyes(session, "220000", True, "试行", by=first, now=world.now)
    owner = opened(app, world, monkeypatch, "owner@test.example")
    here = sent(owner, list_xlsx([typed(world, world.person()) for _ in range(2)])).location
    owner.post(f"{here}/take", data=proof())
    number = int(here.rsplit("/", 1)[1])
    theirs = f"/staff/declared/lists/{number}"
    for email, states in (("first", ["declared"] * 2), ("second", ["confirmed"] * 2)):
        client = opened(app, world, monkeypatch, f"{email}@test.example")
        rows = ticks(client.get(theirs).text)
        assert client.post(theirs, data={"verb": "confirm", "row": rows}).status_code == 302
        assert said(world, actor, number) == states
        assert client.post(theirs, data={"verb": "confirm", "row": rows}).status_code == 409  # what was seen has moved


def test_what_a_request_leaves_is_named_and_gone_on_with_or_left(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _institution, actor = world.recorded(email="owner@test.example")
    owner = opened(app, world, monkeypatch, "owner@test.example")
    here = sent(owner, list_xlsx([typed(world, world.person()) for _ in range(4)])).location
    number = int(here.rsplit("/", 1)[1])
    with monkeypatch.context() as patched:
        patched.setattr(declared_lists, "SECONDS", 0.0)
        owner.post(f"{here}/take", data=proof())
    assert "还有4行未补登：第2–5行" in owner.get(here).text
    owner.post(f"{here}/take")
    assert said(world, actor, number) == ["declared"] * 4
    assert owner.post(f"{here}/stop").status_code == 409
    other = sent(owner, list_xlsx([typed(world, world.person())])).location
    assert owner.post(f"{other}/stop").status_code == 303
    assert "未补登任何项目" in owner.get(other).text


def test_what_is_no_list_is_refused_at_the_field_and_the_template_is_one(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.recorded(email="owner@test.example")
    owner = opened(app, world, monkeypatch, "owner@test.example")
    answer = sent(owner, "甲,乙\n1,2\n".encode())
    assert (answer.status_code, "缺少以下列" in answer.text) == (422, True)
    empty = sent(owner, owner.get(f"{LISTS}/template").data)  # its example is no row
    assert empty.status_code == 422
