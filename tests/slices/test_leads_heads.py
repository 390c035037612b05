"""Leads about legal representatives: one who heads two, stands on another's roster, was banned, or left a full pool."""

from __future__ import annotations

from dataclasses import replace

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.leads.evidence import Shows
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.sanctions.models import Decision
from assessor_hub.sanctions.services import revoke
from tests.slices.acts import ban, days_pass, file_many, hire, moves, new_head
from tests.slices.leading import K, parties, seen
from tests.world import World


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
