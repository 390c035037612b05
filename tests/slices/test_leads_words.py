"""Who sees what of a lead, and a department's word on one."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.leads.errors import LeadRefused
from assessor_hub.leads.models import LeadAssessment, LeadState
from assessor_hub.leads.queries import SeenLead, lead_for
from assessor_hub.leads.services import Word, assess
from tests.slices.acts import days_pass, entries, new_head
from tests.slices.leading import K, gives, parties, seen, two
from tests.world import World

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
