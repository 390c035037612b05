"""The certificate of a recordal: who may see it, what it says, and issuing the notice from its page."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.accounts.models import Role
from assessor_hub.accounts.services import create_user, grant
from assessor_hub.extensions import limiter
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.codes import grouped
from assessor_hub.registration.models import EndKind, Recordal
from assessor_hub.registration.recordals import end_recordal
from tests.slices.acts import ban
from tests.world import PASSWORD, World

OWN, STAFF = "/institution/recordals/{}", "/staff/recordals/{}"


@pytest.fixture(autouse=True)
def _edge(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    monkeypatch.setattr(limiter, "enabled", False)
    for clock in ("assessor_hub.clock.now", "assessor_hub.web.shared.sessions.now"):
        monkeypatch.setattr(clock, lambda: world.now)


@pytest.fixture
def cast(world: World) -> int:
    """owner, colleague, outsider; a reviewer, an approver and another province's: the id of the owner's recordal."""
    institution, _owner = world.recorded(email="owner@test.example")
    with world.write() as session:
        member = create_user(
            session, email="colleague@test.example", name="同事", password=PASSWORD, by=SYSTEM, now=world.now
        )
        grant(session, member, Role.MEMBER, by=SYSTEM, now=world.now, institution_id=institution)
    world.recorded(email="outsider@test.example")
    world.staff_user(Role.REVIEWER, "220000", "reviewer@test.example")
    world.staff_user(Role.APPROVER, "220000", "approver@test.example")
    world.staff_user(Role.APPROVER, "330000", "elsewhere@test.example")
    with world.session() as session:
        return session.scalars(select(Recordal.id).where(Recordal.institution_id == institution)).one()


def _as(app: Flask, who: str, language: str = "zh") -> FlaskClient:
    client = app.test_client()
    client.set_cookie("hub_language", language)
    if who:
        answer = client.post("/account/sign-in", data={"email": f"{who}@test.example", "password": PASSWORD})
        assert answer.status_code == 302
    return client


def _page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def _row(world: World, recordal_id: int) -> Recordal:
    with world.session() as session:
        row = session.get_one(Recordal, recordal_id)
        session.expunge_all()
        return row


@pytest.mark.parametrize(
    ("who", "own", "staff"),
    [
        ("", 302, 302), ("owner", 200, 404), ("colleague", 200, 404), ("outsider", 404, 404), ("reviewer", 404, 200),
        ("approver", 404, 200), ("elsewhere", 404, 404),
    ],
)
def test_who_sees_the_certificate_and_its_code(app: Flask, cast: int, who: str, own: int, staff: int) -> None:
    client = _as(app, who)
    for part in ("certificate", "qr.png"):
        assert client.get(f"{OWN.format(cast)}/{part}").status_code == own
        assert client.get(f"{STAFF.format(cast)}/{part}").status_code == staff


def test_an_owner_who_is_also_staff_elsewhere_sees_it_on_the_own_face_only(app: Flask, world: World, cast: int) -> None:
    institution = _row(world, cast).institution_id
    with world.write() as session:
        both = create_user(session, email="both@test.example", name="两任", password=PASSWORD, by=SYSTEM, now=world.now)
        grant(session, both, Role.OWNER, by=SYSTEM, now=world.now, institution_id=institution)
        grant(session, both, Role.REVIEWER, by=SYSTEM, now=world.now, jurisdiction="330000")
    client = _as(app, "both")
    assert client.get(f"{OWN.format(cast)}/certificate").status_code == 200
    assert client.get(f"{STAFF.format(cast)}/certificate").status_code == 404


def test_an_owner_who_also_reviews_here_sees_others_on_the_staff_face_only(app: Flask, world: World, cast: int) -> None:
    with world.write() as session:
        other = session.scalars(select(Recordal).where(Recordal.id != cast)).one()
        both = create_user(session, email="both@test.example", name="两任", password=PASSWORD, by=SYSTEM, now=world.now)
        grant(session, both, Role.OWNER, by=SYSTEM, now=world.now, institution_id=other.institution_id)
        grant(session, both, Role.REVIEWER, by=SYSTEM, now=world.now, jurisdiction="220000")
    client = _as(app, "both")
    for part in ("certificate", "qr.png"):
        assert client.get(f"{STAFF.format(cast)}/{part}").status_code == 200
        assert client.get(f"{OWN.format(cast)}/{part}").status_code == 404


def test_it_says_what_was_recorded_on_what_basis_and_how_to_verify(app: Flask, world: World, cast: int) -> None:
    row = _row(world, cast)
    for client, path in ((_as(app, "owner"), OWN), (_as(app, "reviewer"), STAFF)):
        page = _page(client, f"{path.format(cast)}/certificate")
        for said in (
            row.institution.name, row.institution.uscc, row.number, grouped(row.certificate_code), "吉林省工业和信息化厅",
            "国家级、省级", "绿色工厂、绿色工业园区、绿色供应链管理企业", "2026年6月1日", "《吉林省绿色制造梯度培育及管理实施细则》（吉工信资源规〔2024〕279号）", "第21条",
            f"http://localhost/verify/{grouped(row.certificate_code)}", f'src="{path.format(cast)}/qr.png"',
        ):
            assert said in page, said
        assert "paper-trial" not in page
        assert "paper-across" not in page


def test_the_code_and_the_links_lead_to_the_public_address_where_one_is_set(app: Flask, world: World, cast: int) -> None:
    hub = app.extensions["hub"]
    app.extensions["hub"] = replace(hub, settings=replace(hub.settings, public_url="https://hub.example"))
    page = _page(_as(app, "owner"), f"{OWN.format(cast)}/certificate")
    assert f"https://hub.example/verify/{grouped(_row(world, cast).certificate_code)}" in page
    assert "http://localhost/verify" not in page


def test_the_qr_code_is_a_picture_that_nothing_else_can_be_made_of(app: Flask, cast: int) -> None:
    answer = _as(app, "owner").get(f"{OWN.format(cast)}/qr.png")
    assert answer.mimetype == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data.startswith(b"\x89PNG")


def test_english_is_a_labelled_translation(app: Flask, cast: int) -> None:
    assert "Translation for reading" in _page(_as(app, "owner", "en"), f"{OWN.format(cast)}/certificate")
    assert "译文" not in _page(_as(app, "owner"), f"{OWN.format(cast)}/certificate")


def test_an_ended_one_says_so_across_and_a_ban_is_sealed_on_it(app: Flask, world: World, cast: int) -> None:
    ban(world, _row(world, cast).institution_id)
    client = _as(app, "owner")
    page = _page(client, f"{OWN.format(cast)}/certificate")
    assert 'class="seal"' in page
    assert "paper-across" not in page
    with world.write() as session:
        row = session.get_one(Recordal, cast)
        end_recordal(session, row, world.today, "退出", kind=EndKind.EXIT, by=SYSTEM, now=world.now)
    page = _page(client, f"{OWN.format(cast)}/certificate")
    assert "paper-across" in page
    assert "备案已终止" in page
    assert "自2026年6月1日起无效" in page


def test_one_of_a_trial_has_no_legal_effect_in_large_letters(app: Flask, world: World) -> None:
    world.trial("370000")
    world.recorded("370000", email="trial@test.example")
    with world.session() as session:
        recordal = session.scalars(select(Recordal.id)).one()
    page = _page(_as(app, "trial"), f"{OWN.format(recordal)}/certificate")
    assert '<p class="paper-trial"><strong>标注试行　不具法律效力</strong>' in page


def test_a_hostile_name_is_shown_and_does_nothing(app: Flask, world: World, cast: int) -> None:
    with world.write() as session:
        session.get_one(Institution, session.get_one(Recordal, cast).institution_id).name = "<script>{{7*7}}</script>&"
    page = _page(_as(app, "owner"), f"{OWN.format(cast)}/certificate")
    assert "&lt;script&gt;{{7*7}}&lt;/script&gt;&amp;" in page
    assert "<script>{{" not in page


@pytest.mark.parametrize(
    ("who", "status"), [("", 302), ("owner", 404), ("outsider", 404), ("reviewer", 404), ("elsewhere", 404)]
)
def test_only_an_approver_within_reach_issues_the_notice(
    app: Flask, world: World, cast: int, who: str, status: int
) -> None:
    assert _as(app, who).post(f"{STAFF.format(cast)}/notice").status_code == status
    assert _row(world, cast).notice_number is None


def test_an_approver_elsewhere_who_only_reviews_here_issues_none(app: Flask, world: World, cast: int) -> None:
    with world.write() as session:
        both = create_user(session, email="both@test.example", name="两地", password=PASSWORD, by=SYSTEM, now=world.now)
        grant(session, both, Role.APPROVER, by=SYSTEM, now=world.now, jurisdiction="330000")
        grant(session, both, Role.REVIEWER, by=SYSTEM, now=world.now, jurisdiction="220000")
    client = _as(app, "both")
    assert client.get(f"{STAFF.format(cast)}/certificate").status_code == 200
    assert client.post(f"{STAFF.format(cast)}/notice").status_code == 404
    assert _row(world, cast).notice_number is None


def test_the_notice_is_issued_once_and_then_there_for_both_sides(app: Flask, world: World, cast: int) -> None:
    owner, reviewer, approver = (_as(app, who) for who in ("owner", "reviewer", "approver"))
    faces: list[tuple[Any, str]] = [(owner, OWN), (reviewer, STAFF), (approver, STAFF)]
    assert [client.get(f"{path.format(cast)}/notice.docx").status_code for client, path in faces] == [404, 404, 404]
    button = f'action="{STAFF.format(cast)}/notice'
    assert button in _page(approver, f"{STAFF.format(cast)}/certificate")
    assert button not in _page(reviewer, f"{STAFF.format(cast)}/certificate")
    assert approver.post(f"{STAFF.format(cast)}/notice").status_code == 302
    number = _row(world, cast).notice_number
    assert number == "吉工信备〔2026〕1号"
    again = approver.post(f"{STAFF.format(cast)}/notice")
    assert again.status_code == 409
    assert number in again.get_data(as_text=True)
    for client, path in faces:
        answer = client.get(f"{path.format(cast)}/notice.docx")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert number in [line.text for line in Document(io.BytesIO(answer.data)).paragraphs]
    assert number in _page(owner, f"{OWN.format(cast)}/certificate")
    for outside, path in (("outsider", OWN), ("elsewhere", STAFF)):
        assert _as(app, outside).get(f"{path.format(cast)}/notice.docx").status_code == 404


def test_no_notice_is_offered_or_issued_of_an_ended_recordal(app: Flask, world: World, cast: int) -> None:
    with world.write() as session:
        row = session.get_one(Recordal, cast)
        end_recordal(session, row, world.today, "退出", kind=EndKind.EXIT, by=SYSTEM, now=world.now)
    approver = _as(app, "approver")
    assert 'method="post" action="/staff/recordals' not in _page(approver, f"{STAFF.format(cast)}/certificate")
    assert approver.post(f"{STAFF.format(cast)}/notice").status_code == 409
    assert _row(world, cast).notice_number is None
