"""Leads from what two institutions have in common: phone, address, document, people, an evaluated unit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.documents.models import CleaningState, Document, DocumentKind, OwnerKind
from assessor_hub.documents.services import Upload, store_documents, withdraw_document
from assessor_hub.institutions.models import Institution
from assessor_hub.leads import sharing
from assessor_hub.leads.evidence import Shows
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.values import Level
from assessor_hub.staffing.models import Employment
from assessor_hub.staffing.services import end_member, put_member, roster
from tests.slices.acts import days_pass, hire, moves
from tests.slices.leading import K, gives, parties, seen, two
from tests.world import World

LICENCE = b"%PDF-1.4\n" + b"the same licence" * 20


# -- The same phone, address, document --


@pytest.mark.parametrize(("given", "numbers"), [
    ("0431-8888 0001", {"043188880001"}), ("（０４３１）８８８８０００１", {"043188880001"}),
    ("+86 431 8888 0001", {"043188880001"}), ("+86-0431-88880001", {"043188880001"}),
    ("0086 13800000001", {"13800000001"}), ("0431-88880001转802", {"043188880001"}),
    ("0431-88880001 ext. 2", {"043188880001"}), ("88880001", {"88880001"}),
    ("86880001", {"86880001"}),
    ("0431-88880001/13800000001", {"043188880001", "13800000001"}), ("12345", set()), ("", set()), ("无", set()),
])
def test_a_phone_is_its_digits(given: str, numbers: set[str]) -> None:
    assert sharing.phones(given) == numbers


@pytest.mark.parametrize(("one", "other"), [
    ("吉林省长春市示范路1号", "长春市 示范路１号"), ("示范路1号（A座）", "示范路1号A座"), ("示范路1号b座", "示范路1号，B座"),
    ("上海市示范路八号", "上海市示范路八号 "),
])
def test_an_address_is_compared_without_its_spelling(one: str, other: str) -> None:
    assert sharing.address(one) == sharing.address(other) != ""


@pytest.mark.parametrize(("one", "other"), [("示范路1号", "示范路11号"), ("长春市示范路1号", "吉林市示范路1号")])
def test_another_address_stays_another(one: str, other: str) -> None:
    assert sharing.address(one) != sharing.address(other)


@pytest.mark.parametrize("vague", ["长春市", "", "吉林省"])
def test_an_address_without_a_number_ties_nobody(vague: str) -> None:
    assert sharing.address(vague) == ""


def test_the_same_phone_is_a_lead(world: World, reviewer: Actor) -> None:
    (first, _), (second, _) = two(world)
    assert parties(world, reviewer, K.SAME_PHONE) == []
    gives(world, second, phone="０４３１ 88880001")
    assert parties(world, reviewer, K.SAME_PHONE) == [(first, second)]


def test_the_same_address_is_a_lead_registered_or_premises(world: World, reviewer: Actor) -> None:
    (first, _), (second, _) = two(world)  # both applications name the premises 示范路1号
    (found,) = seen(world, reviewer, K.SAME_ADDRESS)
    assert {row.shows for row in found.lead.rows} == {Shows.PREMISES}
    drafting, owner = world.institution()
    gives(world, drafting, address="无名路7号")
    world.application(owner, submit=False)  # what is not handed in is nobody's to compare
    assert parties(world, reviewer, K.SAME_ADDRESS) == [(first, second)]
    gives(world, second, address="人民大街 ９号")
    assert parties(world, reviewer, K.SAME_ADDRESS) == [(first, second)] * 2


def hand_in(world: World, owner: Actor, content: bytes, *, submit: bool = True) -> int:
    application = world.application(owner, submit=submit)
    with world.write() as session:
        store_documents(
            session, world.hub.vault, world.hub.store, [Upload("执照.pdf", content)], owner_kind=OwnerKind.APPLICATION,
            owner_id=application, kind=DocumentKind.LEGAL_PERSON, by=owner, now=world.now,
        )
    return application


def test_the_same_document_is_a_lead_once_handed_in(world: World, reviewer: Actor) -> None:
    (first, one), (second, other), (_third, draft), (_fourth, own) = (world.institution() for _ in range(4))
    hand_in(world, one, LICENCE)
    hand_in(world, draft, LICENCE, submit=False)
    hand_in(world, own, LICENCE + b"%")
    assert parties(world, reviewer, K.SAME_DOCUMENT) == []
    hand_in(world, other, LICENCE)
    (found,) = seen(world, reviewer, K.SAME_DOCUMENT)
    assert found.lead.parties == (first, second)
    assert {row.shows for row in found.lead.rows} == {Shows.DOCUMENT}
    with world.write() as session:
        taken = select(Document).where(Document.kind == DocumentKind.LEGAL_PERSON).order_by(Document.id)
        withdraw_document(session, session.scalars(taken.limit(1)).one(), by=one, now=world.now)
    assert parties(world, reviewer, K.SAME_DOCUMENT) == []


def test_files_that_differ_in_their_metadata_only_are_a_lead_once(world: World, reviewer: Actor) -> None:
    (first, one), (second, other) = world.institution(), world.institution()
    hand_in(world, one, LICENCE)
    hand_in(world, other, LICENCE + b"%")
    with world.write() as session:
        for row in session.scalars(select(Document)):
            row.cleaning, row.cleaning_fault, row.next_try_at = CleaningState.CLEANED, "", None
            row.clean_sha256, row.clean_size = "c" * 64, 1
    assert parties(world, reviewer, K.SAME_DOCUMENT) == [(first, second)]


# -- People --


def test_shared_staff_is_a_lead_while_the_days_overlap(world: World, reviewer: Actor) -> None:
    (first, _), (second, _) = two(world)
    assert parties(world, reviewer, K.SHARED_STAFF) == []
    shared = world.claims(titled=1, senior=0)[0]
    hire(world, first, [shared])
    hire(world, second, [replace(shared, full_time=False)])
    (found,) = seen(world, reviewer, K.SHARED_STAFF)
    assert found.lead.parties == (first, second)
    assert [row.figures["full_time"] for row in found.lead.rows] == [True, False]


def test_who_changed_from_one_roster_to_the_other_is_not_shared(world: World, reviewer: Actor) -> None:
    (first, _), (second, _) = two(world)
    moved = world.claims(titled=1, senior=0)[0]
    hire(world, first, [moved])
    with world.write() as session:
        end_member(session, roster(session, first, world.today)[-1].employment, world.today, by=SYSTEM, now=world.now)
    days_pass(world)
    hire(world, second, [replace(moved, first_day=world.today)])
    assert parties(world, reviewer, K.SHARED_STAFF) == []
    days_pass(world)
    with world.write() as session:  # a day more at the first, and the two share one
        session.scalars(select(Employment).where(Employment.last_day.is_not(None))).one().last_day = world.today
    assert parties(world, reviewer, K.SHARED_STAFF) == [(first, second)]


def test_a_roster_that_is_not_handed_in_is_nobodys_lead(world: World, reviewer: Actor) -> None:
    (first, _), _second = two(world)
    shared = world.claims(titled=1, senior=0)[0]
    hire(world, first, [shared])
    drafting, owner = world.institution()
    with world.write() as session:
        institution = session.get_one(Institution, drafting)
        put_member(session, world.hub.vault, institution, shared, by=owner, now=world.now)
    assert parties(world, reviewer, K.SHARED_STAFF) == []


# -- The evaluated unit --


def code_of(world: World, institution_id: int) -> str:
    with world.session() as session:
        return session.get_one(Institution, institution_id).uscc


def test_an_evaluated_unit_that_is_an_assessor_is_a_lead(world: World, reviewer: Actor) -> None:
    (first, owner), (second, _) = two(world)
    world.file(owner)
    assert parties(world, reviewer, K.UNIT_IS_ASSESSOR) == []
    project = world.file(owner, unit_uscc=code_of(world, second))
    assert parties(world, reviewer, K.UNIT_IS_ASSESSOR) == [(first, second)]
    moves(world, project, (ProjectVerb.WITHDRAW,))
    assert parties(world, reviewer, K.UNIT_IS_ASSESSOR) == []


def test_an_institution_that_evaluates_itself_is_a_lead(world: World, reviewer: Actor) -> None:
    (first, owner), _second = two(world)
    world.file(owner, unit_uscc=code_of(world, first), level=Level.PROVINCIAL)
    assert parties(world, reviewer, K.UNIT_IS_ASSESSOR) == [(first,)]
