"""Declaring a project on its page, deciding on it, and correcting a tenure: what the pages do and say."""

from __future__ import annotations

import io
import re
from typing import Any

from flask import Flask
from sqlalchemy import select
from stdnum.cn import ric

from assessor_hub.demo.papers import paper
from assessor_hub.extensions import db
from assessor_hub.institutions.models import Tenure
from assessor_hub.projects.ledger_models import Charge, DeclaredProject, Recount
from assessor_hub.rules.lifecycle import DeclaredState
from tests.web.conftest import SignIn
from tests.web.targets import jilin_a


def row_of(demo: Flask, number: int | None = None) -> DeclaredProject:
    """The declared project of the number, or the latest one that waits."""
    waits = DeclaredProject.status == DeclaredState.DECLARED if number is None else DeclaredProject.id == number
    with demo.app_context():
        row = db.session.scalars(select(DeclaredProject).where(waits).order_by(DeclaredProject.id.desc())).first()
        assert row is not None
        db.session.expunge_all()
        return row


def test_a_project_is_declared_with_its_proof_and_confirmed(demo: Flask, sign_in: SignIn) -> None:
    owner, reviewer = sign_in("jilin-a"), sign_in("jl-reviewer")
    page = owner.get("/institution/declared").text
    key = re.search(r'name="request_key"[^>]*value="([^"]+)"', page)
    assert key is not None
    typed: dict[str, Any] = {
        "request_key": key.group(1), "jurisdiction": "220000", "level": "national", "unit_kind": "factory",
        "unit_name": "外省甲厂", "unit_uscc": "91110108MA0TE5T59J", "unit_city": "110100", "filed_on": "2025-05-05",
        "filed_where": "北京", "head_kind": "resident_id",
    }
    bare = owner.post("/institution/declared", data=typed | {"files": (io.BytesIO(paper("proof")), "回执.pdf")})
    assert (bare.status_code, "请填写当日的法定代表人" in bare.text) == (409, True)
    number = "22000019500909001"
    named = typed | {"head_name": "周某", "head_number": number + ric.calc_check_digit(number + "0")}
    answer = owner.post("/institution/declared", data=named | {"files": (io.BytesIO(paper("proof")), "回执.pdf")})
    row = row_of(demo)
    assert (answer.status_code, row.unit_name) == (302, "外省甲厂")
    assert "回执.pdf" in owner.get(f"/institution/declared/{row.id}").text
    assert "外省甲厂" in reviewer.get("/staff/declared").text
    proof = reviewer.get(f"/staff/declared/{row.id}").text
    assert "周某" in proof
    assert "回执.pdf" in proof
    done = reviewer.post(f"/staff/declared/{row.id}", data={"verb": "confirm", "revision": row.revision})
    assert (done.status_code, row_of(demo, row.id).status) == (302, DeclaredState.CONFIRMED)
    assert "视同在其登记之日" in owner.get(f"/institution/declared/{row.id}").text
    with demo.app_context():
        assert db.session.scalars(select(Charge).where(Charge.declared_id == row.id)).one().year == 2025


def test_a_stale_page_decides_nothing(demo: Flask, sign_in: SignIn) -> None:
    reviewer, row = sign_in("jl-reviewer"), row_of(demo)
    answer = reviewer.post(f"/staff/declared/{row.id}", data={"verb": "decline", "revision": row.revision + 5})
    assert (answer.status_code, row_of(demo, row.id).status) == (409, DeclaredState.DECLARED)
    unsaid = reviewer.post(f"/staff/declared/{row.id}", data={"verb": "decline", "revision": row.revision})
    assert (unsaid.status_code, row_of(demo, row.id).status) == (409, DeclaredState.DECLARED)


def test_an_institution_takes_back_what_it_declared(demo: Flask, sign_in: SignIn) -> None:
    owner, row = sign_in("jilin-a"), row_of(demo)
    answer = owner.post(f"/institution/declared/{row.id}/withdraw", data={"revision": row.revision, "reason": "误报"})
    assert (answer.status_code, row_of(demo, row.id).status) == (302, DeclaredState.WITHDRAWN)


def test_a_correction_of_a_tenure_shows_what_it_changed(demo: Flask, sign_in: SignIn) -> None:
    reviewer, owner = sign_in("jl-reviewer"), sign_in("jilin-a")
    with demo.app_context():
        institution = jilin_a(db.session()).id
        tenure = db.session.scalars(select(Tenure).where(Tenure.institution_id == institution)).one()
        url, first = f"/staff/institutions/{institution}/tenures/{tenure.id}", tenure.first_day
    assert tenure.name in reviewer.get(url).text
    given = {"first_day": str(first), "name": "真法人", "id_kind": "resident_id", "id_number": "220000198001010030"}
    assert reviewer.post(url, data=given).status_code == 422  # without its reason
    answer = reviewer.post(url, data=given | {"reason": "身份证号录入有误"})
    assert answer.status_code == 302
    with demo.app_context():
        assert db.session.scalars(select(Recount)).all() != []
    for page in (reviewer.get(f"/staff/institutions/{institution}").text, owner.get("/institution/projects").text):
        assert "身份证号录入有误" in page
        assert "更正法定代表人任期" in page
    assert reviewer.get("/staff/over-the-cap").status_code == 200
