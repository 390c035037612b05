"""Declared projects: filed elsewhere, counted once staff confirmed them, as if they had been filed here on their day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.outbox.models import Message
from assessor_hub.projects.declared_queries import (
    charge_of_declared,
    declared_for,
    declared_queue,
    own_declared,
)
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.ledger_models import Charge, DeclaredProject
from assessor_hub.registration.proposals import switch_four_eyes
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.lifecycle import DECLARED, DeclaredState, DeclaredVerb, ProjectVerb
from assessor_hub.rules.values import Level, UnitKind
from tests.slices.acts import entries, file_many, head_of, move, new_head, refusal, use_of
from tests.slices.declaring import STAFF, confirmed, decided, declared, person_of
from tests.world import World

ZHEJIANG = Pool(Level.PROVINCIAL, "330000")


@pytest.fixture
def recorded(world: World) -> tuple[int, Actor]:
    return world.recorded()


def before(world: World) -> date:
    """A day before the institution was registered here."""
    return world.today - timedelta(days=30)


def charge(world: World, number: int) -> Charge | None:
    with world.session() as session:
        return charge_of_declared(session, session.get_one(DeclaredProject, number))


def test_a_declared_project_counts_once_it_is_confirmed(world: World, recorded: tuple[int, Actor]) -> None:
    institution, owner = recorded
    head, elsewhere = head_of(world, institution), world.person("前任")
    number = declared(world, owner, head=elsewhere)
    assert (use_of(world, head), charge(world, number)) == (0, None)
    assert decided(world, number, DeclaredVerb.CONFIRM)
    assert (use_of(world, head), use_of(world, person_of(world, elsewhere))) == (1, 1)
    kept = charge(world, number)
    assert kept is not None
    assert (kept.day, kept.year, kept.institution_id) == (before(world), before(world).year, institution)
    assert entries(world, Tag.DECLARED_CONFIRMED, number)[0].detail == {"from": "declared", "to": "confirmed"}
    with world.session() as session:
        assert Tag.DECLARED_CONFIRMED in session.scalars(select(Message.subject)).all()


def test_what_is_declared_blocks_beyond_the_cap_and_undoes_nothing(world: World, recorded: tuple[int, Actor]) -> None:
    institution, owner = recorded
    filed = file_many(world, owner, 15)
    for _ in range(2):
        confirmed(world, owner, head=world.person())
    assert use_of(world, head_of(world, institution)) == 17
    assert refusal(world, owner).code == "cap_reached"
    move(world, filed[0], ProjectVerb.WITHDRAW)
    assert refusal(world, owner).code == "cap_reached"


def test_the_tenure_of_the_day_says_who_headed_it_whoever_is_named(world: World, recorded: tuple[int, Actor]) -> None:
    institution, owner = recorded
    number = confirmed(world, owner, head=world.person("别人"), filed_on=world.today)
    kept = charge(world, number)
    assert kept is not None
    assert kept.person_id == head_of(world, institution)


def test_it_follows_the_institution_to_its_next_head(world: World, recorded: tuple[int, Actor]) -> None:
    institution, owner = recorded
    first, named = head_of(world, institution), world.person("前任")
    confirmed(world, owner, head=named)
    world.now += timedelta(days=1)
    _old, second = new_head(world, institution, world.person("新任"))
    assert [use_of(world, one) for one in (person_of(world, named), first, second)] == [1, 0, 1]


def test_a_confirmation_is_set_aside_and_gives_the_unit_back(world: World, recorded: tuple[int, Actor]) -> None:
    institution, owner = recorded
    number = confirmed(world, owner, head=world.person())
    with pytest.raises(FilingRefused, match="reason_missing"):
        decided(world, number, DeclaredVerb.SET_ASIDE, reason=" ")
    assert decided(world, number, DeclaredVerb.SET_ASIDE)
    assert use_of(world, head_of(world, institution)) == 0
    kept = charge(world, number)
    assert kept is not None
    assert kept.release_reason == "set_aside"


@pytest.mark.parametrize(
    ("given", "pool"),
    [
        ({}, Pool(Level.NATIONAL, "000000")),
        ({"level": Level.PROVINCIAL}, None),  # Beijing's rules are not held
        ({"level": Level.PROVINCIAL, "unit_city": "330100"}, ZHEJIANG),
        ({"level": Level.PROVINCIAL, "unit_city": "330100", "unit_kind": UnitKind.SUPPLY_CHAIN}, None),
        ({"level": Level.PROVINCIAL, "unit_city": "330100", "filed_on": date(2024, 6, 26)}, None),  # the day before ZJ's
        ({"level": Level.PROVINCIAL, "unit_city": "330100", "filed_on": date(2024, 6, 27)}, ZHEJIANG),
        ({"level": Level.PROVINCIAL, "unit_city": "220100"}, None),
        ({"level": Level.MUNICIPAL}, None),
        ({"filed_on": date(2024, 11, 4)}, None),  # the day before Jilin's text
        ({"filed_on": date(2025, 12, 31)}, Pool(Level.NATIONAL, "000000")),
    ],
)
def test_the_law_of_its_own_day_names_the_pool(
    world: World, recorded: tuple[int, Actor], given: dict[str, object], pool: Pool | None
) -> None:
    institution, owner = recorded
    kept = charge(world, confirmed(world, owner, head=world.person(), **given))
    assert (kept and Pool(kept.pool_level, kept.pool_code)) == pool
    if kept is not None:
        assert use_of(world, head_of(world, institution), pool or ZHEJIANG, kept.year) == 1


def test_one_unit_counts_once(world: World, recorded: tuple[int, Actor]) -> None:
    """The same institution, unit, kind, level and year: a project here and a declared one exclude each other."""
    _institution, owner = recorded
    filed = world.filing()
    same = {"unit_uscc": filed.unit_uscc, "head": world.person()}
    waiting = declared(world, owner, **same)
    assert refusal(world, owner, unit_uscc=filed.unit_uscc).code == "unit_already_filed"
    with pytest.raises(FilingRefused, match="unit_already_declared"):
        declared(world, owner, **same)
    decided(world, waiting, DeclaredVerb.CONFIRM)
    assert refusal(world, owner, unit_uscc=filed.unit_uscc).code == "unit_already_filed"
    declared(world, owner, **same, unit_kind=UnitKind.PARK)
    declared(world, owner, **same, level=Level.PROVINCIAL)
    declared(world, owner, **same, filed_on=date(2025, 12, 31))
    decided(world, waiting, DeclaredVerb.SET_ASIDE)
    project = world.file(owner, unit_uscc=filed.unit_uscc)
    with pytest.raises(FilingRefused, match="unit_already_filed"):
        declared(world, owner, **same)
    move(world, project, ProjectVerb.WITHDRAW)
    declared(world, owner, **same)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"filed_on": date(2026, 6, 2)}, "declared_ahead"),
        ({"jurisdiction": "330000"}, "not_confirmed_there"),
        ({"jurisdiction": "110000"}, "not_confirmed_there"),
        ({"head": None}, "head_missing"),
    ],
)
def test_what_cannot_be_declared(world: World, recorded: tuple[int, Actor], given: dict[str, object], code: str) -> None:
    with pytest.raises(FilingRefused, match=code):
        declared(world, recorded[1], **({"head": world.person()} | given))


def test_a_place_whose_rules_do_not_bind_confirms_nothing(world: World) -> None:
    """A draft's department would confirm what then counted in no pool."""
    _institution, owner = world.institution(registered="370100")
    with pytest.raises(FilingRefused, match="not_confirmed_there"):
        declared(world, owner, jurisdiction="370000", head=world.person())
    world.trial("370000")
    number = confirmed(world, owner, jurisdiction="370000", head=world.person())
    assert charge(world, number) is not None


def test_a_double_click_declares_once(world: World, recorded: tuple[int, Actor]) -> None:
    given = {"head": world.person(), "request_key": "once", "unit_uscc": world.code()}
    assert declared(world, recorded[1], **given) == declared(world, recorded[1], **given)


def test_only_the_steps_of_the_table_can_be_taken(world: World, recorded: tuple[int, Actor]) -> None:
    number = declared(world, recorded[1], head=world.person())
    decided(world, number, DeclaredVerb.DECLINE)
    for verb in DeclaredVerb:
        assert (DeclaredState.DECLINED, verb) not in DECLARED
        with pytest.raises(FilingRefused, match="wrong_state"):
            decided(world, number, verb, recorded[1] if verb is DeclaredVerb.WITHDRAW else STAFF)
    with pytest.raises(FilingRefused, match="changed_meanwhile"):
        decided(world, number, DeclaredVerb.CONFIRM, revision=1)


def test_two_decide_where_the_jurisdiction_asks_for_it(world: World, recorded: tuple[int, Actor]) -> None:
    first, second = (world.staff_user(Role.REVIEWER, "220000") for _ in range(2))
    with world.write() as session:
        switch_four_eyes(session, "220000", True, "试行", by=first, now=world.now)
    number = declared(world, recorded[1], head=world.person())
    assert not decided(world, number, DeclaredVerb.CONFIRM, first)
    assert (charge(world, number), entries(world, Tag.DECLARED_PROPOSED)[0].detail) == (None, {"verb": "confirm"})
    with pytest.raises(FilingRefused, match="own_proposal"):
        decided(world, number, DeclaredVerb.CONFIRM, first)
    assert decided(world, number, DeclaredVerb.CONFIRM, second)
    assert charge(world, number) is not None


def test_who_may_see_a_declared_project(world: World, recorded: tuple[int, Actor], reviewer: Actor) -> None:
    number = declared(world, recorded[1], head=world.person())
    other, elsewhere = world.recorded()[1], world.staff_user(Role.REVIEWER, "330000")
    with world.session() as session:
        seen = [declared_for(session, who, number) is not None for who in (recorded[1], reviewer, other, elsewhere)]
        assert seen == [True, True, False, False]
        queues = [declared_queue(session, who, DeclaredState.DECLARED) for who in (reviewer, elsewhere)]
        assert [len(rows) for rows in queues] == [1, 0]
        assert [len(own_declared(session, who)) for who in (recorded[1], other)] == [1, 0]


def test_who_may_decide(world: World, recorded: tuple[int, Actor], reviewer: Actor) -> None:
    elsewhere, auditor = world.staff_user(Role.APPROVER, "330000"), world.staff_user(Role.AUDITOR, "220000")
    at_both = Actor(None, "both", STAFF.scopes, recorded[0], Role.OWNER)
    number = declared(world, recorded[1], head=world.person())
    for who in (recorded[1], elsewhere, auditor, at_both):
        for verb in (DeclaredVerb.CONFIRM, DeclaredVerb.DECLINE):
            with pytest.raises(FilingRefused, match="not_your_step"):
                decided(world, number, verb, who)
    with pytest.raises(FilingRefused, match="not_your_step"):
        decided(world, number, DeclaredVerb.WITHDRAW, reviewer)
    assert decided(world, number, DeclaredVerb.CONFIRM, reviewer)
    with pytest.raises(FilingRefused, match="not_your_step"):
        decided(world, number, DeclaredVerb.SET_ASIDE, reviewer)
    assert decided(world, declared(world, recorded[1], head=world.person()), DeclaredVerb.WITHDRAW, recorded[1])
