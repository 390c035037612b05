"""The pages of a review: autosave, marks at their fields, the checklist's asking, two who decide, the city's word."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessor_hub.extensions import db
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.models import Application
from tests.web.conftest import SignIn

JILIN_C, SHANGHAI, BEIJING, DRAFT = "吉林省工业节能技术服务中心", "上海申绿技术咨询有限公司", "北京中绿恒信认证评价有限公司", "四平绿原节能科技有限公司"


def application_of(demo: Flask, name: str) -> Any:
    with demo.app_context():
        wanted = select(Application).join(Institution, Institution.id == Application.institution_id)
        row = db.session.scalars(wanted.where(Institution.name == name)).one()
        db.session.expunge_all()
        return row


def page(client: FlaskClient, url: str) -> str:
    answer = client.get(url, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_draft_saves_itself_by_the_same_route(demo: Flask, sign_in: SignIn) -> None:
    row, client = application_of(demo, DRAFT), sign_in("jilin-f")
    url = f"/institution/applications/{row.id}/premises"
    typed = {"revision": str(row.revision), "address": "自动保存路1号", "code": "220300"}
    saved = client.post(url, data=typed, headers={"X-Autosave": "yes"})
    assert saved.status_code == 200
    assert saved.json is not None
    assert (saved.json["saved"], saved.json["revision"]) == (True, row.revision + 1)
    assert "自动保存路1号" in page(client, url)
    late = client.post(url, data=typed | {"address": "另一处"}, headers={"X-Autosave": "yes"})
    assert (late.status_code, late.json["stop"]) == (409, True)  # type: ignore[index]
    wrong = {"revision": str(row.revision + 1), "until": "no day"}
    assert client.post(url, data=wrong, headers={"X-Autosave": "yes"}).status_code == 422
    assert "自动保存路1号" in page(client, url)
    outsider = sign_in("zhejiang-a").post(url, data=typed, headers={"X-Autosave": "yes"})
    assert outsider.status_code == 404


def test_marks_stand_at_their_step_for_the_institution(demo: Flask, sign_in: SignIn) -> None:
    row = application_of(demo, JILIN_C)
    assert "请补充相关专业高级职称人员" in page(sign_in("jilin-c"), f"/institution/applications/{row.id}")


def test_the_reviewer_sees_both_versions_side_by_side(demo: Flask, sign_in: SignIn) -> None:
    row = application_of(demo, BEIJING)
    told = page(sign_in("jl-reviewer"), f"/staff/applications/{row.id}/versions")
    assert "gm-beijing-a-2026" in told
    assert "503室" in told
    for outsider in ("zj-approver", "beijing-a"):
        assert sign_in(outsider).get(f"/staff/applications/{row.id}/versions").status_code == 404


def test_an_application_handed_in_again_shows_what_was_decided_before_it(demo: Flask, sign_in: SignIn) -> None:
    told = page(sign_in("jl-reviewer"), f"/staff/applications/{application_of(demo, BEIJING).id}")
    before = told.split("本版提交前的决定")[1].split("</section>")[0]
    assert "退回补正" in before
    assert "已提交" not in before


def test_a_stale_return_is_not_told_of_a_decision_that_lies_before_the_version(demo: Flask, sign_in: SignIn) -> None:
    url = f"/staff/applications/{application_of(demo, BEIJING).id}"
    refused = sign_in("jl-reviewer").post(url, data={"verb": "return", "reason": "请补正。", "revision": "0"})
    assert refused.status_code == 409
    box = refused.text.split("申请当前状态：")[1].split("</div>")[0]
    assert "已提交" in box
    assert "齐彦" not in box


def test_the_checklist_is_kept_and_recording_asks_for_it(demo: Flask, sign_in: SignIn) -> None:
    row, client = application_of(demo, BEIJING), sign_in("jl-approver")
    url = f"/staff/applications/{row.id}"
    asked = client.post(url, data={
        "revision": str(row.revision), "verb": "record", "levels": "national", "reason": "材料齐全",
    })
    assert asked.status_code == 409
    assert "材料齐全" in asked.get_data(as_text=True)
    kept = client.post(f"{url}/checklist", data={"line": "signer", "checked-signer": "on", "remark-signer": "已核对原件"})
    assert kept.status_code == 302
    assert "已核对原件" in page(client, f"{url}/checklist")
    assert client.post(f"{url}/checklist", data={"remark-signer": "字" * 4001}).status_code == 422


def test_a_mark_that_says_nothing_is_told_in_place(demo: Flask, sign_in: SignIn) -> None:
    row, client = application_of(demo, BEIJING), sign_in("jl-reviewer")
    answer = client.post(f"/staff/applications/{row.id}/marks", data={"where": "premises.address", "remark": ""})
    assert answer.status_code == 422
    assert client.post(
        f"/staff/applications/{row.id}/marks", data={"where": "premises.address", "remark": "请再核对"}
    ).status_code == 302
    assert "请再核对" in page(client, f"/staff/applications/{row.id}")


def test_where_two_decide_the_approver_sees_the_proposal(demo: Flask, sign_in: SignIn) -> None:
    row = application_of(demo, SHANGHAI)
    url = f"/staff/applications/{row.id}"
    told = page(sign_in("sd-approver"), url)
    assert "建议不予备案" in told
    assert "未缴纳社会保险" in told
    data = {"revision": str(row.revision), "verb": "refuse", "reason": "同意"}
    assert sign_in("sd-reviewer").post(url, data=data).status_code == 404  # a reviewer proposes and never decides
    assert sign_in("sd-approver").post(url, data=data).status_code == 302
    assert "参照" in page(sign_in("shandong-c"), f"/institution/applications/{row.id}")


def test_the_city_sees_what_it_is_asked_about_and_nothing_else(demo: Flask, sign_in: SignIn) -> None:
    asked, other = application_of(demo, SHANGHAI), application_of(demo, BEIJING)
    city = sign_in("jinan")
    assert SHANGHAI in page(city, f"/staff/applications/{asked.id}")
    assert city.get(f"/staff/applications/{other.id}").status_code == 404
    given = {"stance": "support", "reason": "已补缴"}
    assert sign_in("changchun").post(f"/staff/applications/{asked.id}/opinion", data=given).status_code == 404
    assert city.post(f"/staff/applications/{asked.id}/checklist").status_code == 404


def test_the_four_eyes_rule_is_switched_with_a_reason(demo: Flask, sign_in: SignIn) -> None:
    administrator = sign_in("administrator")
    without = {"jurisdiction": "350000", "switched_on": "yes", "reason": ""}
    assert administrator.post("/staff/four-eyes", data=without).status_code == 422
    assert administrator.post("/staff/four-eyes", data=without | {"reason": "内控"}).status_code == 302
    assert sign_in("jl-approver").post(
        "/staff/four-eyes", data=without | {"reason": "越权"}
    ).status_code == 422  # not a choice of that person's
