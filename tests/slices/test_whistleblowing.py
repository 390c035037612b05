"""Reports by the public: who receives them, what makes one real-name, and that nobody can read who sent one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.crypto import Unsealable
from assessor_hub.demo.papers import paper
from assessor_hub.documents.errors import DocumentRefused
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import OwnerKind
from assessor_hub.documents.services import documents_of
from assessor_hub.rules.lifecycle import TipState, TipVerb
from assessor_hub.whistleblowing.errors import TipRefused
from assessor_hub.whistleblowing.models import Tip, TipIdentity, TipKind, TipSubject
from assessor_hub.whistleblowing.services import (
    Receipt,
    Report,
    account_of,
    missing,
    move,
    receive,
    route,
    tip_by_code,
    tip_for,
    tips_for,
)
from tests.slices.acts import entries
from tests.slices.dump import found_in_dump
from tests.world import World

NAME, CONTACT, ACCOUNT = "举报人欧阳明月", "ouyang-0431-5550199@mail.example", "现场核查照片并非本厂拍摄，评价人员没有到厂。"
FILE = Upload("欧阳明月的录音说明.pdf", paper("site record"))
REPORT = Report(
    subject=TipSubject.ASSESSOR, subject_name="长春某评价公司", project_number="", city="220100", allegation="fraud",
    account=ACCOUNT, name=NAME, contact=CONTACT, uploads=[FILE],
)


def send(world: World, report: Report = REPORT) -> Receipt:
    with world.write() as session:
        hub = world.hub
        return receive(session, hub.vault, hub.store, world.law(session), report, now=world.now)


@pytest.mark.article("JL 24")
def test_nobody_without_the_keys_can_read_who_reported_or_what(world: World) -> None:
    receipt = send(world)
    assert found_in_dump(world, receipt.number)
    assert found_in_dump(world, REPORT.subject_name)  # the search itself finds what lies open
    for secret in (NAME, CONTACT, ACCOUNT, receipt.code, FILE.name, "欧阳明月"):
        assert not found_in_dump(world, secret)


def test_the_identity_lies_apart_under_its_own_key(world: World) -> None:
    send(world)
    vault = world.hub.vault
    with world.session() as session:
        identity = session.scalars(select(TipIdentity)).one()
        place = {"table": "tip_identities", "column": "identity", "row": identity.ref}
        opened = vault.identities.open(identity.identity_sealed, **place).decode()
        assert NAME in opened
        assert CONTACT in opened
    other = replace(vault.fields, keys={"k1": b"another key of thirty-two bytes!"})
    with pytest.raises(Unsealable):
        other.open(identity.identity_sealed, **place)
    assert not {"name", "contact", "reporter"} & set(Tip.__table__.columns.keys())


def test_the_receipt_code_opens_the_report_and_is_not_kept(world: World) -> None:
    receipt = send(world)
    assert len(receipt.code) == 16
    spaced = " ".join(receipt.code[place:place + 4] for place in range(0, 16, 4))
    with world.session() as session:
        found = tip_by_code(session, world.hub.vault, spaced)
        assert found is not None
        assert found.number == receipt.number
        assert account_of(world.hub.vault, found) == ACCOUNT
        for wrong in ("", "0" * 16, receipt.code[:-1], receipt.number):
            assert tip_by_code(session, world.hub.vault, wrong) is None


@pytest.mark.article("JL 24")
def test_a_report_with_name_evidence_and_contact_is_a_real_name_report(world: World) -> None:
    assert send(world).kind is TipKind.REAL_NAME


@pytest.mark.article("JL 24")
@pytest.mark.case("anonymous tip")
@pytest.mark.parametrize(("given", "lacking"), [
    ({"name": " "}, ["real_name"]), ({"contact": ""}, ["contact"]), ({"uploads": []}, ["evidence"]),
    ({"name": "", "contact": "", "uploads": []}, ["real_name", "evidence", "contact"]),
])
def test_what_falls_short_is_a_lead_if_the_person_agrees(
    world: World, given: dict[str, object], lacking: list[str]
) -> None:
    report = replace(REPORT, **given)  # type: ignore[arg-type]
    with pytest.raises(TipRefused) as refused:
        send(world, report)
    assert (refused.value.code, set(refused.value.figures["missing"])) == ("not_real_name", set(lacking))
    with world.session() as session:
        assert session.query(Tip).count() == 0
        rules = world.law(session).on("220000", world.today)
        assert set(missing(report, rules)) == set(lacking)
    assert send(world, replace(report, lead_agreed=True)).kind is TipKind.LEAD


ROUTES = [
    ("JL 24", "220200", "220200", True, True), ("ZJ 23", "330200", "330200", True, True),
    ("SD 25", "370200", "370200", True, True), ("HY 24", "441600", "441600", False, True),
]


@pytest.mark.parametrize(("city", "receiver", "assessors", "units"), [
    pytest.param(*row[1:], marks=pytest.mark.article(row[0])) for row in ROUTES
] + [("350200", "350000", False, False), ("440300", "440000", False, False), ("110100", "110000", False, False)])
def test_who_receives_a_report_and_about_whom(
    world: World, city: str, receiver: str, assessors: bool, units: bool
) -> None:
    """A text without an article (FJ), or none that is held: the province, and a lead only."""
    for draft in ("350000", "370000", "441600"):
        world.trial(draft)
    for subject, covered in ((TipSubject.ASSESSOR, assessors), (TipSubject.LISTED_UNIT, units)):
        receipt = send(world, replace(REPORT, city=city, subject=subject))
        assert receipt.receiver == receiver
        assert receipt.kind is (TipKind.REAL_NAME if covered else TipKind.LEAD)


def test_a_route_says_on_what_it_rests(world: World) -> None:
    with world.session() as session:
        law = world.law(session)
        way, rules = route(law, "220100", TipSubject.ASSESSOR, world.today)
        assert (way.basis, way.article, rules is not None) == ("text", "24", True)
        way, rules = route(law, "370100", TipSubject.ASSESSOR, world.today)  # a draft that is not in force
        assert (way.receiver, way.basis, way.article, rules) == ("370000", "none", None, None)


def test_a_report_finds_the_institution_by_name_or_project(world: World) -> None:
    institution, owner = world.recorded()
    world.file(owner)
    send(world, replace(REPORT, project_number=" jl-p2026-1 "))
    send(world)
    with world.session() as session:
        assert [tip.institution_id for tip in session.query(Tip).order_by(Tip.id)] == [institution, None]


def test_handlers_see_what_was_routed_to_them_and_nobody_else_does(world: World) -> None:
    send(world)
    handler = world.staff_user(Role.REPORT_HANDLER, "220100")
    others = [
        world.staff_user(Role.REPORT_HANDLER, "220000"), world.staff_user(Role.REPORT_HANDLER, "220200"),
        world.staff_user(Role.APPROVER, "220000"), world.staff_user(Role.CITY_STAFF, "220100"),
        world.staff_user(Role.IDENTITY_CUSTODIAN, "220000"), world.staff_user(Role.ADMINISTRATOR, "000000"),
        world.staff_user(Role.AUDITOR, "000000"), world.institution()[1],
    ]
    with world.session() as session:
        [tip] = tips_for(session, handler)
        assert tip_for(session, handler, tip.id) is not None
        for other in others:
            assert (tips_for(session, other), tip_for(session, other, tip.id)) == ([], None)


def test_the_life_of_a_report(world: World) -> None:
    receipt = send(world)
    handler = world.staff_user(Role.REPORT_HANDLER, "220100")

    def step(verb: TipVerb, answer: str = "已核实") -> None:
        with world.write() as session:
            [tip] = tips_for(session, handler)
            move(session, tip, verb, answer, by=handler, now=world.now)

    with pytest.raises(TipRefused, match="answer_missing"):
        step(TipVerb.ACCEPT, "  ")
    with pytest.raises(TipRefused, match="wrong_state"):
        step(TipVerb.CONCLUDE)
    step(TipVerb.ACCEPT, "已受理")
    step(TipVerb.CONCLUDE)
    with pytest.raises(TipRefused, match="wrong_state"):
        step(TipVerb.DECLINE)
    with world.session() as session:
        tip = tip_by_code(session, world.hub.vault, receipt.code)
        assert tip is not None
        assert (tip.status, tip.answer) == (TipState.CONCLUDED, "已核实")
    assert [entry.detail for entry in entries(world, Tag.TIP_MOVED)] == [
        {"from": "received", "to": "accepted"}, {"from": "accepted", "to": "concluded"}
    ]


def test_what_is_no_evidence_is_refused_before_anything_is_kept(world: World) -> None:
    with pytest.raises(DocumentRefused, match="file_type"):
        send(world, replace(REPORT, uploads=[FILE, Upload("录音.pdf", b"MZ\x90\x00 not a pdf")]))
    with world.session() as session:
        assert (session.query(Tip).count(), session.query(TipIdentity).count()) == (0, 0)


def test_evidence_belongs_to_the_report(world: World) -> None:
    send(world)
    with world.session() as session:
        tip = session.scalars(select(Tip)).one()
        [kept] = documents_of(session, OwnerKind.TIP, tip.id)
        assert world.hub.store.get(kept.ref) == FILE.content
        assert kept.stored_by is None


def test_the_database_refuses_a_moved_report_without_an_answer(world: World) -> None:
    send(world)
    with world.session() as session, pytest.raises(IntegrityError):
        session.execute(text("UPDATE tips SET status = 'accepted'"))
