"""The pages of published lists: a reviewer's walk from a file to what its names mean, and what outsiders don't find."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from assessor_hub.extensions import db
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.models import Project
from assessor_hub.reconciliation.models import NameConfirmation, PublishedList, PublishedRow
from tests.slices.publishing import cells, list_csv
from tests.web.conftest import SignIn

NEW = "/staff/published-lists/new"


def form(content: bytes, **given: Any) -> dict[str, Any]:
    sent = {"title": "网页名单", "jurisdiction": "220000", "number": "", "published_on": "", "where": "", "year": "",
            "kind": "", "level": ""}
    return sent | given | {"file": (io.BytesIO(content), "名单.csv")}


def demo_list(demo: Flask) -> int:
    with demo.app_context():
        return db.session.scalars(select(PublishedList.id).order_by(PublishedList.id)).first() or 0


def row_of(demo: Flask, unit: str) -> int:
    with demo.app_context():
        return db.session.scalars(select(PublishedRow.id).where(PublishedRow.unit_name == unit)).one()


def text(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_a_reviewers_walk_from_the_file_to_what_its_names_mean(demo: Flask, sign_in: SignIn) -> None:
    with demo.app_context():
        project = db.session.scalars(
            select(Project).join(Institution).where(Institution.uscc == "91220101MA0TE5T16T").order_by(Project.id)
        ).first()
        assert project is not None
        filed = cells(unit=project.unit_name, uscc=project.unit_uscc, year=str(project.year), assessor="衡绿低碳评价")
        code = project.institution.uscc
    content = list_csv([filed, cells(unit="无人认领厂", year="1999")]).encode("gb18030")
    client = sign_in("jl-reviewer")
    sent = client.post(NEW, data=form(content), content_type="multipart/form-data")
    assert sent.status_code == 302
    page = text(client, sent.location)
    assert "尚未写入任何内容" in page
    assert "“1999”不是2016至" in page
    refused = client.post(f"{sent.location}/take-in")
    assert refused.status_code == 409
    taken = client.post(f"{sent.location}/take-in", data={"leave_out": "yes"}, follow_redirects=True)
    assert "机构不明：1" in re.sub(r"<[^>]+>", "", taken.text)
    row = f"/staff/published-lists/rows/{row_of_list(demo, sent.location)}"
    assert "吉林衡绿低碳评价技术有限公司" in text(client, row)
    missing = client.post(f"{row}/names/assessor", data={"assessor-meaning": "another", "assessor-uscc": ""})
    assert missing.status_code == 422
    kept = client.post(
        f"{row}/names/assessor", data={"assessor-meaning": "another", "assessor-uscc": code, "assessor-note": "来函"},
        follow_redirects=True,
    )
    assert "名单所列机构已登记" in kept.text
    assert "来函" in text(client, "/staff/published-lists/names")
    again = client.post(NEW, data=form(content), content_type="multipart/form-data", follow_redirects=True)
    assert "该文件以前已经导入" in again.text
    aside = client.post(f"{sent.location}/set-aside", data={"reason": ""})
    assert aside.status_code == 422
    client.post(f"{sent.location}/set-aside", data={"reason": "练习"})
    assert "作废" in text(client, sent.location)
    assert client.get(row).status_code == 404


def row_of_list(demo: Flask, location: str) -> int:
    with demo.app_context():
        wanted = select(PublishedRow.id).where(PublishedRow.list_id == int(location.rsplit("/", 1)[1]))
        return db.session.scalars(wanted).one()


def test_the_demonstration_shows_every_outcome_and_narrows_to_each(demo: Flask, sign_in: SignIn) -> None:
    client, url = sign_in("jl-reviewer"), f"/staff/published-lists/{demo_list(demo)}"
    page = text(client, url)
    for outcome in ("名单所列机构已登记", "由其他机构登记", "未登记", "机构不明", "不能唯一确定"):
        assert re.search(rf"{outcome}：[1-9]", page), outcome
    assert "长春同心精铸" in text(client, f"{url}?outcome=ambiguous")
    assert "长春同心精铸" not in text(client, f"{url}?outcome=unfiled")
    assert "共1行" in text(client, f"{url}?text=同心（精铸）")
    assert client.get(f"{url}?outcome=x&page=99&text=").status_code == 200


def test_the_export_has_every_row_with_its_outcome(demo: Flask, sign_in: SignIn) -> None:
    answer = sign_in("auditor").get(f"/staff/published-lists/{demo_list(demo)}/export")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[0][7:] == ["比对结果", "比对情况", "登记的机构名称", "名称可能所指"]
    assert {row[7] for row in rows[1:]} == {"名单所列机构已登记", "由其他机构登记", "未登记", "机构不明", "不能唯一确定"}
    assert len(rows) == 22


def test_hidden_use_names_the_person_whose_cap_would_be_passed(demo: Flask, sign_in: SignIn) -> None:
    page = text(sign_in("jl-approver"), "/staff/published-lists/hidden-use")
    assert "沈知秋" in page
    assert "已占用15 + 未登记4 = 19，上限15 将超过上限" in page
    assert "第22条第2款" in page


def test_an_institution_is_asked_from_the_row_and_reads_it_at_home(demo: Flask, sign_in: SignIn) -> None:
    row = f"/staff/published-lists/rows/{row_of(demo, '四平铁东轴承有限公司')}"
    client = sign_in("jl-reviewer")
    assert "已询问该机构" in client.post(f"{row}/ask", follow_redirects=True).text
    assert client.post(f"{row}/ask").status_code == 409
    assert "四平铁东轴承有限公司" in sign_in("jilin-b").get("/institution/").text


def test_a_meaning_is_withdrawn_with_a_reason_only(demo: Flask, sign_in: SignIn) -> None:
    with demo.app_context():
        kept = db.session.scalars(select(NameConfirmation.id).order_by(NameConfirmation.id)).first()
    url, client = f"/staff/published-lists/names/{kept}/withdraw", sign_in("jl-approver")
    assert client.post(url, data={"reason": ""}).status_code == 422
    assert client.post(url, data={"reason": "来函有误"}, follow_redirects=True).status_code == 200
    assert "来函有误" in text(client, "/staff/published-lists/names")
    assert client.post(url, data={"reason": "再"}).status_code == 409


@pytest.mark.parametrize(("given", "words"), [
    ({"title": ""}, "必填"), ({"year": "3000"}, ""), ({"jurisdiction": "330000"}, ""), ({"content": b"%PDF\x00"}, "不是可读取"),
    ({"content": "企业名称,第三方评价机构\n甲,乙".encode()}, "缺少以下列"),
])
def test_a_wrong_form_says_why_and_writes_nothing(demo: Flask, sign_in: SignIn, given: dict[str, Any], words: str) -> None:
    sent = {"content": list_csv([cells()]).encode()} | given
    answer = sign_in("jl-reviewer").post(NEW, data=form(**sent), content_type="multipart/form-data")
    assert answer.status_code == 422
    assert words in answer.text
    with demo.app_context():
        states = set(db.session.scalars(select(PublishedList.state)))
        assert "preview" not in states
