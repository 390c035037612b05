"""Four eyes: where it is on, who proposes does not decide; the database refuses it too."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.registration import review
from assessor_hub.registration import services as registration
from assessor_hub.registration.proposals import four_eyes, open_proposal, proposals_of, switch_four_eyes
from assessor_hub.registration.review_models import Closing
from assessor_hub.rules.lifecycle import ApplicationVerb
from assessor_hub.rules.values import Level
from tests.slices.acts import entries
from tests.slices.reviewing import change, decide, refused
from tests.world import World

RECORD, REFUSE, RETURN = ApplicationVerb.RECORD, ApplicationVerb.REFUSE, ApplicationVerb.RETURN


def switch(world: World, on: bool, by: Actor, reason: str = "内控要求") -> None:
    with world.write() as session:
        switch_four_eyes(session, "220000", on, reason, by=by, now=world.now)


def propose(world: World, application: int, by: Actor, verb: ApplicationVerb = RECORD) -> None:
    decide(world, application, verb, by, act=review.propose)


@pytest.fixture
def cast(world: World) -> tuple[int, Actor, Actor, Actor]:
    """An application where two decide; its owner, and two approvers."""
    _institution, owner = world.institution()
    first, second = (world.staff_user(Role.APPROVER, "220000") for _ in range(2))
    switch(world, True, first)
    return world.application(owner), owner, first, second


def test_one_proposes_and_another_decides(world: World, cast: tuple[int, Actor, Actor, Actor]) -> None:
    application, _owner, first, second = cast
    assert refused(lambda: decide(world, application, RECORD, second)).code == "proposal_needed"
    propose(world, application, first)
    assert refused(lambda: decide(world, application, RECORD, first)).code == "own_proposal"
    decide(world, application, RECORD, second)
    with world.session() as session:
        [proposal] = proposals_of(session, application)
        assert (proposal.made_by, proposal.closed_by, proposal.closing) == (
            first.user_id, second.user_id, Closing.DECIDED
        )
    assert len(entries(world, Tag.APPLICATION_PROPOSED, application)) == 1


def test_the_decider_may_decide_otherwise(world: World, cast: tuple[int, Actor, Actor, Actor]) -> None:
    application, _owner, first, second = cast
    propose(world, application, first)
    decide(world, application, REFUSE, second)


def test_a_proposal_fulfils_what_the_decision_must(world: World, cast: tuple[int, Actor, Actor, Actor]) -> None:
    application, _owner, first, _second = cast
    none: tuple[Level, ...] = ()
    assert refused(lambda: decide(world, application, RECORD, first, levels=none, act=review.propose)).code == "no_level"
    unticked = refused(
        lambda: decide(world, application, RECORD, first, although_unchecked=False, act=review.propose)
    )
    assert unticked.code == "lines_unchecked"


def test_switching_it_off_lets_nobody_decide_on_their_own(world: World, cast: tuple[int, Actor, Actor, Actor]) -> None:
    application, _owner, first, second = cast
    propose(world, application, first)
    switch(world, False, second)
    assert refused(lambda: decide(world, application, RECORD, first)).code == "own_proposal"
    assert refused(lambda: propose(world, application, second)).code == "no_four_eyes"
    decide(world, application, RECORD, second)


def test_a_return_and_a_withdrawal_end_the_proposal(world: World, cast: tuple[int, Actor, Actor, Actor]) -> None:
    application, _owner, first, second = cast
    propose(world, application, first)
    decide(world, application, RETURN, first)  # a return needs one person only
    with world.session() as session:
        assert proposals_of(session, application)[0].closing is Closing.OVERTAKEN
    _institution, another = world.institution()
    theirs = world.application(another)
    propose(world, theirs, first)
    propose(world, theirs, second, REFUSE)
    change(world, theirs, lambda session, row: registration.withdraw(session, row, by=another, now=world.now))
    with world.session() as session:
        assert [one.closing for one in proposals_of(session, theirs)] == [Closing.OVERTAKEN, Closing.REPLACED]
        assert open_proposal(session, theirs) is None


def test_the_switch_has_a_reason_and_an_entry(world: World) -> None:
    approver = world.staff_user(Role.APPROVER, "220000")
    assert refused(lambda: switch(world, True, approver, " ")).code == "reason_missing"
    assert refused(lambda: switch(world, False, approver)).code == "already_so"
    switch(world, True, approver)
    with world.session() as session:
        assert (four_eyes(session, "220000"), four_eyes(session, "330000")) == (True, False)
    [entry] = entries(world, Tag.REVIEW_FOUR_EYES)
    assert (entry.jurisdiction, entry.reason, entry.detail) == ("220000", "内控要求", {"on": True})


def test_the_database_refuses_a_decision_on_ones_own(world: World, cast: tuple[int, Actor, Actor, Actor]) -> None:
    application, _owner, first, _second = cast
    propose(world, application, first)
    with world.session() as session, pytest.raises(IntegrityError, match="four_eyes"):
        session.execute(text(
            "UPDATE application_proposals SET closing = 'decided', closed_at = made_at, closed_by = made_by"
        ))
