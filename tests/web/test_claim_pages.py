"""The pages on people: the certificate of a title, a refused skill grade, a conflict and its decision in the browser."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessor_hub import clock
from assessor_hub.extensions import db
from assessor_hub.institutions.models import Institution
from assessor_hub.staffing.models import Counting, Employment

SignIn = Callable[[str], FlaskClient]
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)


def shared(demo: Flask) -> tuple[int, list[int]]:
    """The person whom two institutions of the demonstration claim, and their claims: the one that counts first."""
    with demo.app_context():
        beijing = select(Institution.id).where(Institution.uscc == "91110108MA0TE5T59J").scalar_subquery()
        mine = select(Employment.person_id).where(Employment.institution_id == beijing)
        rows = db.session.scalars(select(Employment).order_by(Employment.id)).all()
        waiting = set(db.session.scalars(mine))
        person = next(row.person_id for row in rows if row.person_id in waiting)
        return person, [row.id for row in rows if row.person_id == person]


def english(sign_in: SignIn, key: str) -> FlaskClient:
    client = sign_in(key)
    client.set_cookie("hub_language", "en")
    return client


def test_a_skill_grade_is_refused_in_place_and_nothing_typed_is_lost(sign_in: SignIn) -> None:
    client = english(sign_in, "zhejiang-a")
    typed = {
        "name": "新来的人", "id_kind": "resident_id", "id_number": "220000198001010014", "title_level": "mid",
        "specialty": "energy", "full_time": "y", "first_day": "2020-01-01",
    }
    for given in ({"series": "skill_grade"}, {"series": "engineering", "issuer": "高级技师鉴定中心"}):
        answer = client.post("/institution/roster/new", data=typed | given)
        assert answer.status_code in (409, 422)
        assert "not a professional title, so it does not count" in answer.text
        assert 'value="新来的人"' in answer.text


def test_a_certificate_belongs_to_the_line_and_is_opened_by_who_may_see_the_claim(
    demo: Flask, sign_in: SignIn
) -> None:
    _person, (claim, _other) = shared(demo)
    owner, page = sign_in("jilin-a"), f"/institution/roster/{claim}"
    sent = {"files": (io.BytesIO(PDF), "证书.pdf")}
    assert owner.post(f"{page}/certificate", data=sent).status_code == 302
    found = re.search(rf"/institution/documents/employment/{claim}/(\d+)", owner.get(page).text)
    assert found is not None
    assert owner.post(f"{page}/certificate/{found[1]}/remove").status_code == 404  # it was handed in
    staff_url = f"/staff/employments/{claim}/documents/{found[1]}"
    assert sign_in("jl-reviewer").get(staff_url).status_code != 404
    for outsider in ("zj-approver", "zhejiang-a"):
        assert sign_in(outsider).get(staff_url).status_code == 404
        assert sign_in(outsider).get(found[0]).status_code == 404
    wrong = owner.post(f"{page}/certificate", data={"files": (io.BytesIO(b"MZ\x90"), "a.pdf")})
    assert wrong.status_code == 422


def test_a_conflict_is_listed_and_decided(demo: Flask, sign_in: SignIn) -> None:
    person, (counts, waits) = shared(demo)
    reviewer = sign_in("jl-reviewer")
    assert f"/staff/people/{person}" in reviewer.get("/staff/conflicts").text
    assert f"/staff/people/{person}" not in sign_in("zj-approver").get("/staff/conflicts").text
    page = reviewer.get(f"/staff/people/{person}").text
    assert "吉林衡绿低碳评价技术有限公司" in page
    assert "北京中绿恒信认证评价有限公司" in page
    for owner, word in (("jilin-a", "another institution claims this person too"), ("beijing-a", "Does not count: another")):
        assert word in english(sign_in, owner).get("/institution/roster").text
    given: dict[str, Any] = {"known": "0", "employment_id": str(waits), "first_day": "2026-01-01", "reason": ""}
    url = f"/staff/people/{person}/decide"
    assert reviewer.post(url, data=given).status_code == 422
    given |= {"reason": "社保缴费记录在北京", "first_day": _today()}
    assert reviewer.post(url, data=given | {"known": "9"}).status_code == 409
    assert reviewer.post(url, data=given).status_code == 302
    assert f"/staff/people/{person}" not in reviewer.get("/staff/conflicts").text
    with demo.app_context():
        open_ones = select(Counting.employment_id).where(Counting.person_id == person, Counting.last_day.is_(None))
        assert db.session.scalars(open_ones).all() == [waits]
    assert counts != waits


def _today() -> str:
    return clock.beijing_day(clock.now()).isoformat()
