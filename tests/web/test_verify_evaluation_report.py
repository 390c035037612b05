"""The public answer about an evaluation report: what it says, that it tells no name, and nothing for guessing."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import event, select

from assessor_hub.accounts.actor import Actor
from assessor_hub.extensions import db, limiter
from assessor_hub.projects.evaluation_report_models import EvaluationReport
from assessor_hub.projects.models import Project
from assessor_hub.registration.codes import grouped, new_code
from assessor_hub.rules.lifecycle import ProjectVerb as V
from assessor_hub.sanctions.models import Decision
from assessor_hub.sanctions.services import revoke
from tests.slices.acts import ban, days_pass, issue_in, move, moves
from tests.world import World

UNKNOWN = "未查到：没有编号与核验码均相符的评价报告"
RECORDED, BANNED, FREE = "已在吉林省备案", "处于不予采信决定期内", "不在不予采信决定期内"


@pytest.fixture(autouse=True)
def _edge(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        limiter.reset()
    monkeypatch.setattr("assessor_hub.clock.now", lambda: world.now)


@pytest.fixture
def issued(world: World) -> tuple[int, Actor]:
    """A project whose first version is issued, and the institution's owner."""
    _institution, owner = world.recorded()
    return moves(world, world.file(owner), (V.REGISTER, V.REPORT)), owner


def _version(world: World, version: int = 1) -> EvaluationReport:
    with world.session() as session:
        row = session.scalars(select(EvaluationReport).where(EvaluationReport.version == version)).one()
        session.expunge_all()
        return row


def _page(app: Flask, number: str, code: str, status: int = 200) -> str:
    answer = app.test_client().get(f"/verify/evaluation-report/{number}/{code}")
    return _main(answer, status)


def _main(answer: object, status: int) -> str:
    assert (answer.status_code, answer.headers["X-Robots-Tag"]) == (status, "noindex, nofollow")  # type: ignore[attr-defined]
    main: str = answer.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]  # type: ignore[attr-defined]
    return main


def _answer(app: Flask, world: World, version: int = 1) -> str:
    row = _version(world, version)
    return _page(app, row.project.number, row.code)


def test_a_genuine_one_is_told_by_link_and_by_form_without_a_natural_person(
    app: Flask, world: World, issued: tuple[int, Actor]
) -> None:
    row = _version(world)
    typed = {"number": row.project.number.lower().replace("-", " "), "code": grouped(row.code).lower()}
    form = _main(app.test_client().get("/verify/evaluation-report", query_string=typed), 200)
    for page in (_answer(app, world), form):
        for told in (
            "真实", "尚未就是否采信作出决定", row.project.institution.name, row.project.unit_name, row.sha256, "GB/T 36132",
            "国家级", RECORDED, FREE, "2026年6月1日", "1人",
        ):
            assert told in page, told
        assert row.signers[0].name not in page


@pytest.mark.parametrize(
    ("verb", "answer"),
    [(V.ACCEPT, "真实，已采信"), (V.NOT_ACCEPT, "不予采信"), (V.WITHDRAW, "已撤回"), (V.STOP, "已终止")],
)
def test_each_state_has_its_answer(
    app: Flask, world: World, issued: tuple[int, Actor], verb: V, answer: str
) -> None:
    move(world, issued[0], verb, reason="内部理由")
    page = _answer(app, world)
    assert f"<h1>{answer}</h1>" in page
    assert "内部理由" not in page


def test_an_older_version_is_superseded_and_the_newest_one_s_code_stays_untold(
    app: Flask, world: World, issued: tuple[int, Actor]
) -> None:
    project, owner = issued
    days_pass(world, 2)
    move(world, project, V.REPORT, owner)
    page, newest = _answer(app, world, 1), _version(world, 2)
    assert "<h1>已被替代</h1>" in page
    assert "2026年6月3日的第2版" in page
    assert newest.code not in page
    assert newest.sha256 not in page
    move(world, project, V.ACCEPT)
    assert "<h1>已被替代</h1>" in _answer(app, world, 1)
    assert "已采信" in _answer(app, world, 2)


def test_the_day_of_issue_is_judged_as_it_is_known_now(app: Flask, world: World) -> None:
    institution, owner = world.recorded()
    project = moves(world, world.file(owner), (V.REGISTER,))
    decision = ban(world, institution)
    with world.write() as session:
        issue_in(session, world, session.get_one(Project, project), owner)
    assert BANNED in _answer(app, world)
    days_pass(world, 5)
    with world.write() as session:
        revoke(session, session.get_one(Decision, decision), "撤销", by=owner, now=world.now)
    page = _answer(app, world)
    assert (BANNED in page, FREE in page, RECORDED in page) == (False, True, True)


def test_wrong_unknown_and_malformed_look_alike_and_ask_the_database_alike(
    app: Flask, world: World, issued: tuple[int, Actor]
) -> None:
    row = _version(world)
    tries = [
        (row.project.number, new_code()), (row.project.number, "x"), (row.project.number, row.code[:-1]),
        ("JL-P2026-999", row.code), ("nothing", "2" * 24), ("%00", "%00"),
    ]
    asked: list[object] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    seen = []
    for number, code in tries:
        asked.clear()
        page = _page(app, number, code, 404)
        assert UNKNOWN in page
        seen.append((re.sub(r'value="[^"]*"', "", page), [one for one in asked if "evaluation_reports" in str(one)]))
    assert all(one == seen[0] for one in seen)
    assert len(seen[0][1]) == 1


def test_tries_are_counted_and_opening_the_form_is_none(app: Flask) -> None:
    client = app.test_client()
    allowed = int(app.extensions["hub"].settings.verify_limit.split()[0])
    seen = {client.get(f"/verify/evaluation-report/JL-P2026-1/{new_code()}").status_code for _ in range(allowed)}
    assert seen == {404}
    assert client.get("/verify/evaluation-report?number=JL-P2026-1&code=x").status_code == 429
    assert client.get("/verify/evaluation-report").status_code == 200
