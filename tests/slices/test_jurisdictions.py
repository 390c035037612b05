"""Acts about packs: a draft binds by a recorded act only, and an assumed value by a confirmation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.jurisdictions.models import CommencementKind, PackCommencement
from assessor_hub.jurisdictions.services import PackActRefused, commence, confirm_value, recorded_acts, standing_law
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.rules.keys import RECORDAL, TITLED_MINIMUM
from assessor_hub.rules.law import Standing
from assessor_hub.rules.pack import ROOT, Strength
from assessor_hub.rules.values import Level
from tests.slices.acts import entries, flags_of, refusal
from tests.world import World

DAY = date(2026, 6, 1)


def put_into_force(world: World, code: str = "370000", **given: Any) -> int:
    administrator = world.staff_user(Role.ADMINISTRATOR, ROOT)
    named: dict[str, Any] = {"kind": CommencementKind.IN_FORCE, "first_day": DAY, "number": "1号", "source": "公报"} | given
    with world.write() as session:
        return commence(session, world.hub.packs, code, by=administrator, now=world.now, **named).id


def standing(world: World, code: str = "370000", day: date = DAY) -> Standing:
    with world.session() as session:
        return world.law(session).standing(code, day)


def confirm(world: World, key: str, code: str = "330000", source: str = "工信部附件原文") -> None:
    administrator = world.staff_user(Role.ADMINISTRATOR, ROOT)
    with world.write() as session:
        confirm_value(session, world.hub.packs, code, key, source=source, by=administrator, now=world.now)


def test_a_draft_binds_from_its_recorded_day_on(world: World) -> None:
    assert standing(world) is Standing.PENDING
    act = put_into_force(world, first_day=DAY + timedelta(days=10))
    assert standing(world, day=DAY) is Standing.NOT_YET
    assert standing(world, day=DAY + timedelta(days=9)) is Standing.NOT_YET
    assert standing(world, day=DAY + timedelta(days=10)) is Standing.IN_FORCE
    [written] = entries(world, Tag.PACK_COMMENCED, act)
    assert (written.reason, written.jurisdiction) == ("公报", "370000")
    assert written.detail == {"kind": "in_force", "first_day": "2026-06-11", "last_day": "", "number": "1号"}
    assert written.actor_name.startswith("administrator")
    with world.session() as session:
        row = session.get_one(PackCommencement, act)
        assert row.pack_version == world.hub.packs.version("370000") == written.pack_version


@pytest.mark.parametrize("code", ["220000", "330000", "440000", ROOT])
def test_what_binds_by_itself_or_is_not_held_is_not_put_into_force(world: World, code: str) -> None:
    with pytest.raises(PackActRefused, match="binds_by_itself"):
        put_into_force(world, code)


def test_an_act_names_its_source(world: World) -> None:
    with pytest.raises(PackActRefused, match="no_source"):
        put_into_force(world, source="  ")
    assert standing(world) is Standing.PENDING


@pytest.mark.parametrize(("first", "last", "crosses"), [
    (0, None, True), (-5, -1, False), (-5, 0, True), (10, 20, True), (11, 20, False), (11, None, False), (3, 4, True),
])
def test_acts_about_one_pack_do_not_share_a_day(world: World, first: int, last: int | None, crosses: bool) -> None:
    put_into_force(world, kind=CommencementKind.TRIAL, last_day=DAY + timedelta(days=10))
    given = {"first_day": DAY + timedelta(days=first), "last_day": None if last is None else DAY + timedelta(days=last)}
    if crosses:
        with pytest.raises(PackActRefused, match="dates_cross"):
            put_into_force(world, **given)
        return
    put_into_force(world, **given)
    assert standing(world, day=given["first_day"]) is Standing.IN_FORCE
    assert standing(world) is Standing.TRIAL


def test_after_a_trial_a_draft_is_pending_again(world: World) -> None:
    put_into_force(world, kind=CommencementKind.TRIAL, last_day=DAY + timedelta(days=10))
    assert standing(world, day=DAY + timedelta(days=10)) is Standing.TRIAL
    assert standing(world, day=DAY + timedelta(days=11)) is Standing.PENDING


def test_fujian_binds_for_two_years_once_it_is_confirmed(world: World) -> None:
    put_into_force(world, "350000", first_day=date(2025, 2, 15))
    assert standing(world, "350000", date(2027, 2, 15)) is Standing.IN_FORCE
    assert standing(world, "350000", date(2027, 2, 16)) is Standing.EXPIRED


def test_the_database_refuses_an_act_that_ends_before_it_begins(world: World) -> None:
    put_into_force(world)
    with world.session() as session, pytest.raises(IntegrityError):
        session.execute(text("UPDATE pack_commencements SET last_day = '2020-01-01'"))


@pytest.mark.case("Zhejiang institution with 9 staff")
def test_a_confirmed_value_refuses_what_an_assumed_one_left_to_a_human(world: World) -> None:
    approver = world.staff_user(Role.APPROVER, "330000")
    (_i, first), (_j, second) = (world.institution(registered="330100") for _ in range(2))
    nine = world.claims(titled=9, senior=5)
    world.record(world.application(first, "330000", nine), approver)
    application = world.application(second, "330000", world.claims(titled=9, senior=5))
    confirm(world, TITLED_MINIMUM.name)
    with pytest.raises(RegistrationRefused) as refused:
        world.record(application, approver)
    stated = refused.value.stated
    assert (refused.value.code, stated.strength, stated.confirmed) == ("level_refused", Strength.TEXT, True)
    assert len(entries(world, Tag.PACK_CONFIRMED)) == 1


def test_a_confirmed_recordal_turns_a_flag_into_a_refusal(world: World) -> None:
    _institution, owner = world.institution()
    assert "not_recorded" in flags_of(world, world.file(owner, unit_city="330100"))
    confirm(world, RECORDAL.name)
    refused = refusal(world, owner, unit_city="330100")
    assert (refused.code, refused.stated.confirmed) == ("not_recorded", True)


def test_a_confirmation_names_the_value_that_was_confirmed(world: World) -> None:
    """A pack that assumes another number later doesn't inherit it."""
    confirm(world, TITLED_MINIMUM.name)
    [written] = entries(world, Tag.PACK_CONFIRMED)
    assert written.detail == {"key": TITLED_MINIMUM.name, "values": ["10"]}
    root = world.hub.packs.packs[ROOT]
    rows = tuple(row.model_copy(update={"value": 12}) for row in root.entries[TITLED_MINIMUM.name])
    later = replace(root, entries={**root.entries, TITLED_MINIMUM.name: rows})
    book = replace(world.hub.packs, packs={**world.hub.packs.packs, ROOT: later})
    with world.session() as session:
        now, then = (standing_law(session, one).on("330000", world.today).get(TITLED_MINIMUM) for one in (
            world.hub.packs, book
        ))
    assert [(one.value, one.may_refuse) for one in (now, then)] == [(10, True), (12, False)]


def test_a_confirmation_holds_in_its_own_jurisdiction(world: World) -> None:
    world.trial("350000")
    confirm(world, TITLED_MINIMUM.name)
    with world.session() as session:
        law = world.law(session)
        may = {
            code: law.on(code, world.today).get(TITLED_MINIMUM, Level.PROVINCIAL).may_refuse for code in ("330000", "350000")
        }
    assert may == {"330000": True, "350000": False}


@pytest.mark.parametrize(("key", "code"), [
    ("caps.national", "330000"), ("conditions.titled_minimum", "220000"), ("no.such_key", "330000"),
    ("conditions.quality_system", "220000"), ("reference.review", "330000"),
])
def test_only_an_assumed_value_is_confirmed(world: World, key: str, code: str) -> None:
    with pytest.raises(PackActRefused, match="not_assumed"):
        confirm(world, key, code)


def test_a_confirmation_names_its_source(world: World) -> None:
    with pytest.raises(PackActRefused, match="no_source"):
        confirm(world, TITLED_MINIMUM.name, source="")


def test_acts_are_listed_newest_first(world: World) -> None:
    put_into_force(world)
    world.now += timedelta(days=1)
    confirm(world, TITLED_MINIMUM.name)
    with world.session() as session:
        assert [type(act).__name__ for act in recorded_acts(session)] == ["ValueConfirmation", "PackCommencement"]
