"""The pages after recordal: filing a change, answering it, giving a recordal up, ending one by its document."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessor_hub import clock
from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.accounts.models import Role
from assessor_hub.accounts.services import create_user, grant
from assessor_hub.demo.papers import paper
from assessor_hub.documents.models import Document, OwnerKind
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.change_models import Change, Successor
from assessor_hub.registration.models import EndKind, Recordal
from assessor_hub.rules.lifecycle import ChangeState
from assessor_hub.staffing.services import roster
from tests.web.test_roster_pages import sign_in
from tests.world import PASSWORD, World


@pytest.fixture(autouse=True)
def _now(world: World, app: Flask) -> None:
    world.now = clock.now()
    app.config["WTF_CSRF_ENABLED"] = False


def signed_in(world: World, email: str) -> FlaskClient:
    client = world.app.test_client()
    client.set_cookie("hub_language", "en")
    assert sign_in(client, email).status_code == 302
    return client


@pytest.fixture
def institution(world: World) -> int:
    return world.recorded(email="owner@test.example")[0]


@pytest.fixture
def owner(world: World, institution: int) -> FlaskClient:
    return signed_in(world, "owner@test.example")


@pytest.fixture
def member(world: World, institution: int) -> FlaskClient:
    with world.write() as session:
        user = create_user(
            session, email="member@test.example", name="同事", password=PASSWORD, by=SYSTEM, now=world.now
        )
        grant(session, user, Role.MEMBER, by=SYSTEM, now=world.now, institution_id=institution)
    return signed_in(world, "member@test.example")


@pytest.fixture
def outsider(world: World) -> FlaskClient:
    world.recorded(email="outsider@test.example")
    return signed_in(world, "outsider@test.example")


def staff(world: World, role: Role, code: str = "220000") -> FlaskClient:
    email = f"{role.value}-{code}@test.example"
    world.staff_user(role, code, email)
    return signed_in(world, email)


def pdf(name: str = "证明.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(paper("evidence")), name


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.get_data(as_text=True)
    return str(answer.get_data(as_text=True))


def change_name(world: World, institution: int, client: FlaskClient, **given: Any) -> Any:
    with world.session() as session:
        row = session.get_one(Institution, institution)
        data = {
            "name": "新名称评价有限公司", "kind": row.kind.value, "registered_code": row.registered_code,
            "address": row.address, "phone": row.phone, "happened_on": str(world.today - timedelta(days=3)),
        }
    sent = {name: value for name, value in (data | given).items() if value is not None}
    return client.post("/institution/particulars", data=sent, content_type="multipart/form-data")


def only(world: World, table: Any = Change) -> Any:
    with world.session() as session:
        row = session.scalars(select(table)).one()
        session.expunge_all()
        return row


def test_a_new_name_is_changed_and_filed_with_its_evidence(
    world: World, institution: int, owner: FlaskClient, member: FlaskClient, outsider: FlaskClient
) -> None:
    assert change_name(world, institution, owner, files=pdf()).status_code == 302
    change = only(world)
    for client in (owner, member):
        page = text(client.get(f"/institution/changes/{change.id}"))
        assert "新名称评价有限公司" in page
        assert "证明.pdf" in page
    assert "To be reviewed anew" in text(owner.get("/institution/particulars"))
    with world.session() as session:
        document = session.scalars(select(Document.id).where(Document.owner_kind == OwnerKind.CHANGE)).one()
    mine = f"/institution/documents/change/{change.id}/{document}"
    with owner.get(mine) as answer:
        assert answer.status_code == 409  # found; its copy without metadata is still being made
    for path in (f"/institution/changes/{change.id}", mine):
        assert outsider.get(path).status_code == 404
    more = {"files": pdf("补充.pdf")}
    added = outsider.post(f"/institution/changes/{change.id}", data=more, content_type="multipart/form-data")
    assert added.status_code == 404
    more = {"files": pdf("补充.pdf")}
    assert member.post(f"/institution/changes/{change.id}", data=more, content_type="multipart/form-data").status_code == 302


def test_what_is_wrong_is_said_in_place_and_nothing_is_lost(world: World, institution: int, owner: FlaskClient) -> None:
    page = text(change_name(world, institution, owner, happened_on=None), 409)
    assert "Give the day on which the change happened" in page
    assert 'value="新名称评价有限公司"' in page
    page = text(change_name(world, institution, owner, files=(io.BytesIO(b"MZ not a paper"), "a.pdf")), 409)
    assert "a.pdf" in page
    assert text(change_name(world, institution, owner, name=""), 422)
    with world.session() as session:
        assert session.query(Change).count() == 0
        assert session.get_one(Institution, institution).name != "新名称评价有限公司"


def test_new_premises_need_their_proof(world: World, owner: FlaskClient) -> None:
    data = {"code": "220100", "address": "新址", "right": "leased", "until": "2030-01-01", "happened_on": str(world.today)}
    assert "Choose at least one file." in text(owner.post("/institution/changes/premises", data=data), 422)
    sent = owner.post("/institution/changes/premises", data=data | {"files": pdf()}, content_type="multipart/form-data")
    assert sent.status_code == 302
    assert only(world).after == {"code": "220100", "address": "新址", "right": "leased", "until": "2030-01-01"}


def test_the_department_answers_once_and_by_who_may(world: World, institution: int, owner: FlaskClient) -> None:
    change_name(world, institution, owner)
    change = only(world)
    url = f"/staff/changes/{change.id}"
    reviewer, approver = staff(world, Role.REVIEWER), staff(world, Role.APPROVER)
    city, elsewhere = staff(world, Role.CITY_STAFF, "220100"), staff(world, Role.APPROVER, "330000")
    answer = {"revision": "1", "verb": "accept", "reason": "与营业执照一致"}
    assert "新名称" in text(reviewer.get(url))
    assert "Your answer" not in text(reviewer.get(url))
    assert "Your answer" not in text(city.get(url))
    for client in (reviewer, city, elsewhere):
        assert client.post(url, data=answer).status_code == 404
    assert elsewhere.get(url).status_code == 404
    assert "Give the reason in writing." in text(approver.post(url, data=answer | {"reason": ""}), 409)
    assert approver.post(url, data=answer).status_code == 302
    assert "Somebody else has changed this" in text(approver.post(url, data=answer | {"verb": "object"}), 409)
    assert only(world).status is ChangeState.ACCEPTED
    assert "与营业执照一致" in text(owner.get(f"/institution/changes/{change.id}"))
    assert "新名称" in text(city.get("/staff/changes?state=accepted"))
    assert "新名称" not in text(elsewhere.get("/staff/changes?state=accepted"))


def test_only_the_owner_gives_a_recordal_up(
    world: World, institution: int, owner: FlaskClient, member: FlaskClient, outsider: FlaskClient
) -> None:
    world.file(world.actor("owner@test.example"))
    with world.session() as session:
        recordal = session.scalars(select(Recordal.id).where(Recordal.institution_id == institution)).one()
    url = f"/institution/recordals/{recordal}/exit"
    for client in (member, outsider):
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404
    assert "JL-P" in text(owner.get(url))
    data = {"first_day_without": str(world.today - timedelta(days=1)), "reason": "不再从事", "files": pdf()}
    page = text(owner.post(url, data=data, content_type="multipart/form-data"), 409)
    assert "can be given up from today on" in page
    data = {"first_day_without": str(world.today), "reason": "不再从事", "files": pdf()}
    assert owner.post(url, data=data, content_type="multipart/form-data").status_code == 302
    with world.session() as session:
        assert session.get_one(Recordal, recordal).end_kind is EndKind.EXIT
    page = text(staff(world, Role.REVIEWER).get(f"/staff/changes/{only(world).id}"))
    assert "JL-P" in page


def test_an_approver_enters_a_merger_with_who_comes_after(world: World, institution: int) -> None:
    recordal, heir = only(world, Recordal).id, world.code()
    url = f"/staff/recordals/{recordal}/end"
    data = {"kind": "merger", "happened_on": str(world.today), "reason": "合并协议及注销通知书", "heirs": f"{heir} 承继公司"}
    assert staff(world, Role.REVIEWER).post(url, data=data).status_code == 404
    assert staff(world, Role.APPROVER, "330000").get(url).status_code == 404
    approver = staff(world, Role.APPROVER)
    for wrong in ("91220101MA0TE5T16X 承继公司", heir):
        sent = data | {"heirs": wrong, "files": pdf()}
        assert wrong in text(approver.post(url, data=sent, content_type="multipart/form-data"), 422)
    sent = data | {"heirs": "", "files": pdf()}
    assert "Name who comes after" in text(approver.post(url, data=sent, content_type="multipart/form-data"), 409)
    sent = data | {"files": pdf()}
    assert approver.post(url, data=sent, content_type="multipart/form-data").status_code == 302
    assert only(world, Successor).uscc == heir
    assert "承继公司" in text(approver.get(f"/staff/institutions/{institution}"))


def test_a_resignation_below_the_minimum_says_what_is_missing_on_the_next_page(
    world: World, institution: int, owner: FlaskClient
) -> None:
    with world.session() as session:
        line = roster(session, institution, world.today)[-1].id
    answer = owner.post(
        f"/institution/roster/{line}/end", data={"last_day": str(world.today)}, follow_redirects=True
    )
    page = text(answer)
    assert "on the basic conditions will not be met" in page
    assert "No new projects" in page
    assert "on the basic conditions are not met" in text(owner.get("/institution/"))
    world.now += timedelta(days=1)


def test_a_recorded_institution_changes_its_particulars_on_their_own_page(
    world: World, institution: int, owner: FlaskClient
) -> None:
    application = world.application(world.actor("owner@test.example"), claims=[], submit=False)
    page = text(owner.get(f"/institution/applications/{application}/profile"))
    assert 'href="/institution/particulars"' in page
    assert 'name="phone"' not in page
    assert "beside the recordal" in text(owner.get(f"/institution/applications/{application}"))
