"""Asking whether a filing would be accepted, and a kept refusal with what would be said now, on the pages."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from assessor_hub.audit.models import AuditEntry
from assessor_hub.clock import beijing_day, now
from assessor_hub.extensions import db
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.ledger_models import Allowance
from assessor_hub.projects.refusal_models import FilingRefusal
from tests.web.conftest import SignIn
from tests.web.targets import jilin_a

ASKED = {"level": "national", "unit_kind": "factory", "unit_city": "220100", "unit_uscc": ""}


def _asked() -> dict[str, str]:
    return ASKED | {"work_from": beijing_day(now()).isoformat()}


@pytest.fixture
def rows(demo: Flask) -> dict[str, int]:
    """jilin-a, and its refused filing."""
    with demo.app_context():
        own = jilin_a(db.session).id
        refused = select(FilingRefusal.id).where(FilingRefusal.institution_id == own)
        return {"own": own, "refusal": db.session.scalars(refused.order_by(FilingRefusal.id)).first() or 0}


def _books(demo: Flask) -> Any:
    with demo.app_context():
        counters = db.session.execute(select(Allowance.person_id, Allowance.used).order_by(Allowance.person_id)).all()
        return counters, db.session.scalars(select(func.max(AuditEntry.id))).one()


def test_an_institution_asks_about_four_cases_and_nothing_is_written(sign_in: SignIn, demo: Flask) -> None:
    client, before = sign_in("jilin-a"), None
    before = _books(demo)
    page = client.get("/institution/what-if", query_string=_asked()).text
    assert page.count("将不予登记") == 2  # today and on the year's last day: the cap is reached
    assert page.count('<section class="panel">') == 4
    assert "松江绿能" not in page
    assert client.get("/institution/what-if").status_code == 200
    assert client.get("/institution/what-if", query_string=_asked() | {"work_from": "x"}).status_code == 422
    assert _books(demo) == before


def test_staff_choose_a_head_within_their_reach_and_no_other(
    sign_in: SignIn, demo: Flask, rows: dict[str, int]
) -> None:
    with demo.app_context():
        other = db.session.scalars(select(Institution).where(Institution.uscc == "91330101MA0TE5T32B")).one()
        stranger = other.tenures[0].person_id
    client, url = sign_in("jl-reviewer"), f"/staff/institutions/{rows['own']}/what-if"
    assert f'value="{stranger}"' not in client.get(url).text
    assert client.get(url, query_string=_asked() | {"heir": str(stranger)}).status_code == 404
    assert client.get(url, query_string=_asked()).text.count('<section class="panel">') == 4


def test_staff_ask_about_work_within_their_reach_alone(sign_in: SignIn, rows: dict[str, int]) -> None:
    client, url = sign_in("jl-reviewer"), f"/staff/institutions/{rows['own']}/what-if"
    elsewhere = client.get(url, query_string=_asked() | {"unit_city": "330100"})
    assert elsewhere.status_code == 422  # whether conditions are met there is that department's to read
    assert '<section class="panel">' not in elsewhere.text
    assert sign_in("auditor").get(url, query_string=_asked() | {"unit_city": "220200"}).status_code == 200


def test_a_kept_refusal_is_masked_for_the_institution_and_open_for_its_province(
    sign_in: SignIn, rows: dict[str, int]
) -> None:
    page = sign_in("jilin-a").get(f"/institution/refusals/{rows['refusal']}").text
    assert "同一法定代表人的其他机构登记的项目" in page
    assert "松江绿能" not in page
    assert "若今天" in page  # what would be said now, beside it
    assert "松江绿能" in sign_in("jl-reviewer").get(f"/staff/refusals/{rows['refusal']}").text
    city = sign_in("changchun").get(f"/staff/refusals/{rows['refusal']}")
    assert city.status_code == 200
    assert "松江绿能" not in city.text
    assert sign_in("zj-approver").get(f"/staff/refusals/{rows['refusal']}").status_code == 404
    assert sign_in("zhejiang-a").get(f"/institution/refusals/{rows['refusal']}").status_code == 404
