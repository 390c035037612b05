"""Leads: each finder on what it must find and must not; who sees what of them; and a department's word on one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.documents.models import CleaningState, Document, DocumentKind, OwnerKind
from assessor_hub.documents.services import Upload, store_documents, withdraw_document
from assessor_hub.institutions.models import Institution
from assessor_hub.leads import sharing
from assessor_hub.leads.errors import LeadRefused
from assessor_hub.leads.evidence import Shows
from assessor_hub.leads.models import LeadAssessment, LeadKind, LeadState
from assessor_hub.leads.queries import SeenLead, lead_for, leads_for
from assessor_hub.leads.services import Word, assess
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.values import Level
from assessor_hub.sanctions.models import Decision
from assessor_hub.sanctions.services import revoke
from assessor_hub.staffing.models import Employment
from assessor_hub.staffing.services import end_member, put_member, roster
from tests.slices.acts import ban, days_pass, entries, file_many, hire, moves, new_head
from tests.world import World

K = LeadKind
LICENCE = b"%PDF-1.4\n" + b"the same licence" * 20


@pytest.fixture
def reviewer(world: World) -> Actor:
    return world.staff_user(Role.REVIEWER, "220000")


def seen(world: World, actor: Actor, kind: LeadKind, about: int | None = None) -> list[SeenLead]:
    with world.session() as session:
        return leads_for(session, world.law(session), actor, world.today, kinds=[kind], about=about)


def parties(world: World, actor: Actor, kind: LeadKind) -> list[tuple[int, ...]]:
    return [one.lead.parties for one in seen(world, actor, kind)]


def gives(world: World, institution_id: int, **fields: str) -> None:
    with world.write() as session:
        for name, value in fields.items():
            setattr(session.get_one(Institution, institution_id), name, value)


def two(world: World) -> tuple[tuple[int, Actor], tuple[int, Actor]]:
    """Two recorded institutions of Jilin that have nothing in common but what a new world gives everybody."""
    first, second = world.recorded(), world.recorded()
    gives(world, second[0], phone="0431-8888 0002", address="示范路2号")
    gives(world, first[0], phone="0431-8888 0001", address="人民大街9号")
    return first, second


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


def test_a_shared_head_is_a_lead_and_a_namesake_is_not(world: World, reviewer: Actor) -> None:
    head = world.person("甲")
    first, _ = world.recorded(head=head)
    world.recorded(head=world.person("甲"))
    assert parties(world, reviewer, K.SHARED_HEAD) == []
    second, _ = world.recorded(head=head)
    assert parties(world, reviewer, K.SHARED_HEAD) == [(first, second)]


def test_a_head_on_anothers_roster_is_a_lead(world: World, reviewer: Actor) -> None:
    head = world.person("乙")
    first, _ = world.recorded(head=head)
    second, _ = world.recorded()
    hire(world, first, [replace(world.claims(titled=1, senior=0)[0], person=head)])  # on one's own roster: no lead
    assert parties(world, reviewer, K.HEAD_ON_STAFF) == []
    hire(world, second, [replace(world.claims(titled=1, senior=0)[0], person=head)])
    assert parties(world, reviewer, K.HEAD_ON_STAFF) == [(first, second)]


def test_a_new_institution_of_a_banned_ones_head_is_a_lead_until_the_ban_ends(world: World, reviewer: Actor) -> None:
    head = world.person("丙")
    banned, _ = world.recorded(head=head)
    other, _ = world.recorded()
    ban(world, banned)
    ban(world, other)
    assert parties(world, reviewer, K.BANNED_HEAD) == []
    fresh, owner = world.institution(head=head)
    world.application(owner)
    assert parties(world, reviewer, K.BANNED_HEAD) == [(banned, fresh)]
    days_pass(world)
    new_head(world, banned, world.person())  # leaving the banned one does not clear it
    assert parties(world, reviewer, K.BANNED_HEAD) == [(banned, fresh)]
    days_pass(world, 3 * 366)
    assert parties(world, reviewer, K.BANNED_HEAD) == []


def test_a_revoked_ban_and_a_head_who_left_are_no_lead(world: World, reviewer: Actor) -> None:
    head = world.person("丙")
    banned, _ = world.recorded(head=head)
    fresh, _ = world.recorded(head=head)
    decision = ban(world, banned)
    assert parties(world, reviewer, K.BANNED_HEAD) == [(banned, fresh)]
    days_pass(world)
    new_head(world, fresh, world.person())
    assert parties(world, reviewer, K.BANNED_HEAD) == []
    days_pass(world)
    new_head(world, fresh, head)
    with world.write() as session:
        revoke(session, session.get_one(Decision, decision), "复议撤销", by=SYSTEM, now=world.now)
    assert parties(world, reviewer, K.BANNED_HEAD) == []


# -- The pool --


def test_a_head_changed_when_the_pool_was_nearly_full_is_a_lead(world: World, reviewer: Actor) -> None:
    first, owner = world.recorded()
    file_many(world, owner, 11)
    days_pass(world)
    new_head(world, first, world.person("新"))
    assert seen(world, reviewer, K.HEAD_CHANGED) == []  # 11 of 15 is below 80 %
    days_pass(world, 30)
    file_many(world, owner, 1)  # the twelfth, on the last of the days
    (found,) = seen(world, reviewer, K.HEAD_CHANGED)
    assert found.lead.parties == (first,)
    pool = next(row for row in found.lead.rows if row.shows is Shows.POOL).figures
    assert (pool["used"], pool["nearly"], pool["limit"], pool["reached"]) == (12, 12, 15, world.today)


def test_a_pool_that_fills_later_is_no_lead(world: World, reviewer: Actor) -> None:
    first, owner = world.recorded()
    file_many(world, owner, 11)
    days_pass(world)
    new_head(world, first, world.person("新"))
    days_pass(world, 31)
    file_many(world, owner, 1)
    assert seen(world, reviewer, K.HEAD_CHANGED) == []


def test_what_the_head_used_elsewhere_fills_the_pool_too(world: World, reviewer: Actor) -> None:
    head = world.person("丁")
    first, owner = world.recorded(head=head)
    second, other = world.recorded(head=head)
    file_many(world, owner, 7)
    file_many(world, other, 5)
    days_pass(world)
    new_head(world, second, world.person("新"))  # room for seven more, as the readings say
    assert parties(world, reviewer, K.HEAD_CHANGED) == [(second,)]
    assert first not in {party for found in parties(world, reviewer, K.HEAD_CHANGED) for party in found}


def test_released_units_fill_no_pool(world: World, reviewer: Actor) -> None:
    first, owner = world.recorded()
    filed = file_many(world, owner, 12)
    moves(world, filed[0], (ProjectVerb.WITHDRAW,))
    days_pass(world)
    new_head(world, first, world.person("新"))
    assert seen(world, reviewer, K.HEAD_CHANGED) == []


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


# -- Who sees what --


def test_outside_reach_an_institution_is_masked_until_it_is_on_the_register(world: World, reviewer: Actor) -> None:
    head = world.person("戊")
    first, _ = world.recorded(head=head)
    far, owner = world.institution(head=head, registered="330100")
    (found,) = seen(world, reviewer, K.SHARED_HEAD)
    assert found.within == {first}
    assert set(found.names) == {first}
    world.record(world.application(owner, "330000"), world.staff_user(Role.APPROVER, "330000"))
    (found,) = seen(world, reviewer, K.SHARED_HEAD)
    assert found.within == {first}
    assert set(found.names) == {first, far}


def test_a_lead_without_an_institution_within_reach_is_not_seen(world: World, reviewer: Actor) -> None:
    head = world.person("己")
    first, owner = world.recorded(head=head)
    second, _ = world.recorded(head=head)
    far = world.staff_user(Role.REVIEWER, "330000")
    city = world.staff_user(Role.CITY_STAFF, "220100")
    assert parties(world, reviewer, K.SHARED_HEAD) == [(first, second)]
    for outsider in (far, city, owner, SYSTEM):
        assert seen(world, outsider, K.SHARED_HEAD) == []
        assert seen(world, outsider, K.SHARED_HEAD, about=first) == []


def test_an_institutions_page_has_its_own_leads_only(world: World, reviewer: Actor) -> None:
    head = world.person("庚")
    first, _ = world.recorded(head=head)
    second, _ = world.recorded(head=head)
    third, _ = world.recorded()
    assert [one.within for one in seen(world, reviewer, K.SHARED_HEAD, about=first)] == [{first, second}]
    assert seen(world, reviewer, K.SHARED_HEAD, about=third) == []


# -- A department's word --


def say(
    world: World, actor: Actor, one: SeenLead, state: LeadState = LeadState.NOT_RELEVANT, reason: str = "同一集团，已备案说明",
    serial: int = 0,
) -> None:
    with world.write() as session:
        held = lead_for(session, world.law(session), actor, world.today, min(one.within), one.lead.key)
        assert held is not None
        assess(session, held.lead, held.jurisdictions[0], Word(state, reason), serial=serial, by=actor, now=world.now)


def a_lead(world: World, actor: Actor) -> SeenLead:
    head = world.person("辛")
    world.recorded(head=head)
    world.recorded(head=head)
    return seen(world, actor, K.SHARED_HEAD)[0]


def test_a_word_is_kept_with_its_reason_and_the_latest_holds(world: World, reviewer: Actor) -> None:
    say(world, reviewer, a_lead(world, reviewer), LeadState.LOOKING)
    assert seen(world, reviewer, K.SHARED_HEAD)[0].state is LeadState.LOOKING
    say(world, reviewer, seen(world, reviewer, K.SHARED_HEAD)[0], serial=1)
    (found,) = seen(world, reviewer, K.SHARED_HEAD)
    assert found.state is LeadState.NOT_RELEVANT
    assert found.words["220000"].reason == "同一集团，已备案说明"
    (first, second) = entries(world, Tag.LEAD_ASSESSED)
    assert (first.jurisdiction, second.reason) == ("220000", "同一集团，已备案说明")
    assert set(second.detail) == {"kind", "state", "institutions"}


def test_a_lead_is_open_again_when_its_evidence_changes(world: World, reviewer: Actor) -> None:
    one = a_lead(world, reviewer)
    say(world, reviewer, one)
    days_pass(world)
    new_head(world, one.lead.parties[0], world.person())  # the tenure now has a last day
    (found,) = seen(world, reviewer, K.SHARED_HEAD)
    assert found.lead.key != one.lead.key
    assert found.state is LeadState.OPEN
    assert found.words == {}
    assert [row.lead_key for row in found.earlier] == [one.lead.key]


def test_what_is_no_evidence_does_not_open_it_again(world: World, reviewer: Actor) -> None:
    (_first, _), (second, _) = two(world)
    gives(world, second, phone="0431-88880001")
    say(world, reviewer, seen(world, reviewer, K.SAME_PHONE)[0])
    gives(world, second, phone="（0431）8888-0001")
    assert seen(world, reviewer, K.SAME_PHONE)[0].state is LeadState.NOT_RELEVANT


def test_a_word_needs_a_reason(world: World, reviewer: Actor) -> None:
    with pytest.raises(LeadRefused, match="reason_missing"):
        say(world, reviewer, a_lead(world, reviewer), reason="  ")


def test_the_second_of_two_learns_of_the_first(world: World, reviewer: Actor) -> None:
    one = a_lead(world, reviewer)
    say(world, reviewer, one)
    with pytest.raises(LeadRefused, match="changed_meanwhile"):
        say(world, reviewer, one, LeadState.LOOKING)
    assert seen(world, reviewer, K.SHARED_HEAD)[0].state is LeadState.NOT_RELEVANT


def test_each_department_has_a_word_of_its_own(world: World, reviewer: Actor) -> None:
    head = world.person("壬")
    world.recorded(head=head)
    world.recorded("330000", head=head)
    other = world.staff_user(Role.REVIEWER, "330000")
    country = world.staff_user(Role.AUDITOR, "000000")
    say(world, reviewer, seen(world, reviewer, K.SHARED_HEAD)[0])
    assert seen(world, other, K.SHARED_HEAD)[0].state is LeadState.OPEN
    assert seen(world, other, K.SHARED_HEAD)[0].words == {}
    assert seen(world, country, K.SHARED_HEAD)[0].state is LeadState.OPEN
    say(world, other, seen(world, other, K.SHARED_HEAD)[0], LeadState.LOOKING)
    assert seen(world, country, K.SHARED_HEAD)[0].state is LeadState.LOOKING


@pytest.mark.parametrize(("wrong", "constraint"), [
    ({"state": LeadState.OPEN}, "is_assessed"), ({"reason": ""}, "has_reason"),
])
def test_the_table_itself_refuses_a_word_without_sense(
    world: World, reviewer: Actor, wrong: dict[str, object], constraint: str
) -> None:
    row = {
        "kind": K.SAME_PHONE, "lead_key": "k", "anchor": "a", "jurisdiction": "220000", "serial": 1,
        "state": LeadState.LOOKING, "reason": "r", "assessed_by": reviewer.user_id, "assessed_at": world.now,
    }
    with pytest.raises(IntegrityError, match=constraint), world.write() as session:
        session.add(LeadAssessment(**(row | wrong)))
