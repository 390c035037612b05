"""What people say that written names mean: kept for later lists, withdrawn with a reason, and who may be asked."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.models import AuditEntry
from assessor_hub.audit.tags import Tag
from assessor_hub.institutions.models import Institution
from assessor_hub.outbox.services import inbox
from assessor_hub.projects.ledger_models import Allowance
from assessor_hub.reconciliation.confirmations import Word, ask_institution, confirm_assessor, confirm_unit, withdraw
from assessor_hub.reconciliation.errors import NameRefused
from assessor_hub.reconciliation.matching import How, Outcome
from assessor_hub.reconciliation.models import NameConfirmation
from assessor_hub.reconciliation.queries import confirmation_for, confirmations_for, result_of, row_for
from tests.slices.publishing import cells, name_of, outcomes, publish, unit_of
from tests.world import World

BRANCH = "测试评价长春分公司"


@pytest.fixture
def reviewer(world: World) -> Actor:
    return world.staff_user(Role.REVIEWER, "220000")


@pytest.fixture
def recorded(world: World) -> tuple[int, Actor]:
    return world.recorded()


def say(world: World, by: Actor, row_id: int, verb: Any, uscc: str, note: str = "来函说明") -> int:
    with world.write() as session:
        row = row_for(session, by, row_id)
        assert row is not None
        return verb(session, result_of(session, world.law(session), row), Word(uscc, note), by=by, now=world.now).id


def code_of(world: World, institution: int) -> str:
    with world.session() as session:
        return session.get_one(Institution, institution).uscc


def tags(world: World) -> list[tuple[str, str]]:
    with world.session() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.tag.like("written_name:%")).order_by(AuditEntry.id))
        return [(row.tag, row.reason) for row in rows]


def test_an_assessor_is_known_by_what_was_said_in_this_list_and_the_next(
    world: World, reviewer: Actor, recorded: tuple[int, Actor]
) -> None:
    institution, owner = recorded
    project = world.file(owner)
    row = cells(uscc=unit_of(world, project)[1], assessor=BRANCH)
    made = publish(world, reviewer, row)
    [found] = outcomes(world, reviewer, made)
    assert found.outcome is Outcome.UNKNOWN_ASSESSOR
    kept = say(world, reviewer, found.row.id, confirm_assessor, code_of(world, institution))
    [found] = outcomes(world, reviewer, made)
    assert (found.outcome, found.assessor.how) == (Outcome.MATCHED, How.CONFIRMED)
    again = publish(world, reviewer, row, cells(unit="另一厂", assessor="测试评价（长春）分公司"))
    assert [one.institution_id for one in outcomes(world, reviewer, again)] == [institution, institution]
    with world.session() as session:
        said = session.get_one(NameConfirmation, kept)
        assert (said.written, said.note, said.confirmed_by, said.confirmed_at) == (
            BRANCH, "来函说明", reviewer.user_id, world.now,
        )
    assert tags(world) == [(Tag.NAME_CONFIRMED, "来函说明")]


def test_said_to_be_none_of_the_register_it_is_asked_no_more(world: World, reviewer: Actor) -> None:
    made = publish(world, reviewer, cells(assessor="外省某中心"))
    [found] = outcomes(world, reviewer, made)
    say(world, reviewer, found.row.id, confirm_assessor, "")
    [found] = outcomes(world, reviewer, made)
    assert (found.outcome, found.assessor.how) == (Outcome.UNKNOWN_ASSESSOR, How.CONFIRMED)


def test_a_unit_is_known_by_what_was_said(world: World, reviewer: Actor, recorded: tuple[int, Actor]) -> None:
    institution, owner = recorded
    project = world.file(owner, unit_name="鸿泽汽车零部件有限公司")
    made = publish(world, reviewer, cells(unit="鸿泽汽车零部件股份有限公司", assessor=name_of(world, institution)))
    [found] = outcomes(world, reviewer, made)
    assert found.outcome is Outcome.UNFILED
    say(world, reviewer, found.row.id, confirm_unit, unit_of(world, project)[1])
    [found] = outcomes(world, reviewer, made)
    assert (found.outcome, found.unit_how) == (Outcome.MATCHED, How.CONFIRMED)


def test_withdrawn_with_a_reason_it_holds_nowhere_and_can_be_said_anew(
    world: World, reviewer: Actor, recorded: tuple[int, Actor]
) -> None:
    institution, _owner = recorded
    made = publish(world, reviewer, cells(assessor=BRANCH))
    row_id = outcomes(world, reviewer, made)[0].row.id
    kept = say(world, reviewer, row_id, confirm_assessor, code_of(world, institution))
    assert outcomes(world, reviewer, made)[0].outcome is Outcome.UNFILED
    for reason, refused in ((" ", "reason_missing"), ("认错了", ""), ("又一次", "confirmation_over")):
        try:
            with world.write() as session:
                held = confirmation_for(session, reviewer, kept, lock=True)
                assert held is not None
                withdraw(session, held, reason, by=reviewer, now=world.now)
            assert not refused
        except NameRefused as no:
            assert no.code == refused
    assert outcomes(world, reviewer, made)[0].outcome is Outcome.UNKNOWN_ASSESSOR
    say(world, reviewer, row_id, confirm_assessor, code_of(world, institution), "复核后仍认定")
    assert outcomes(world, reviewer, made)[0].outcome is Outcome.UNFILED
    assert tags(world) == [
        (Tag.NAME_CONFIRMED, "来函说明"), (Tag.NAME_WITHDRAWN, "认错了"), (Tag.NAME_CONFIRMED, "复核后仍认定"),
    ]


def test_what_cannot_be_kept_is_refused(world: World, reviewer: Actor, recorded: tuple[int, Actor]) -> None:
    institution, _owner = recorded
    draft, _ = world.institution()
    made = publish(world, reviewer, cells(assessor=BRANCH))
    row_id = outcomes(world, reviewer, made)[0].row.id
    code = code_of(world, institution)
    for verb, uscc, refused in (
        (confirm_assessor, code_of(world, draft), "institution_not_known"), (confirm_assessor, world.code(), "institution_not_known"),
        (confirm_unit, world.code(), "unit_not_filed"), (confirm_assessor, code, ""), (confirm_assessor, code, "already_confirmed"),
    ):
        try:
            say(world, reviewer, row_id, verb, uscc)
            assert not refused
        except NameRefused as no:
            assert no.code == refused
    assert len(tags(world)) == 1


def test_what_one_province_says_holds_in_no_other(world: World, reviewer: Actor, recorded: tuple[int, Actor]) -> None:
    zhejiang = world.staff_user(Role.REVIEWER, "330000")
    here, there = cells(assessor=BRANCH), cells(assessor=BRANCH, place="浙江省")
    made = publish(world, reviewer, here, there)
    kept = say(world, reviewer, outcomes(world, reviewer, made)[0].row.id, confirm_assessor, code_of(world, recorded[0]))
    assert outcomes(world, reviewer, made)[0].outcome is Outcome.UNFILED
    assert [one.outcome for one in outcomes(world, zhejiang, made)] == [Outcome.UNKNOWN_ASSESSOR]
    with world.session() as session:
        assert confirmations_for(session, zhejiang) == []
        assert confirmation_for(session, zhejiang, kept) is None
        assert [row.id for row in confirmations_for(session, world.staff_user(Role.AUDITOR, "000000"))] == [kept]


def test_the_named_institution_is_asked_once_and_no_counter_moves(
    world: World, reviewer: Actor, recorded: tuple[int, Actor]
) -> None:
    institution, owner = recorded
    world.file(owner)
    made = publish(world, reviewer, cells(unit="未登记厂", assessor=name_of(world, institution)), cells(unit="乙", assessor="谁"))
    asked, unknown = (one.row.id for one in outcomes(world, reviewer, made))
    for row_id, refused in ((asked, ""), (asked, "nothing_to_ask"), (unknown, "nothing_to_ask")):
        try:
            with world.write() as session:
                row = row_for(session, reviewer, row_id, lock=True)
                assert row is not None
                ask_institution(session, row, result_of(session, world.law(session), row), by=reviewer, now=world.now)
            assert not refused
        except NameRefused as no:
            assert no.code == refused
    assert [one.row.asked_at for one in outcomes(world, reviewer, made)] == [world.now, None]
    with world.session() as session:
        assert owner.user_id is not None
        [told] = [one for one in inbox(session, owner.user_id) if one.subject == Tag.LIST_ASKED]
        assert told.figures["unit"] == "未登记厂"
        assert list(session.scalars(select(Allowance.used))) == [1]
