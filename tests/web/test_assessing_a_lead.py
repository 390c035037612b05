"""Assessing a lead in the pages: the evidence in words, the masked party, what was typed, and the outsider."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.clock import beijing_day, now
from assessor_hub.db import transaction
from assessor_hub.extensions import db
from assessor_hub.institutions.models import Institution
from assessor_hub.jurisdictions.services import standing_law
from assessor_hub.leads.models import LeadAssessment, LeadKind, LeadState
from assessor_hub.leads.queries import SeenLead, leads_for
from tests.web.conftest import SignIn

REASON = "同一办公楼的总机，已电话核实。"


def of_jilin(demo: Flask, kind: LeadKind) -> list[SeenLead]:
    """What a reviewer of Jilin sees of a kind."""
    jilin = Actor(None, "test", frozenset({(Role.REVIEWER, "220000")}))
    law = standing_law(db.session(), demo.extensions["hub"].packs)
    return leads_for(db.session(), law, jilin, beijing_day(now()), kinds=[kind])


@pytest.fixture
def phone(demo: Flask) -> str:
    """The address of the lead that two institutions of the demonstration share a phone."""
    with demo.app_context():
        (found,) = of_jilin(demo, LeadKind.SAME_PHONE)
        return f"/staff/institutions/{min(found.within)}/leads/{found.lead.key}"


def words(demo: Flask) -> list[LeadAssessment]:
    with demo.app_context():
        return list(db.session.scalars(select(LeadAssessment).order_by(LeadAssessment.id)))


def sent(**given: Any) -> dict[str, Any]:
    return {"serial": "0", "state": "not_relevant", "reason": REASON} | given


def test_the_evidence_stands_in_words(demo: Flask, sign_in: SignIn, phone: str) -> None:
    page = sign_in("jl-reviewer").get(phone).text
    assert "松江绿能咨询（吉林）有限公司" in page
    assert "填报电话：0432-60000002" in page
    assert "填报电话：（0432）6000 0002" in page
    assert "线索不是结论" in page


def test_an_outsider_finds_nothing_and_keeps_nothing(demo: Flask, sign_in: SignIn, phone: str) -> None:
    for who in ("jilin-b", "zj-approver", "changchun", "administrator"):
        client = sign_in(who)
        assert client.get(phone).status_code == 404
        assert client.post(phone, data=sent()).status_code == 404
    assert sign_in("auditor").get(phone).status_code == 200
    assert sign_in("auditor").post(phone, data=sent()).status_code == 404  # an auditor changes nothing
    assert words(demo) == []


def test_an_institutions_own_pages_say_nothing_of_leads(sign_in: SignIn) -> None:
    for path in ("/institution/", "/institution/projects", "/institution/roster"):
        assert "线索" not in sign_in("jilin-b").get(path).text


@pytest.mark.parametrize(("wrong", "status"), [
    ({"reason": " "}, 422), ({"reason": "长" * 4001}, 422), ({"state": "open"}, 422), ({"state": ""}, 422),
    ({"serial": ""}, 400), ({"serial": "x"}, 400), ({"serial": "7"}, 409),
])
def test_a_wrong_form_keeps_nothing_and_loses_nothing(
    demo: Flask, sign_in: SignIn, phone: str, wrong: dict[str, str], status: int
) -> None:
    answer = sign_in("jl-reviewer").post(phone, data=sent(**wrong))
    assert answer.status_code == status
    assert words(demo) == []
    if "reason" not in wrong and status != 400:
        assert REASON in answer.text


def test_a_lead_whose_evidence_is_gone_shows_what_was_typed(demo: Flask, sign_in: SignIn, phone: str) -> None:
    gone = phone[:-64] + "0" * 64
    assert sign_in("jl-reviewer").get(gone).status_code == 404
    answer = sign_in("jl-reviewer").post(gone, data=sent())
    assert answer.status_code == 409
    assert REASON in answer.text
    assert words(demo) == []


def test_another_institution_outside_reach_is_masked(demo: Flask, sign_in: SignIn) -> None:
    with demo.app_context():  # an institution of Jilin and one that has only signed up there share an address
        with transaction(db.session()) as session:
            drafting = session.scalars(select(Institution).where(Institution.name.startswith("四平绿原"))).one()
            known = session.scalars(select(Institution).where(Institution.name.startswith("吉林衡绿"))).one()
            drafting.address, secret = known.address, drafting.name
        (found,) = [
            one for one in of_jilin(demo, LeadKind.SAME_ADDRESS) if drafting.id in one.lead.parties
        ]
        path = f"/staff/institutions/{known.id}/leads/{found.lead.key}"
    page = sign_in("jl-reviewer").get(path).text
    assert "另一机构" in page
    assert "注册地址相同" in page
    assert secret not in page
    assert secret not in sign_in("jl-reviewer").get("/staff/leads").text


def test_a_word_is_kept_and_takes_the_lead_off_the_open_ones(demo: Flask, sign_in: SignIn, phone: str) -> None:
    client = sign_in("jl-reviewer")
    key = phone[-64:]
    assert key in client.get("/staff/leads?kind=same_phone").text
    assert client.post(phone, data=sent()).status_code == 302
    (kept,) = words(demo)
    assert (kept.state, kept.reason, kept.jurisdiction) == (LeadState.NOT_RELEVANT, REASON, "220000")
    assert REASON in client.get(phone).text
    assert key not in client.get("/staff/leads?kind=same_phone").text
    assert key in client.get("/staff/leads?state=not_relevant").text
    assert client.post(phone, data=sent(state="looking")).status_code == 409  # from a page opened before
    assert len(words(demo)) == 1
