"""Claims that compete for one person, as departments see and decide them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.outbox.models import Message
from assessor_hub.registration.claims import History, claim_for, conflicts_for, decide_claim, history_for
from assessor_hub.staffing.errors import StaffingRefused
from assessor_hub.staffing.models import ClaimDecision, Employment
from assessor_hub.staffing.services import Claim, end_member, facts, roster
from assessor_hub.staffing.standing import Place, standings
from tests.slices.acts import days_pass, entries, hire
from tests.world import World


@pytest.fixture
def claim(world: World) -> Claim:
    return world.claims(titled=1, senior=1)[0]


@pytest.fixture
def two(world: World, claim: Claim) -> tuple[int, int]:
    """Two recorded institutions of Jilin: the first counts a person whom the second claims too."""
    first, second = world.recorded()[0], world.recorded()[0]
    hire(world, first, [claim])
    days_pass(world)
    hire(world, second, [claim])
    return first, second


def row_of(world: World, institution: int) -> Employment:
    """The institution's last line: the person of the conflict."""
    with world.session() as session:
        mine = select(Employment).where(Employment.institution_id == institution).order_by(Employment.id.desc())
        row = session.scalars(mine).first()
        assert row is not None
        session.expunge_all()
        return row


def see(world: World, actor: Actor, institution: int) -> History | None:
    with world.session() as session:
        found = history_for(session, actor, row_of(world, institution).person_id, world.today)
        session.expunge_all()
        return found


def open_for(world: World, actor: Actor) -> int:
    with world.session() as session:
        return len(conflicts_for(session, actor, world.today))


def decide(world: World, by: Actor, institution: int, **given: Any) -> ClaimDecision:
    """Decide for the institution's claim."""
    row = row_of(world, institution)
    with world.write() as session:
        told = {"first_day": world.today, "reason": "劳动合同与社保缴费记录", "known": 0} | given
        return decide_claim(session, world.law(session), row.person_id, row.id, by=by, now=world.now, **told)


def counts(world: World, institution: int, day: date | None = None) -> bool:
    day = day or world.today
    with world.session() as session:
        lines = [line for line in roster(session, institution, day) if line.id == row_of(world, institution).id]
        return facts(session, lines, day)[0].counted


def place_of(world: World, institution: int) -> Place:
    with world.session() as session:
        lines = roster(session, institution, world.today)
        return standings(session, lines, world.today, taken=()).pop(row_of(world, institution).id).place


def test_both_institutions_see_that_there_is_a_conflict(world: World, two: tuple[int, int]) -> None:
    assert [place_of(world, one) for one in two] == [Place.CONTESTED, Place.WAITS]


def test_staff_of_the_province_see_both_and_nobody_elses_staff(
    world: World, two: tuple[int, int], reviewer: Actor
) -> None:
    found = see(world, reviewer, two[0])
    assert found is not None
    assert [(claim.institution is not None, claim.counts, claim.waits) for claim in found.claims] == [
        (True, True, False), (True, False, True)
    ]
    outsider = world.staff_user(Role.REVIEWER, "330000")
    assert see(world, outsider, two[0]) is None
    assert (open_for(world, reviewer), open_for(world, outsider)) == (1, 0)
    assert see(world, world.institution()[1], two[0]) is None


def test_a_claim_outside_the_readers_reach_is_told_by_its_days_only(world: World, claim: Claim, reviewer: Actor) -> None:
    here, there = world.recorded()[0], world.recorded("330000")[0]
    hire(world, here, [claim])
    hire(world, there, [claim])
    found = see(world, reviewer, here)
    assert found is not None
    assert [claim.institution is None for claim in found.claims] == [False, True]
    assert found.open
    with pytest.raises(StaffingRefused, match="claim_out_of_reach"):
        decide(world, reviewer, here)


def test_a_decision_moves_the_person_from_its_day_on_and_leaves_the_past(
    world: World, two: tuple[int, int], reviewer: Actor
) -> None:
    first, second = two
    days_pass(world, 10)
    decide(world, reviewer, second, first_day=world.today - timedelta(days=3))
    assert (counts(world, first), counts(world, second)) == (False, True)
    before = world.today - timedelta(days=4)
    assert (counts(world, first, before), counts(world, second, before)) == (True, False)
    assert [place_of(world, one) for one in two] == [Place.SET_ASIDE, Place.COUNTS]
    assert open_for(world, reviewer) == 0
    [entry] = entries(world, Tag.CLAIM_DECIDED)
    assert (entry.reason, entry.jurisdiction) == ("劳动合同与社保缴费记录", "220000")
    with world.session() as session:
        told = session.scalars(select(Message).where(Message.subject == Tag.CLAIM_DECIDED.value)).all()
        assert len(told) == 2


def test_whom_a_decision_leaves_below_the_minimum_is_told_at_once_and_who_is_above_again_too(
    world: World, reviewer: Actor
) -> None:
    """Both need the person: the conditions of each turn with the decision, and turn again with the next one."""
    shared = world.claims(titled=1, senior=1)[0]
    first, loses = world.recorded(claims=[*world.claims(titled=9, senior=5), shared])
    second, wins = world.recorded()
    hire(world, second, [shared])

    def told(owner: Actor) -> list[str]:
        with world.session() as session:
            mine = select(Message.subject).where(Message.user_id == owner.user_id).order_by(Message.id)
            return [tag for tag in session.scalars(mine) if tag in (Tag.CONDITIONS_LACKING, Tag.CONDITIONS_MET)]

    days_pass(world)
    decide(world, reviewer, second)
    assert (told(loses), told(wins)) == ([Tag.CONDITIONS_LACKING], [])
    days_pass(world)
    decide(world, reviewer, first, known=1)
    assert (told(loses), told(wins)) == ([Tag.CONDITIONS_LACKING, Tag.CONDITIONS_MET], [])


def test_a_decision_for_the_one_that_counts_closes_the_conflict(
    world: World, two: tuple[int, int], reviewer: Actor
) -> None:
    first, second = two
    decide(world, reviewer, first)
    assert (counts(world, first), counts(world, second), open_for(world, reviewer)) == (True, False, 0)
    with world.write() as session:
        row = session.get_one(Employment, row_of(world, first).id)
        end_member(session, row, world.today, by=reviewer, now=world.now)
    days_pass(world)
    assert not counts(world, second)  # what a department found against does not rise by itself


def test_a_later_decision_turns_the_first(world: World, two: tuple[int, int], reviewer: Actor) -> None:
    first, second = two
    decide(world, reviewer, second)
    days_pass(world, 5)
    decide(world, reviewer, first, known=1)
    assert (counts(world, first), counts(world, second)) == (True, False)
    then = world.today - timedelta(days=5)
    assert (counts(world, first, then), counts(world, second, then)) == (False, True)


def test_a_leaving_date_closes_the_conflict(world: World, two: tuple[int, int], reviewer: Actor) -> None:
    first, second = two
    with world.write() as session:
        row = session.get_one(Employment, row_of(world, first).id)
        end_member(session, row, world.today + timedelta(days=5), by=reviewer, now=world.now)
    assert open_for(world, reviewer) == 0
    assert place_of(world, second) is Place.COUNTS_FROM


@pytest.mark.parametrize(("given", "code"), [
    ({"reason": " "}, "reason_missing"), ({"known": 1}, "changed_meanwhile"),
    ({"first_day": date(2020, 1, 1)}, "outside_claim"), ({"first_day": date(2030, 1, 1)}, "outside_claim"),
])
def test_what_a_decision_needs(
    world: World, two: tuple[int, int], reviewer: Actor, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(StaffingRefused, match=code):
        decide(world, reviewer, two[1], **given)


def test_nothing_is_decided_without_proof_or_without_a_conflict(
    world: World, two: tuple[int, int], claim: Claim, reviewer: Actor
) -> None:
    third = world.recorded()[0]
    hire(world, third, [replace(claim, certificate="")])
    with pytest.raises(StaffingRefused, match="claim_unproven"):
        decide(world, reviewer, third)
    alone = world.recorded()[0]
    with pytest.raises(StaffingRefused, match="no_conflict"):
        decide(world, reviewer, alone)


def test_who_only_reads_decides_nothing(world: World, two: tuple[int, int]) -> None:
    auditor = world.staff_user(Role.AUDITOR, "220000")
    with pytest.raises(StaffingRefused, match="claim_out_of_reach"):
        decide(world, auditor, two[1])


def test_a_claim_is_found_by_the_staff_in_whose_reach_its_institution_is(
    world: World, two: tuple[int, int], reviewer: Actor
) -> None:
    row, outsider = row_of(world, two[0]), world.staff_user(Role.REVIEWER, "330000")
    draft_of = world.institution()[1]
    world.application(draft_of, submit=False)
    draft = row_of(world, draft_of.institution_id or 0)
    with world.session() as session:
        found = claim_for(session, reviewer, row.id)
        assert found is not None
        assert found.jurisdiction == "220000"
        assert claim_for(session, outsider, row.id) is None
        assert claim_for(session, world.staff_user(Role.AUDITOR, "000000"), draft.id) is None
