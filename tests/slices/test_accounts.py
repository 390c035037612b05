"""Accounts: passwords, sessions that can be ended, and how far a role reaches."""

from __future__ import annotations

import importlib.util
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from assessor_hub.accounts import services
from assessor_hub.accounts.actor import READERS, SYSTEM, Actor, actor_of, covers
from assessor_hub.accounts.errors import AccountRefused
from assessor_hub.accounts.models import Grant, Role, SignIn, User
from assessor_hub.accounts.queries import name_of_user, staff_user_for, staff_users
from assessor_hub.audit.models import AuditEntry
from assessor_hub.audit.tags import Tag
from assessor_hub.registration.models import Application
from assessor_hub.rules.pack import ROOT
from tests.slices.acts import entries
from tests.slices.dump import found_in_dump
from tests.world import PASSWORD, World


def sign_in(world: World, email: str, password: str = PASSWORD) -> str | None:
    with world.write() as session:
        opened = services.sign_in(session, email=email, password=password, agent="test", hours=12, now=world.now)
        return opened[1] if opened else None


def is_live(world: World, token: str) -> bool:
    with world.session() as session:
        return services.live_sign_in(session, token, world.now) is not None


def user_id(world: World, email: str) -> int:
    with world.session() as session:
        return session.scalars(select(User.id).where(User.email == email)).one()


@pytest.fixture
def reviewer(world: World) -> Actor:
    return world.staff_user(Role.REVIEWER, "220000", "li@test.example")


def test_passwords_are_kept_as_argon2id_by_rfc_9106(world: World, reviewer: Actor) -> None:
    spec = importlib.util.find_spec("assessor_hub.accounts.services")
    assert spec is not None
    assert spec.loader is not None
    fresh = importlib.util.module_from_spec(spec)  # the tests' own hasher is a cheap one
    spec.loader.exec_module(fresh)
    parameters = (fresh.hasher.memory_cost, fresh.hasher.time_cost, fresh.hasher.parallelism, fresh.hasher.type.name)
    assert parameters == (65536, 3, 4, "ID")
    with world.session() as session:
        assert session.get_one(User, reviewer.user_id).password_hash.startswith("$argon2id$")
    assert not found_in_dump(world, PASSWORD)


def test_sign_in_and_password_must_fit(world: World, reviewer: Actor) -> None:
    assert sign_in(world, " LI@test.example ") is not None
    for email, password in (("li@test.example", "wrong password"), ("nobody@test.example", PASSWORD), ("", "")):
        assert sign_in(world, email, password) is None


def test_a_token_is_not_kept_and_opens_only_its_session(world: World, reviewer: Actor) -> None:
    token = sign_in(world, "li@test.example")
    assert token is not None
    assert is_live(world, token)
    assert not is_live(world, token[:-1])
    assert not found_in_dump(world, token)
    with world.session() as session:
        kept = session.scalars(select(SignIn.token_hash)).one()
    assert not is_live(world, kept)


def test_a_session_ends_with_its_hours(world: World, reviewer: Actor) -> None:
    token = sign_in(world, "li@test.example")
    assert token is not None
    world.now += timedelta(hours=12, seconds=-1)
    assert is_live(world, token)
    world.now += timedelta(seconds=1)
    assert not is_live(world, token)


def test_a_person_ends_their_own_sessions_and_no_others(world: World, reviewer: Actor) -> None:
    other = world.staff_user(Role.REVIEWER, "220000", "wang@test.example")
    token = sign_in(world, "li@test.example")
    assert token is not None
    with world.session() as session:
        [mine] = services.own_sign_ins(session, reviewer, world.now)
        assert services.own_sign_ins(session, other, world.now) == []
        number = mine.id
    with world.write() as session:
        assert not services.revoke_sign_in(session, number, by=other, now=world.now)
    assert is_live(world, token)
    with world.write() as session:
        assert services.revoke_sign_in(session, number, by=reviewer, now=world.now)
        assert not services.revoke_sign_in(session, number, by=reviewer, now=world.now)
    assert not is_live(world, token)
    assert len(entries(world, Tag.SESSION_REVOKED, number)) == 1


def test_a_deactivated_account_is_shut_out_at_once(world: World, reviewer: Actor) -> None:
    administrator = world.staff_user(Role.ADMINISTRATOR, ROOT)
    token = sign_in(world, "li@test.example")
    assert token is not None
    with world.write() as session:
        user = session.get_one(User, reviewer.user_id)
        with pytest.raises(AccountRefused, match="own_account"):
            services.deactivate(session, user, by=reviewer, now=world.now)
        services.deactivate(session, user, by=administrator, now=world.now)
    assert not is_live(world, token)
    assert sign_in(world, "li@test.example") is None
    with world.session() as session:
        assert name_of_user(session, reviewer.user_id) == reviewer.name  # what they did stays theirs
    assert len(entries(world, Tag.USER_DEACTIVATED, reviewer.user_id)) == 1


def test_a_new_password_ends_every_session(world: World, reviewer: Actor) -> None:
    token = sign_in(world, "li@test.example")
    assert token is not None

    def change(old: str, new: str) -> None:
        with world.write() as session:
            services.change_password(session, old=old, new=new, by=reviewer, now=world.now)

    with pytest.raises(AccountRefused, match="password_wrong"):
        change("wrong password", "another password")
    with pytest.raises(AccountRefused, match="password_short"):
        change(PASSWORD, "123456789")
    assert is_live(world, token)
    change(PASSWORD, "another password")
    assert not is_live(world, token)
    assert sign_in(world, "li@test.example") is None
    assert sign_in(world, "li@test.example", "another password") is not None


def test_one_sign_in_name_and_a_password_of_ten(world: World, reviewer: Actor) -> None:
    for email, password, code in (
        (" LI@TEST.example", PASSWORD, "email_taken"), ("new@test.example", "123456789", "password_short"),
    ):
        with world.write() as session, pytest.raises(AccountRefused, match=code):
            services.create_user(session, email=email, name="x", password=password, by=SYSTEM, now=world.now)
    with world.write() as session:
        services.create_user(
            session, email="new@test.example", name="x", password="1234567890", by=SYSTEM, now=world.now
        )


@pytest.mark.parametrize(("own", "code", "expected"), [
    (ROOT, "220102", True), ("220000", "220000", True), ("220000", "220100", True), ("220000", "220102", True),
    ("220100", "220102", True), ("220100", "220100", True), ("220100", "220000", False), ("220100", "220200", False),
    ("220102", "220102", True), ("220102", "220100", False), ("220102", "220103", False), ("220000", "330000", False),
    ("220000", ROOT, False),
])
def test_a_role_reaches_its_jurisdiction_and_what_lies_under_it(
    world: World, own: str, code: str, expected: bool
) -> None:
    """Once in Python and once in SQL, on the same cases."""
    actor = Actor(1, "x", frozenset({(Role.REVIEWER, own)}))
    assert covers(own, code) is expected
    assert actor.may({Role.REVIEWER}, code) is expected
    with world.write() as session:
        session.add(AuditEntry(
            at=world.now, tag="x:y", actor_name="x", subject="x", subject_id=1, reason="", detail={}, jurisdiction=code
        ))
    with world.session() as session:
        found = session.scalars(select(AuditEntry.id).where(actor.reach(AuditEntry.jurisdiction, {Role.REVIEWER}))).all()
        assert bool(found) is expected


def test_who_has_none_of_the_roles_reaches_nothing(world: World) -> None:
    _institution, owner = world.institution()
    world.application(owner)
    with world.session() as session:
        for actor in (SYSTEM, owner, Actor(1, "x", frozenset({(Role.ADMINISTRATOR, ROOT)}))):
            assert session.scalars(
                select(Application.id).where(actor.reach(Application.jurisdiction, READERS))
            ).all() == []
            assert not actor.may(READERS, "220000")


def test_a_role_that_was_taken_away_is_gone(world: World, reviewer: Actor) -> None:
    administrator = world.staff_user(Role.ADMINISTRATOR, ROOT)
    with world.write() as session:
        [given] = session.get_one(User, reviewer.user_id).grants
        with pytest.raises(AccountRefused, match="own_account"):
            services.revoke_grant(session, given, by=reviewer, now=world.now)
        services.revoke_grant(session, given, by=administrator, now=world.now)
        services.revoke_grant(session, given, by=administrator, now=world.now)
    with world.session() as session:
        assert actor_of(session.get_one(User, reviewer.user_id)).scopes == frozenset()
    assert len(entries(world, Tag.USER_REVOKED, reviewer.user_id)) == 1


def test_only_an_administrator_sees_the_staff(world: World, reviewer: Actor) -> None:
    administrator = world.staff_user(Role.ADMINISTRATOR, ROOT)
    _institution, owner = world.institution()
    with world.session() as session:
        assert {user.id for user in staff_users(session, administrator)} == {reviewer.user_id, administrator.user_id}
        assert staff_user_for(session, administrator, owner.user_id or 0) is None
        assert staff_users(session, reviewer) == []


@pytest.mark.parametrize("broken", [
    "jurisdiction = NULL", "role = 'owner'", "institution_id = (SELECT min(id) FROM institutions)", "role = 'king'",
])
def test_the_database_refuses_a_role_without_its_scope(world: World, reviewer: Actor, broken: str) -> None:
    world.institution()
    with world.session() as session, pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE grants SET {broken} WHERE user_id = {reviewer.user_id}"))  # noqa: S608 - literals


def test_the_first_administrator_is_made_by_a_command(world: World) -> None:
    runner = world.app.test_cli_runner()
    words = ["accounts", "administrator", "boss@test.example", "卓文", "--password", PASSWORD]
    assert runner.invoke(args=words).exit_code == 0
    assert sign_in(world, "boss@test.example") is not None
    with world.session() as session:
        user = session.get_one(User, user_id(world, "boss@test.example"))
        assert actor_of(user).scopes == {(Role.ADMINISTRATOR, ROOT)}
    again = runner.invoke(args=words)
    assert (again.exit_code, "email_taken" in again.output) == (1, True)
    assert runner.invoke(args=[*words[:2], "b@test.example", "x", "--password", "short"]).exit_code == 1
    with world.session() as session:
        assert session.query(User).count() == 1
        assert session.query(Grant).count() == 1


def test_staff_are_made_by_a_command_with_a_role_in_a_place(world: World) -> None:
    runner = world.app.test_cli_runner()
    words = ["accounts", "staff", "qi@test.example", "齐彦", "reviewer", "220000", "--password", PASSWORD]
    assert runner.invoke(args=words).exit_code == 0
    assert world.actor("qi@test.example").scopes == {(Role.REVIEWER, "220000")}
    for place, wrong in ((4, "owner"), (5, "jilin")):
        assert runner.invoke(args=[*words[:place], wrong, *words[place + 1:]]).exit_code != 0
