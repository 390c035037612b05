"""The evaluated unit's contact: asked by a private link, answers, and is told; the contract and the word on it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.tags import Tag
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import store_documents
from assessor_hub.jobs.mail import LETTERS, Mailer
from assessor_hub.jobs.timetable import Tools, _deliver_letters
from assessor_hub.outbox.models import Letter
from assessor_hub.projects.commissions import (
    ASKED_AT_MOST,
    CODE_LENGTH,
    Addressee,
    Contact,
    addressee,
    answer,
    ask,
    by_code,
    commissions_of,
    contact_of,
    tell_contacts,
)
from assessor_hub.projects.contracts import attest, attestations_of, banned_clauses
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.models import Project
from assessor_hub.projects.party_models import Answer, Commission
from assessor_hub.rules.lifecycle import ProjectVerb
from tests.slices.acts import entries, move
from tests.slices.dump import found_in_dump
from tests.world import World

WANG = Contact("王联系", "wang@unit.example", "https://hub.example")


def asked(world: World, project: int, owner: Actor, contact: Contact = WANG) -> str:
    """Name the contact; returns the code of the private link, as the letter has it."""
    with world.write() as session:
        row = ask(session, world.hub.vault, session.get_one(Project, project), contact, by=owner, now=world.now)
        to = addressee(session, world.hub.vault, row.ref)
        assert to is not None
        site, code = to.link.split("/commission/")
        assert (to.name, to.email, site) == (contact.name, contact.email, contact.site)
        return code


def says(world: World, code: str, said: Answer, note: str = "", revision: int | None = None) -> None:
    with world.write() as session:
        found = by_code(session, world.hub.vault, code, lock=True)
        assert found is not None
        answer(session, *found, said, note, revision=revision or found[1].revision, now=world.now)


def letters(world: World) -> list[str]:
    with world.session() as session:
        return list(session.scalars(select(Letter.subject).order_by(Letter.id)))


@pytest.fixture
def filed(world: World) -> tuple[int, Actor]:
    _institution, owner = world.recorded()
    return world.file(owner), owner


def test_the_contact_is_asked_and_answers(world: World, filed: tuple[int, Actor]) -> None:
    project, owner = filed
    code = asked(world, project, owner)
    assert len(code) == CODE_LENGTH
    says(world, code, Answer.DENIED, "  我单位没有委托。 ")
    with world.session() as session:
        (row,) = commissions_of(session, project)
        assert (row.answer, row.answered_at, row.note) == (Answer.DENIED, world.now, "我单位没有委托。")
        assert contact_of(world.hub.vault, row) == WANG
    (written,) = entries(world, Tag.COMMISSION_DENIED, project)
    assert (written.jurisdiction, written.reason) == ("220000", "我单位没有委托。")
    says(world, code, Answer.CONFIRMED)  # thought better of it
    with world.session() as session:
        assert commissions_of(session, project)[0].answer is Answer.CONFIRMED
    assert letters(world) == [Tag.COMMISSION_ASKED.value]


def test_an_answer_to_an_older_state_of_the_project_is_asked_for_again(world: World, filed: tuple[int, Actor]) -> None:
    project, owner = filed
    code = asked(world, project, owner)
    move(world, project, ProjectVerb.REGISTER)
    with pytest.raises(FilingRefused) as caught:
        says(world, code, Answer.CONFIRMED, revision=1)
    assert caught.value.code == "changed_meanwhile"


def test_another_contact_takes_the_place_and_the_old_link_opens_nothing(world: World, filed: tuple[int, Actor]) -> None:
    project, owner = filed
    before = asked(world, project, owner)
    says(world, before, Answer.DENIED)
    after = asked(world, project, owner, Contact("李经理", "li@unit.example", WANG.site))
    with world.session() as session:
        assert by_code(session, world.hub.vault, before) is None
        assert by_code(session, world.hub.vault, after) is not None
        assert by_code(session, world.hub.vault, "x" * CODE_LENGTH) is None
        assert [row.answer for row in commissions_of(session, project)] == [None, Answer.DENIED]  # it stays on record


def test_nobody_is_pestered(world: World, filed: tuple[int, Actor]) -> None:
    project, owner = filed
    for _ in range(ASKED_AT_MOST):
        asked(world, project, owner)
    with pytest.raises(FilingRefused) as caught:
        asked(world, project, owner)
    assert (caught.value.code, caught.value.figures["limit"]) == ("asked_often", ASKED_AT_MOST)
    world.now += timedelta(days=1, seconds=1)
    asked(world, project, owner)


def test_about_a_project_that_has_ended_nobody_is_written_to(world: World, filed: tuple[int, Actor]) -> None:
    project, owner = filed
    move(world, project, ProjectVerb.WITHDRAW, owner)
    with pytest.raises(FilingRefused) as caught:
        asked(world, project, owner)
    assert caught.value.code == "project_over"


def test_the_contact_is_told_of_withdrawal_a_changed_report_and_a_decision(world: World) -> None:
    institution, owner = world.recorded()
    withdrawn, reported, elsewhere = (world.file(owner) for _ in range(3))
    for project in (withdrawn, reported):
        asked(world, project, owner)
    move(world, withdrawn, ProjectVerb.WITHDRAW, owner)
    for verb in (ProjectVerb.REGISTER, ProjectVerb.REPORT, ProjectVerb.REPORT):  # the first report changes nothing
        move(world, reported, verb)
    move(world, elsewhere, ProjectVerb.WITHDRAW, owner)  # nobody is named there
    with world.write() as session:
        tell_contacts(session, institution, "220000", Tag.DECISION_MADE, world.now)
        tell_contacts(session, institution, "330000", Tag.DECISION_MADE, world.now)
    assert letters(world)[2:] == [
        Tag.PROJECT_WITHDRAWN.value, Tag.PROJECT_REPORTED.value, Tag.DECISION_MADE.value,
    ]


def test_letters_leave_with_the_link_and_not_to_who_was_replaced(world: World, filed: tuple[int, Actor]) -> None:
    project, owner = filed
    asked(world, project, owner)
    code = asked(world, project, owner, Contact("李经理", "li@unit.example", WANG.site))
    posted: list[tuple[str, str, str]] = []

    class Caught(Mailer):
        def _post(self, address: str, subject: str, body: str) -> None:
            posted.append((address, subject, body))

    tools = Tools(world.hub.packs, Caught("smtp://nowhere", "hub@test.example"), *[None] * 3, world.hub.vault)  # type: ignore[arg-type]
    with world.session() as session:
        assert _deliver_letters(session, tools, world.now) == "2 settled"
        assert _deliver_letters(session, tools, world.now) == "0 settled"
    ((address, subject, body),) = posted
    assert address == "li@unit.example"
    assert body.count(f"{WANG.site}/commission/{code}") == 2
    assert not re.search(r"[0-9A-Z]{18}|" + code, subject)


def test_no_institution_sends_circulars(
    world: World, filed: tuple[int, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessor_hub.projects.commissions.ASKED_IN_ALL", 2)
    (project, owner), (_other, stranger) = filed, world.recorded()
    for one in (project, world.file(owner)):
        asked(world, one, owner)
    with pytest.raises(FilingRefused) as caught:
        asked(world, world.file(owner), owner)
    assert (caught.value.code, caught.value.figures["limit"]) == ("asked_in_all", 2)
    asked(world, world.file(stranger), stranger)
    world.now += timedelta(days=1, seconds=1)
    asked(world, project, owner)


def test_no_name_writes_paragraphs_of_its_own_into_a_letter() -> None:
    bodies: list[str] = []

    class Caught(Mailer):
        def _post(self, address: str, subject: str, body: str) -> None:
            bodies.append(body)

    names = {"institution": "甲公司\r\n\r\n请转账", "number": "JL-P2026-1"}
    letter = Letter(ref="x", subject=Tag.COMMISSION_ASKED.value, figures=names)
    Caught("smtp://nowhere", "hub@test.example").send_letter(Addressee("王\n\n付款", "w@unit.example", "https://x"), letter)
    assert bodies[0].startswith("王 付款：\n\n甲公司 请转账登记了")


def test_every_letter_has_its_words_in_both_languages() -> None:
    for zh, en in LETTERS.values():
        assert "{institution}" in zh
        assert "{institution}" in en
        assert re.search(r"[\u4e00-\u9fff]", zh)
        assert not re.search(r"[\u4e00-\u9fff]", en)


def test_neither_contact_nor_link_lies_open_in_the_database(world: World, filed: tuple[int, Actor]) -> None:
    project, owner = filed
    code = asked(world, project, owner)
    assert found_in_dump(world, "project:commission_asked")
    for secret in (WANG.name, WANG.email, code):
        assert not found_in_dump(world, secret)


def contract(world: World, project: int, owner: Actor, clauses: Any) -> None:
    """Hand in a contract with the word on some clauses."""
    with world.write() as session:
        stored, *_ = store_documents(
            session, world.hub.vault, world.hub.store, [Upload("合同.pdf", b"%PDF-1.4\n%%EOF\n")],
            owner_kind=OwnerKind.PROJECT, owner_id=project, kind=DocumentKind.CONTRACT, by=owner, now=world.now,
        )
        row = session.get_one(Project, project)
        attest(session, world.law(session), row, stored, clauses, by=owner, now=world.now)


@pytest.mark.article("JL 22-1")
def test_a_contract_in_jilin_comes_with_the_word_on_every_banned_clause(world: World, filed: tuple[int, Actor]) -> None:
    project, owner = filed
    with world.session() as session:
        banned = banned_clauses(world.law(session), session.get_one(Project, project), world.now)
    assert len(banned.value) == 4
    with pytest.raises(FilingRefused) as caught:
        contract(world, project, owner, banned.value[1:])
    assert (caught.value.code, caught.value.figures["clauses"]) == ("clauses_unattested", [banned.value[0]])
    assert caught.value.stated.article == "22-1"
    contract(world, project, owner, banned.value)
    contract(world, project, owner, banned.value)
    with world.session() as session:
        newest, first = attestations_of(session, project)
        assert newest.id > first.id
        assert (newest.clauses, newest.article) == (list(banned.value), "22-1")
    assert len(entries(world, Tag.CONTRACT_ATTESTED, project)) == 2


def test_where_the_text_bans_nothing_the_contract_comes_alone(world: World) -> None:
    _institution, owner = world.recorded("330000")
    project = world.file(owner, unit_city="330100")
    contract(world, project, owner, ())
    with world.session() as session:
        (row,) = attestations_of(session, project)
        assert (row.clauses, row.article) == ([], "")
        assert session.scalars(select(Commission)).all() == []
