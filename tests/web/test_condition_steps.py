"""The steps of an application with wrong input: said in place, nothing typed is lost, nothing is saved."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assessor_hub.accounts.actor import Actor
from assessor_hub.demo.papers import paper
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import CleaningState, Document, DocumentKind, OwnerKind
from assessor_hub.documents.services import store_documents
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.models import Application
from tests.world import PASSWORD, World


@pytest.fixture
def owner(world: World) -> Actor:
    return world.institution(registered="310100", email="owner@test.example")[1]


@pytest.fixture
def draft(world: World, owner: Actor) -> int:
    world.trial("370000")
    return world.application(owner, "370000", answers=Answers(), submit=False)


@pytest.fixture
def client(app: Flask, owner: Actor) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return signed_in(app, "owner@test.example")


def signed_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("hub_language", "en")
    client.post("/account/sign-in", data={"email": email, "password": PASSWORD})
    return client


def answers(world: World, draft: int) -> Answers:
    with world.session() as session:
        return Answers.model_validate(session.get_one(Application, draft).answers)


def document(world: World, owner: Actor, draft: int) -> int:
    with world.write() as session:
        [row] = store_documents(
            session, world.hub.vault, world.hub.store, [Upload("规程.pdf", paper("rules"))],
            owner_kind=OwnerKind.APPLICATION, owner_id=draft, kind=DocumentKind.INTERNAL_RULES, by=owner, now=world.now,
        )
        return row.id


def send(client: FlaskClient, draft: int, step: str, data: dict[str, Any]) -> Any:
    page = client.get(f"/institution/applications/{draft}/{step}").get_data(as_text=True)
    revision = re.search(r'name="revision" type="hidden" value="(\d+)"', page)
    assert revision
    return client.post(f"/institution/applications/{draft}/{step}", data={"revision": revision[1], **data})


def text(answer: Any) -> str:
    return html.unescape(answer.get_data(as_text=True))


PROFILE = {
    "name": "上海申绿", "kind": "enterprise", "registered_code": "310100", "address": "示范路1号", "phone": "021",
    "legal_person": "y", "branch_code": "370100", "branch_address": "示范街8号", "branch_head": "安知行",
    "branch_since": "2026-01-05", "fields": ["factory"], "ability_factory": "能源审计4人",
}


def test_a_branch_is_recorded_with_its_address_and_its_head(world: World, client: FlaskClient, draft: int) -> None:
    assert send(client, draft, "profile", PROFILE | {"branch_uscc": "9137 0101 ma0te5t40n"}).status_code == 302
    said = answers(world, draft).profile
    assert said.branch_uscc == "91370101MA0TE5T40N"
    assert (said.branch_code, said.branch_head, str(said.branch_since)) == ("370100", "安知行", "2026-01-05")
    assert said.ability_factory == "能源审计4人"
    verdict = text(client.get(f"/institution/applications/{draft}/profile"))
    assert "independent branch in the province" in verdict


@pytest.mark.parametrize(("field", "typed", "said"), [
    ("branch_uscc", "91370100MA7T900015", "The check digit does not fit"),
    ("branch_since", "2126-01-05", "This day lies ahead."),
    ("ability_factory", "很" * 1001, "At most 1000 characters."),
])
def test_wrong_particulars_of_a_branch(
    world: World, client: FlaskClient, draft: int, field: str, typed: str, said: str
) -> None:
    answer = send(client, draft, "profile", PROFILE | {field: typed})
    assert answer.status_code == 422
    assert said in text(answer)
    assert typed in text(answer)
    assert "安知行" in text(answer)  # the rest is still in the form
    assert answers(world, draft).profile.branch_head == ""


@pytest.mark.parametrize(("given", "said"), [
    ({"right": "owned", "until": "2027-01-01"}, "A last day belongs to leased premises only."),
    ({"right": "borrowed"}, "Not a valid choice"),
    ({"right": "leased", "until": "soon"}, "Not a valid date value."),
    ({"quality_until": "2027-02-30"}, "Not a valid date value."),
])
def test_wrong_premises(world: World, client: FlaskClient, draft: int, given: dict[str, str], said: str) -> None:
    answer = send(client, draft, "premises", {"address": "泺源大街1号", **given})
    assert answer.status_code == 422
    assert said in text(answer)
    assert "泺源大街1号" in text(answer)
    assert answers(world, draft).premises.address == ""


def test_an_expired_certificate_shows_at_once(world: World, client: FlaskClient, draft: int) -> None:
    day = world.today - timedelta(days=1)
    given = {"quality_system": "y", "quality_certificate": "Q1", "quality_until": day.isoformat()}
    assert send(client, draft, "premises", given).status_code == 302
    assert "a certificate that is still valid" in text(client.get(f"/institution/applications/{draft}/premises"))


def test_an_internal_rule_names_a_document_of_this_application(
    world: World, client: FlaskClient, owner: Actor, draft: int
) -> None:
    mine = document(world, owner, draft)
    _other, stranger = world.institution()
    elsewhere = document(world, stranger, world.application(stranger, answers=Answers(), submit=False))
    given = {"internal_rules": ["management"], "document_management": str(mine)}
    assert send(client, draft, "commitments", given | {"document_management": str(elsewhere)}).status_code == 422
    assert send(client, draft, "commitments", given | {"document_management": "x"}).status_code == 422
    assert answers(world, draft).commitments.document_management is None
    assert send(client, draft, "commitments", given).status_code == 302
    assert answers(world, draft).commitments.document_management == mine
    page, link = f"/institution/applications/{draft}", f"/institution/documents/application/{draft}/{mine}"
    assert link not in text(client.get(page))  # no copy of it is made yet
    with world.write() as session:
        row = session.get_one(Document, mine)
        row.cleaning, row.clean_sha256, row.clean_size, row.next_try_at = CleaningState.CLEANED, "ab" * 32, 1, None
    assert text(client.get(page)).count(link) == 2  # in the list, and at the finding


def test_work_is_listed_with_its_proof_and_without_one_a_person_decides(
    world: World, client: FlaskClient, owner: Actor, draft: int
) -> None:
    proof = document(world, owner, draft)
    work = {"kind": "review", "title": "评审", "role": "part", "level": "provincial", "done_on": str(world.today)}
    assert send(client, draft, "track_record", work).status_code == 302
    page = text(client.get(f"/institution/applications/{draft}/track_record"))
    assert "A person decides" in page
    assert "no document" in page
    assert send(client, draft, "track_record", work | {"document": str(proof)}).status_code == 302
    assert [item.document for item in answers(world, draft).track_record] == [None, proof]
    assert "1 with a document" in text(client.get(f"/institution/applications/{draft}/track_record"))


def test_a_second_application_names_no_document_of_the_first(world: World, owner: Actor, draft: int) -> None:
    with world.write() as session:
        row = session.get_one(Application, draft)
        row.answers = world.answers("310100", 1).model_dump(mode="json")
    second = world.application(owner, "220000", answers=None, submit=False)
    opened = answers(world, second)
    assert opened.commitments.document_staff != 1
    with world.write() as session:
        again = Answers.model_validate(session.get_one(Application, draft).answers).without_documents()
    assert (again.commitments.document_staff, again.track_record[0].document) == (None, None)
    assert again.commitments.internal_rules == opened.commitments.internal_rules
