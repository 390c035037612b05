"""Independence: what an institution declares, when it ends, and what staff are shown when it files for such a unit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.tags import Tag
from assessor_hub.institutions.errors import InstitutionRefused
from assessor_hub.institutions.independence import (
    Conflict,
    declaration_for,
    declarations_of,
    declare,
    end_declaration,
)
from assessor_hub.institutions.models import ConflictDeclaration, ConflictKind, Institution
from assessor_hub.rules.values import UnitKind
from tests.slices.acts import entries, flags_of
from tests.world import World

UNIT = "91220100MA7T900013"


def declared(world: World, owner: Actor, **given: Any) -> int:
    usual: dict[str, Any] = {
        "unit_uscc": UNIT, "unit_name": "测试工厂", "kind": ConflictKind.SHAREHOLDING,
        "first_day": world.today - timedelta(days=10), "last_day": None, "note": "持股三成",
    }
    with world.write() as session:
        institution = session.get_one(Institution, owner.institution_id)
        return declare(session, institution, Conflict(**usual | given), by=owner, now=world.now).id


def ended(world: World, owner: Actor, declaration: int, days_ago: int = 0) -> None:
    with world.write() as session:
        row = session.get_one(ConflictDeclaration, declaration)
        end_declaration(session, row, world.today - timedelta(days=days_ago), by=owner, now=world.now)


def test_a_project_for_a_declared_unit_is_filed_and_flagged(world: World) -> None:
    _institution, owner = world.recorded()
    row = declared(world, owner)
    assert flags_of(world, world.file(owner, unit_uscc=UNIT)) == {"conflict_declared"}
    assert flags_of(world, world.file(owner)) == set()
    [written] = entries(world, Tag.CONFLICT_DECLARED, row)
    assert (written.detail["unit"], written.detail["kind"]) == (UNIT, "shareholding")
    assert "持股" not in str(written.detail)


def test_it_is_flagged_within_its_days_only(world: World) -> None:
    _institution, owner = world.recorded()
    row = declared(world, owner)
    ended(world, owner, row)
    assert flags_of(world, world.file(owner, unit_uscc=UNIT)) == {"conflict_declared"}  # the last day still counts
    world.now += timedelta(days=1)
    assert flags_of(world, world.file(owner, unit_uscc=UNIT, unit_kind=UnitKind.PARK)) == set()
    with world.session() as session:
        assert [one.id for one in declarations_of(session, owner.institution_id or 0)] == [row]
    assert len(entries(world, Tag.CONFLICT_ENDED, row)) == 1


def test_anothers_declaration_says_nothing_about_oneself(world: World) -> None:
    (_i, owner), (_j, other) = world.recorded(), world.recorded()
    row = declared(world, other)
    assert flags_of(world, world.file(owner, unit_uscc=UNIT)) == set()
    with world.session() as session:
        assert declaration_for(session, owner, row) is None
        assert declaration_for(session, other, row) is not None


def test_a_unit_that_the_same_person_heads_is_flagged_unasked(world: World) -> None:
    head = world.person()
    institution, owner = world.recorded(head=head)
    (twin, _t), (stranger, _s) = world.institution(head=head), world.institution()
    with world.session() as session:
        codes = {one: session.get_one(Institution, one).uscc for one in (institution, twin, stranger)}
    flags = {one: flags_of(world, world.file(owner, unit_uscc=code)) for one, code in codes.items()}
    assert flags == {institution: {"same_head"}, twin: {"same_head"}, stranger: set()}


@pytest.mark.parametrize(("given", "code"), [
    ({}, "already_declared"), ({"last_day": "before"}, "conflict_ends_before_start"), ({"unit_uscc": "own"}, "own_unit"),
])
def test_what_cannot_be_declared(world: World, given: dict[str, Any], code: str) -> None:
    institution, owner = world.institution()
    declared(world, owner)
    if given.get("last_day"):
        given = {"last_day": world.today - timedelta(days=11), "kind": ConflictKind.OTHER}
    if given.get("unit_uscc"):
        with world.session() as session:
            given = {"unit_uscc": session.get_one(Institution, institution).uscc}
    with pytest.raises(InstitutionRefused, match=code):
        declared(world, owner, **given)
    assert len(entries(world, Tag.CONFLICT_DECLARED)) == 1


def test_another_tie_to_the_same_unit_is_another_declaration(world: World) -> None:
    _institution, owner = world.institution()
    first = declared(world, owner)
    declared(world, owner, kind=ConflictKind.SELF_EVALUATION)
    ended(world, owner, first)
    declared(world, owner, first_day=world.today)  # the tie came back
    with world.session() as session:
        assert len(declarations_of(session, owner.institution_id or 0)) == 3


@pytest.mark.parametrize(("days_ago", "code"), [(11, "conflict_ends_before_start"), (0, "conflict_ended")])
def test_an_end_is_entered_once_and_not_before_the_start(world: World, days_ago: int, code: str) -> None:
    _institution, owner = world.institution()
    row = declared(world, owner)
    if code == "conflict_ended":
        ended(world, owner, row)
    with pytest.raises(InstitutionRefused, match=code):
        ended(world, owner, row, days_ago)


def test_the_database_refuses_an_end_before_the_start(world: World) -> None:
    _institution, owner = world.institution()
    declared(world, owner)
    with world.session() as session, pytest.raises(IntegrityError):
        session.execute(text("UPDATE conflict_declarations SET last_day = '2020-01-01'"))
