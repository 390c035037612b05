"""Filing many from a spreadsheet, on the pages: the wrong file, the preview, the filing, the result to download."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assessor_hub.projects.batch_files import LIMITS, lines_of
from assessor_hub.projects.models import Project
from assessor_hub.spreadsheets.workbooks import ONE_ROSTER, open_book
from assessor_hub.web.institution import filing_batches
from tests.slices.acts import file_many
from tests.slices.batching import batch_xlsx, many, typed
from tests.web.pages import opened
from tests.world import World

FILES = "/institution/projects/files"


@pytest.fixture
def owner(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The owner of an institution with 13 of 15 units used, signed in."""
    _institution, actor = world.recorded(email="owner@test.example")
    file_many(world, actor, 13)
    return opened(app, world, monkeypatch, "owner@test.example")


def sent(client: FlaskClient, content: bytes, name: str = "项目.xlsx") -> Any:
    return client.post(FILES, data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def projects(world: World) -> int:
    with world.session() as session:
        return session.scalars(select(func.count(Project.id))).one()


def table_of(content: bytes) -> list[list[str]]:
    """The rows of the first sheet of a file."""
    with open_book(content, ONE_ROSTER) as book:
        found = book.rows(next(iter(book.sheets)))
        return [[str(cells.get(at, "")) for at in range(16)] for _number, cells in found]


def test_from_a_file_to_its_result(world: World, owner: FlaskClient) -> None:
    rows = [*many(world, 3), typed(world, unit_uscc="123"), typed(world, level="省级"), typed(world, unit_name="=1+1")]
    answer = sent(owner, batch_xlsx(rows))
    assert answer.status_code == 303
    page = owner.get(answer.location).text
    assert "尚未登记任何项目" in page
    assert "登记这5行，略去有问题的1行" in page
    assert "超出剩余额度2项" in page
    assert page.count("轮到本行时额度已满") == 2
    assert projects(world) == 13

    done = owner.post(f"{answer.location}/file")
    assert (done.status_code, done.location) == (303, answer.location)
    page = owner.get(answer.location).text
    assert "已提交3项，未予登记2项" in page
    assert "因有问题未登记：第5行" in page
    assert page.count("上限为15项，本项将为第16项") == 2
    assert "JL-P2026-16" in page
    assert "计入2026年" in page
    assert re.search(r'href="/institution/refusals/\d+">JL-R2026-1<', page)
    assert projects(world) == 16
    assert owner.post(f"{answer.location}/file").status_code == 409
    assert projects(world) == 16

    told_in_the_file(owner, answer.location)


def told_in_the_file(owner: FlaskClient, here: str) -> None:
    """The result file says of each row what became of it; the one of what is left can be sent again."""
    heading, *lines = table_of(owner.get(f"{here}/result").data)
    assert heading[6:] == [
        "行", "处理结果", "项目编号", "受理时间（北京时间）", "计入年度", "理由", "依据", "数据", "后续办理", "未予登记编号"
    ]
    assert [line[7:9] for line in lines] == [
        ["已提交", "JL-P2026-14"], ["已提交", "JL-P2026-15"], ["未予登记", ""], ["有问题", ""], ["已提交", "JL-P2026-16"],
        ["未予登记", ""],
    ]
    refused = lines[2]
    assert "第22条第2款" in refused[12]
    assert refused[13:] == ["已占用15项，加本项为16项，上限15项。", refused[14], "JL-R2026-1"]
    assert refused[14]
    assert lines[5][2] == "=1+1"  # as text
    assert "统一社会信用代码" in lines[3][11]

    left = owner.get(f"{here}/result?rows=open").data
    assert [line.number for line in lines_of(left) if line.said] == [2, 4]  # it can be corrected and sent again


def test_what_a_request_leaves_is_named_and_gone_on_with(
    world: World, owner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = sent(owner, batch_xlsx(many(world, 5, level="省级"))).location
    with monkeypatch.context() as patched:
        patched.setattr(filing_batches, "SECONDS", 0.0)
        assert owner.post(f"{here}/file").status_code == 303
    page = owner.get(here).text
    assert "还有5行未登记：第2–6行" in page
    assert "继续登记其余各行" in page
    assert "还有未登记的行" in owner.get("/institution/projects").text
    owner.post(f"{here}/file")
    assert "已提交5项，未予登记0项" in owner.get(here).text
    assert projects(world) == 18


def test_the_rest_can_be_left(world: World, owner: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    here = sent(owner, batch_xlsx(many(world, 2))).location
    monkeypatch.setattr(filing_batches, "SECONDS", 0.0)
    owner.post(f"{here}/file")
    assert owner.post(f"{here}/stop").status_code == 303
    assert "未登记：第2–3行" in owner.get(here).text
    assert owner.post(f"{here}/file").status_code == 409
    assert projects(world) == 13


def test_a_preview_is_dropped(world: World, owner: FlaskClient) -> None:
    here = sent(owner, batch_xlsx(many(world, 1))).location
    owner.post(f"{here}/stop")
    assert "未登记任何项目" in owner.get(here).text
    assert owner.post(f"{here}/file").status_code == 409


@pytest.mark.parametrize(("content", "said"), [
    (b"", "文件为空"), (b"PK\x03\x04" + b"x" * 90, "可能已损坏"), (b"MZ\x00\x90", "可能已损坏"), ("甲,乙\n1,2\n".encode(), "缺少以下列"),
])
def test_what_is_no_list_is_refused_at_the_field(owner: FlaskClient, content: bytes, said: str) -> None:
    answer = sent(owner, content)
    assert answer.status_code == 422
    assert said in answer.text


def test_too_many_rows_are_refused(world: World, owner: FlaskClient) -> None:
    answer = sent(owner, batch_xlsx([typed(world)] * (LIMITS.rows + 1)))
    assert (answer.status_code, f"{LIMITS.rows}行" in answer.text) == (422, True)


def test_the_template_is_read_back_without_its_example(owner: FlaskClient) -> None:
    heading, example, *_more = table_of(owner.get(f"{FILES}/template").data)
    assert heading[:6] == ["级别", "单位类型", "被评价单位", "统一社会信用代码", "单位所在城市", "评价起始日期"]
    assert example[2].startswith("示例")
    assert owner.get(FILES).status_code == 200
