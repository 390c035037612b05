"""Rosters: claims of institutions, of which at most one counts for a person on any day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.audit.tags import Tag
from assessor_hub.institutions.models import Institution
from assessor_hub.staffing.errors import StaffingRefused
from assessor_hub.staffing.models import Counting, Employment
from assessor_hub.staffing.services import (
    Claim,
    Terms,
    end_member,
    facts,
    member_for,
    put_member,
    roster,
    update_member,
)
from tests.slices.acts import days_pass, entries, hire
from tests.world import World

WHOLE = (selectinload(Employment.versions), selectinload(Employment.countings))


@pytest.fixture
def claim(world: World) -> Claim:
    """One person's line, proven and full-time."""
    return world.claims(titled=1, senior=1)[0]


@pytest.fixture
def two(world: World) -> tuple[int, int]:
    """Two institutions."""
    return world.institution()[0], world.institution()[0]


def put(world: World, institution: int, claim: Claim) -> int:
    with world.write() as session:
        row = session.get_one(Institution, institution)
        return put_member(session, world.hub.vault, row, claim, by=SYSTEM, now=world.now).id


def line(world: World, institution: int) -> Employment:
    with world.session() as session:
        wanted = select(Employment).where(Employment.institution_id == institution)
        row = session.scalars(wanted.options(*WHOLE)).one()
        session.expunge_all()
        return row


def counts_on(world: World, institution: int) -> list[tuple[date, date | None]]:
    """The days that count for an institution's one line."""
    return [(one.first_day, one.last_day) for one in line(world, institution).countings]


def leave(world: World, institution: int, last_day: date) -> None:
    with world.write() as session:
        row = session.scalars(select(Employment).where(Employment.institution_id == institution)).one()
        end_member(session, row, last_day, by=SYSTEM, now=world.now)


def change(world: World, institution: int, claim: Claim, **given: object) -> None:
    with world.write() as session:
        row = session.scalars(select(Employment).where(Employment.institution_id == institution)).one()
        named = {name: getattr(claim, name) for name in Terms.__dataclass_fields__} | given
        update_member(session, row, Terms(**named), by=SYSTEM, now=world.now)


def counted(world: World, institution: int, day: date | None = None) -> list[bool]:
    day = day or world.today
    with world.session() as session:
        return [member.counted for member in facts(session, roster(session, institution, day), day)]


def test_the_first_claim_counts_and_a_later_one_opens_a_conflict(
    world: World, two: tuple[int, int], claim: Claim
) -> None:
    first, second = two
    hire(world, first, [claim])
    hire(world, second, [claim])
    assert (counted(world, first), counted(world, second)) == ([True], [False])
    assert [entry.subject_id for entry in entries(world, Tag.CLAIM_CONFLICT)] == [line(world, second).id]
    assert [entry.subject_id for entry in entries(world, Tag.CLAIM_COUNTED)] == [line(world, first).id]


def test_a_leaving_date_lets_the_next_count_from_the_day_after(
    world: World, two: tuple[int, int], claim: Claim
) -> None:
    first, second = two
    hire(world, first, [claim])
    hire(world, second, [claim])
    last_day = world.today + timedelta(days=9)
    leave(world, first, last_day)
    after = last_day + timedelta(days=1)
    assert counts_on(world, second) == [(after, None)]
    assert (counted(world, first, last_day), counted(world, second, last_day)) == ([True], [False])
    assert (counted(world, first, after), counted(world, second, after)) == ([], [True])


def test_a_claim_that_ends_before_the_first_does_never_counts(
    world: World, two: tuple[int, int], claim: Claim
) -> None:
    first, second = two
    hire(world, first, [claim])
    hire(world, second, [claim])
    leave(world, second, world.today + timedelta(days=5))
    leave(world, first, world.today + timedelta(days=9))
    assert counts_on(world, second) == []


def test_with_no_proof_on_either_side_a_person_counts_in_neither(
    world: World, two: tuple[int, int], claim: Claim
) -> None:
    for institution in two:
        hire(world, institution, [replace(claim, contract=False, insured_month=None)])
        assert counted(world, institution) == [False]


@pytest.mark.parametrize("lacking", [{"certificate": " "}, {"contract": False, "insured_month": None}])
def test_an_unproven_earlier_claim_does_not_stand_in_the_way(
    world: World, two: tuple[int, int], claim: Claim, lacking: dict[str, object]
) -> None:
    first, second = two
    hire(world, first, [replace(claim, **lacking)])  # type: ignore[arg-type]
    hire(world, second, [claim])
    assert (counted(world, first), counted(world, second)) == ([False], [True])


def test_an_unproven_later_claim_takes_nothing_from_anybody(world: World, two: tuple[int, int], claim: Claim) -> None:
    first, second = two
    hire(world, first, [claim])
    hire(world, second, [replace(claim, contract=False, insured_month=None)])
    assert (counted(world, first), counted(world, second)) == ([True], [False])
    assert entries(world, Tag.CLAIM_CONFLICT) == []


def test_a_part_time_claim_takes_nothing_from_anybody(world: World, two: tuple[int, int], claim: Claim) -> None:
    first, second = two
    hire(world, first, [replace(claim, full_time=False)])
    hire(world, second, [claim])
    assert (counted(world, first), counted(world, second)) == ([False], [True])


@pytest.mark.parametrize("change_to", [{"certificate": ""}, {"full_time": False}])
def test_a_claim_that_loses_what_it_counted_by_frees_the_one_that_waits(
    world: World, two: tuple[int, int], claim: Claim, change_to: dict[str, object]
) -> None:
    first, second = two
    hire(world, first, [claim])
    hire(world, second, [claim])
    change(world, first, claim, **change_to)
    assert (counted(world, first), counted(world, second)) == ([False], [True])


def test_a_draft_previews_what_would_count(world: World, two: tuple[int, int], claim: Claim) -> None:
    first, second = two
    put(world, second, claim)
    assert counted(world, second) == [True]
    hire(world, first, [claim])
    assert counted(world, second) == [False]


def test_the_database_itself_refuses_two_counted_claims_on_one_day(
    world: World, two: tuple[int, int], claim: Claim
) -> None:
    first, second = two
    hire(world, first, [claim])
    hire(world, second, [claim])
    loser, begin = line(world, second), counts_on(world, first)[0][0]
    insert = text(
        "INSERT INTO countings (employment_id, person_id, first_day, last_day) VALUES (:id, :person, :first, :last)"
    )
    day = {"first": begin.isoformat(), "last": begin.isoformat()} if "sqlite" in str(world.hub.settings.database_url) \
        else {"first": begin, "last": begin}
    with world.session() as session, pytest.raises(IntegrityError):
        session.execute(insert, {"id": loser.id, "person": loser.person_id, **day})
    before = {name: (value if isinstance(value, date) else date.fromisoformat(value)) - timedelta(days=9)
              for name, value in day.items()}
    with world.write() as session:
        session.add(Counting(
            employment_id=loser.id, person_id=loser.person_id, first_day=before["first"], last_day=before["last"]
        ))
    with world.session() as session, pytest.raises(IntegrityError):
        session.execute(text("UPDATE countings SET last_day = NULL WHERE employment_id = :id"), {"id": loser.id})


def test_one_number_is_on_a_roster_once(world: World, two: tuple[int, int], claim: Claim) -> None:
    first, _second = two
    put(world, first, claim)
    with pytest.raises(StaffingRefused, match="already_on_roster"):
        put(world, first, claim)
    with world.write() as session:
        row = session.get_one(Institution, first)
        put_member(
            session, world.hub.vault, row, replace(claim, certificate="NEW"), by=SYSTEM, now=world.now, replace=True
        )
    assert line(world, first).latest.certificate == "NEW"


def test_nobody_leaves_before_the_first_day(world: World, two: tuple[int, int], claim: Claim) -> None:
    hire(world, two[0], [claim])
    with pytest.raises(StaffingRefused, match="leaves_before_start"):
        leave(world, two[0], claim.first_day - timedelta(days=1))


def test_a_drafts_line_is_taken_off_and_a_handed_in_one_keeps_its_history(
    world: World, two: tuple[int, int], claim: Claim
) -> None:
    first, second = two
    put(world, first, claim)
    leave(world, first, world.today)
    with world.session() as session:
        assert roster(session, first, world.today) == []
        assert session.query(Employment).count() == 0
    hire(world, second, [claim])
    leave(world, second, world.today)
    days_pass(world)
    assert counted(world, second) == []
    assert line(world, second).last_day == world.today - timedelta(days=1)


def test_a_handed_in_line_keeps_its_first_day(world: World, two: tuple[int, int], claim: Claim) -> None:
    hire(world, two[0], [claim])
    change(world, two[0], claim, first_day=world.today)
    assert line(world, two[0]).first_day == claim.first_day


def test_who_comes_back_has_a_second_line(world: World, two: tuple[int, int], claim: Claim) -> None:
    first, _second = two
    hire(world, first, [claim])
    leave(world, first, world.today)
    days_pass(world, 30)
    hire(world, first, [replace(claim, first_day=world.today)])
    assert counted(world, first) == [True]


def test_a_line_is_its_own_institutions(world: World, claim: Claim) -> None:
    (first, owner), (_second, outsider) = world.institution(), world.institution()
    row = put(world, first, claim)
    with world.session() as session:
        assert member_for(session, owner, row) is not None
        assert member_for(session, outsider, row) is None
