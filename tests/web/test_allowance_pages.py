"""The allowance on the pages: open for staff within reach, of other institutions only counted for an institution."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from assessor_hub.audit.models import AuditEntry
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day, now
from assessor_hub.extensions import db
from assessor_hub.institutions.models import Institution, Tenure
from assessor_hub.projects.models import Project
from assessor_hub.spreadsheets.workbooks import ONE_ROSTER, open_book
from tests.web.conftest import SignIn
from tests.web.targets import jilin_a

JILIN_B = "91220201MA0TE5T24T"


@pytest.fixture
def both(demo: Flask) -> dict[str, Any]:
    """The head of jilin-a and jilin-b, and the units that each filed."""
    with demo.app_context():
        head = db.session.scalars(select(Tenure.person_id).where(Tenure.institution_id == jilin_a(db.session).id)).one()
        b = db.session.scalars(select(Institution.id).where(Institution.uscc == JILIN_B)).one()
        units: dict[bool, set[str]] = {True: set(), False: set()}
        for project in db.session.scalars(select(Project).where(Project.head_id == head, Project.level == "national")):
            units[project.institution_id == b].add(project.unit_uscc)
        return {"head": head, "a": units[False], "b": units[True]}


def test_an_institution_sees_its_own_lines_and_how_many_others_there_are(both: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in("jilin-b")
    page = client.get("/institution/allowance").text
    assert f">+{len(both['a'])}</th>" in page
    assert "吉林衡绿" not in page
    assert page.count('data-label="为何计入"') == len(both["b"])
    assert client.get("/institution/allowance?day=2026-13-40").status_code == 422
    assert client.get("/institution/allowance?day=2099-01-01").status_code == 422
    past = client.get("/institution/allowance", query_string={"day": beijing_day(now()) - timedelta(days=1)}).text
    assert ">+" not in past


def test_the_department_sees_every_line_and_takes_them_as_a_spreadsheet(
    both: dict[str, Any], sign_in: SignIn, demo: Flask
) -> None:
    client = sign_in("jl-reviewer")
    page = client.get("/staff/ledger", query_string={"q": "吉林衡绿"}).text
    assert f"/staff/ledger/{both['head']}" in page
    page = client.get(f"/staff/ledger/{both['head']}").text
    assert "吉林衡绿" in page
    assert page.count('data-label="为何计入"') >= len(both["a"] | both["b"])
    sent = client.get(f"/staff/ledger/{both['head']}/ledger.xlsx")
    with open_book(sent.data, ONE_ROSTER) as book:
        rows = [row for _number, row in book.rows(next(iter(book.sheets)))]
        assert {str(row[3]) for row in rows[2:]} == both["a"] | both["b"]
    with demo.app_context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.LEDGER_EXPORTED)).one()
        assert (entry.subject_id, entry.detail["year"]) == (both["head"], beijing_day(now()).year)


def test_another_province_finds_nobody(both: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in("zj-approver")
    assert "没有找到" in client.get("/staff/ledger", query_string={"q": "吉林衡绿"}).text
    assert client.get(f"/staff/ledger/{both['head']}").status_code == 404
    assert client.get(f"/staff/ledger/{both['head']}/ledger.xlsx").status_code == 404
