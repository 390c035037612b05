"""Tokens: shown once, kept as a hash, ended by time, by hand, with the seat and with the account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from assessor_hub.accounts import api_tokens
from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.accounts.api_tokens import (
    actor_of_token,
    live_token,
    make_token,
    revoke_token,
    tokens_of,
    use_is_stale,
)
from assessor_hub.accounts.errors import AccountRefused
from assessor_hub.accounts.models import ApiToken, Grant, Role, User
from assessor_hub.accounts.services import deactivate, grant, revoke_grant
from assessor_hub.audit.tags import Tag
from assessor_hub.rules.pack import ROOT
from tests.slices.acts import entries
from tests.slices.dump import found_in_dump
from tests.world import World


@pytest.fixture
def owner(world: World) -> Actor:
    return world.institution()[1]


def made(world: World, owner: Actor, days: int = 90) -> str:
    with world.write() as session:
        return make_token(session, "程序", days, by=owner, now=world.now)[1]


def is_live(world: World, token: str) -> bool:
    with world.session() as session:
        return live_token(session, token, world.now) is not None


def own_id(world: World, owner: Actor) -> int:
    with world.session() as session:
        return tokens_of(session, owner)[0].id


def test_only_the_hash_is_kept(world: World, owner: Actor) -> None:
    token = made(world, owner)
    assert token.startswith("hub_")
    assert len(token) > 40
    assert is_live(world, token)
    assert not found_in_dump(world, token)
    with world.session() as session:
        kept = session.scalars(select(ApiToken.token_hash)).one()
    for other in (kept, token[:-1], token + "x", token.upper(), ""):
        assert not is_live(world, other)


def test_a_token_is_found_by_its_hash_alone(world: World, owner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text is never compared with anything stored, so that no comparison can tell how much of it was right."""
    token, asked = made(world, owner), []
    real = api_tokens.token_hash
    monkeypatch.setattr(api_tokens, "token_hash", lambda given: asked.append(given) or real(given))
    assert is_live(world, token)
    assert not is_live(world, "guess")
    assert asked == [token, "guess"]


def test_a_token_ends_with_its_time(world: World, owner: Actor) -> None:
    token = made(world, owner, days=30)
    world.now += timedelta(days=30, seconds=-1)
    assert is_live(world, token)
    world.now += timedelta(seconds=1)
    assert not is_live(world, token)


def test_an_owner_revokes_the_tokens_of_the_own_institution_alone(world: World, owner: Actor) -> None:
    token, (_other, stranger) = made(world, owner), world.institution()
    number = own_id(world, owner)
    with world.write() as session:
        assert tokens_of(session, stranger) == []
        assert not revoke_token(session, number, by=stranger, now=world.now)
    assert is_live(world, token)
    with world.write() as session:
        assert revoke_token(session, number, by=owner, now=world.now)
        assert not revoke_token(session, number, by=owner, now=world.now)
    assert not is_live(world, token)
    assert (len(entries(world, Tag.TOKEN_MADE, number)), len(entries(world, Tag.TOKEN_REVOKED, number))) == (1, 1)


def test_a_member_and_staff_have_none(world: World, owner: Actor) -> None:
    made(world, owner)
    member = Actor(owner.user_id, "m", institution_id=owner.institution_id, institution_role=Role.MEMBER)
    staff = world.staff_user(Role.APPROVER, "220000")
    for who in (member, staff, SYSTEM):
        with world.session() as session:
            assert tokens_of(session, who) == []


def test_a_token_dies_with_the_seat_and_a_new_seat_wakes_it_not(world: World, owner: Actor) -> None:
    token, administrator = made(world, owner), world.staff_user(Role.ADMINISTRATOR, ROOT)
    with world.write() as session:
        seat = session.scalars(select(Grant).where(Grant.user_id == owner.user_id)).one()
        revoke_grant(session, seat, by=administrator, now=world.now)
    assert not is_live(world, token)
    with world.write() as session:
        user = session.get_one(User, owner.user_id)
        grant(session, user, Role.OWNER, by=SYSTEM, now=world.now, institution_id=owner.institution_id)
    assert not is_live(world, token)
    with world.session() as session:
        assert len(tokens_of(session, owner)) == 1  # the page still shows it, as ended


def test_a_token_dies_with_the_account(world: World, owner: Actor) -> None:
    token, administrator = made(world, owner), world.staff_user(Role.ADMINISTRATOR, ROOT)
    with world.write() as session:
        deactivate(session, session.get_one(User, owner.user_id), by=administrator, now=world.now)
    assert not is_live(world, token)


def test_a_token_acts_as_its_maker_within_the_institution_only(world: World, owner: Actor) -> None:
    with world.write() as session:
        user = session.get_one(User, owner.user_id)
        grant(session, user, Role.AUDITOR, by=SYSTEM, now=world.now, jurisdiction=ROOT)
    token = made(world, owner)
    with world.session() as session:
        found = live_token(session, token, world.now)
        assert found is not None
        who = actor_of_token(found)
    assert (who.user_id, who.institution_id, who.roles) == (owner.user_id, owner.institution_id, {Role.OWNER})
    assert who.scopes == frozenset()


def test_the_live_tokens_are_limited(world: World, owner: Actor) -> None:
    for _place in range(api_tokens.LIVE_LIMIT):
        made(world, owner)
    with pytest.raises(AccountRefused, match="too_many_tokens"):
        made(world, owner)
    with world.write() as session:
        revoke_token(session, own_id(world, owner), by=owner, now=world.now)
    made(world, owner)


def test_the_last_use_is_worth_a_write_every_ten_minutes(world: World, owner: Actor) -> None:
    made(world, owner)
    with world.session() as session:
        token = tokens_of(session, owner)[0]
        assert use_is_stale(token, world.now)
        token.last_used_at = world.now
        assert not use_is_stale(token, world.now + timedelta(minutes=9, seconds=59))
        assert use_is_stale(token, world.now + timedelta(minutes=10))


def test_the_database_refuses_a_token_that_ends_before_it_begins(world: World, owner: Actor) -> None:
    made(world, owner)
    with world.session() as session, pytest.raises(IntegrityError, match="ends_after_start"):
        session.execute(text("UPDATE api_tokens SET expires_at = created_at"))
