"""Issuing an evaluation report by the pages, without a script; its slip; and what the department sees of its versions."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessor_hub.accounts.models import Role
from assessor_hub.demo.papers import paper, photograph
from assessor_hub.projects.evaluation_report_models import EvaluationReport
from assessor_hub.projects.models import Project
from assessor_hub.registration.codes import grouped
from assessor_hub.rules.lifecycle import ProjectState
from assessor_hub.rules.lifecycle import ProjectVerb as V
from assessor_hub.staffing.services import roster
from tests.slices.acts import days_pass, moves, resign
from tests.web.pages import opened
from tests.world import World


@pytest.fixture
def cast(world: World) -> tuple[int, int]:
    """A registered project of an institution with a sign-in, one who left two days ago, an approver: (institution, id)."""
    institution, owner = world.recorded(email="owner@test.example")
    world.staff_user(Role.APPROVER, "220000", "approver@test.example")
    project = moves(world, world.file(owner), (V.REGISTER,))
    days_pass(world, 4)
    resign(world, institution, 1, world.today.replace(day=world.today.day - 2))
    return institution, project


def _lines(world: World, institution: int) -> list[tuple[int, str]]:
    with world.session() as session:
        return [(line.id, line.name) for line in roster(session, institution, world.today)]


def _revision(page: str) -> str:
    found = re.search(r'name="revision"[^>]*value="(\d+)"', page)
    assert found is not None
    return found[1]


def _send(client: FlaskClient, project: int, content: bytes, signers: dict[str, str], **given: Any) -> Any:
    path = f"/institution/projects/{project}/evaluation-report"
    revision = _revision(client.get(path).get_data(as_text=True))
    form = {
        "revision": revision, "issued_on": "2026-06-05", "standard": "GB/T 36132《绿色工厂评价通则》", "edition": "2018",
        "file": (io.BytesIO(content), "报告.pdf"), **signers, **given,
    }
    return client.post(path, data=form, content_type="multipart/form-data")


def _text(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_the_day_of_issue_says_who_may_sign_and_the_page_tells_who_may_not(
    app: Flask, world: World, cast: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    institution, project = cast
    owner = opened(app, world, monkeypatch, "owner@test.example")
    path = f"/institution/projects/{project}/evaluation-report"
    today = _text(owner, path)
    before = _text(owner, f"{path}?issued_on=2026-06-02")
    here = len(_lines(world, institution))
    assert (today.count('name="signer-'), before.count('name="signer-')) == (here, here + 1)
    assert "GB/T 36132《绿色工厂评价通则》" in today
    ahead = _text(owner, f"{path}?issued_on=2026-06-09")
    assert "不是今天或以前的日期" in ahead
    assert ahead.count('name="signer-') == here


def test_issued_corrected_and_seen_by_the_department(
    app: Flask, world: World, cast: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    institution, project = cast
    (lead, lead_name), (second, _name), *_rest = _lines(world, institution)
    owner = opened(app, world, monkeypatch, "owner@test.example")
    nobody = _send(owner, project, paper("one"), {})
    assert nobody.status_code == 409
    assert "请至少选择一名签字人员" in nobody.get_data(as_text=True)
    signers = {f"signer-{lead}": "lead", f"signer-{second}": ""}
    picture = _send(owner, project, photograph(), signers)
    assert picture.status_code == 422
    assert '<option value="lead" selected>' in picture.get_data(as_text=True)
    assert _send(owner, project, paper("one"), signers).status_code == 302
    same = _send(owner, project, paper("one"), signers, correction="同一文件")
    assert (same.status_code, "该文件与第1版完全相同" in same.get_data(as_text=True)) == (422, True)
    assert _send(owner, project, paper("two"), signers | {f"signer-{second}": "reviewer"}, correction="单位换算").status_code == 302
    approver = opened(app, world, monkeypatch, "approver@test.example")
    page = _text(approver, f"/staff/projects/{project}")
    for told in ("2名签字人员在出具当日均计入专职人员", "出具当日已备案", "出具当日不在不予采信期内", "单位换算", lead_name, "有变更", "第1版", "第2版"):
        assert told in page, told
    older = _revision(page)
    _send(opened(app, world, monkeypatch, "owner@test.example"), project, paper("three"), signers, correction="再更正")
    decide = {"revision": older, "verb": "accept", "reason": "数据一致"}
    stale = approver.post(f"/staff/projects/{project}", data=decide)
    assert stale.status_code == 409
    with world.session() as session:
        assert session.get_one(Project, project).status is ProjectState.REPORTED
    decide["revision"] = _revision(_text(approver, f"/staff/projects/{project}"))
    assert approver.post(f"/staff/projects/{project}", data=decide | {"reason": ""}).status_code == 422
    assert approver.post(f"/staff/projects/{project}", data=decide).status_code == 302
    after = _text(opened(app, world, monkeypatch, "owner@test.example"), f"/institution/projects/{project}")
    assert "数据一致" in after
    assert "出具更正版本" not in after


def test_the_slip_carries_number_code_hash_and_a_picture_of_the_way(
    app: Flask, world: World, cast: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _institution, project = cast
    moves(world, project, (V.REPORT, V.REPORT))
    owner = opened(app, world, monkeypatch, "owner@test.example")
    with world.session() as session:
        first, second = session.scalars(select(EvaluationReport).order_by(EvaluationReport.version))
        number, code, sha256 = first.project.number, grouped(first.code), first.sha256
    slip = _text(owner, f"/institution/projects/{project}/evaluation-reports/1/slip")
    for told in (number, code, sha256, f"http://localhost/verify/evaluation-report/{number}/{code}", "paper-across"):
        assert told in slip
    assert "paper-across" not in _text(owner, f"/institution/projects/{project}/evaluation-reports/2/slip")
    assert owner.get(f"/institution/projects/{project}/evaluation-reports/2/qr.png").data.startswith(b"\x89PNG")
    assert second is not None
    for part in ("slip", "qr.png"):
        _text(owner, f"/institution/projects/{project}/evaluation-reports/3/{part}", 404)
