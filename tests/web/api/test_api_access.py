"""Who may call what: every operation with every kind of token, and with none; no cookie, no CORS, counted calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.accounts.api_tokens import revoke_token, tokens_of
from assessor_hub.accounts.models import ApiToken, Grant, Role
from assessor_hub.accounts.services import create_user, grant, revoke_grant
from assessor_hub.web.api.operations import OPERATIONS
from tests.web.api.calling import Caller, token_of, unit
from tests.world import PASSWORD, World

# Every operation, with what makes it pass for the institution that "JL-P2026-1" belongs to; revision 1 withdraws it last
CALLS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "me": ("GET", "/me", {}),
    "pools": ("GET", "/pools", {}),
    "projects": ("GET", "/projects", {}),
    "project": ("GET", "/projects/JL-P2026-1", {}),
    "file_project": ("POST", "/projects", {"json": unit(2), "Idempotency_Key": "another"}),
    "resubmit_project": ("POST", "/projects/JL-P2026-1/resubmit", {"json": {"note": "已补充"}, "If_Match": '"1"'}),
    "withdraw_project": ("POST", "/projects/JL-P2026-1/withdraw", {"json": {"reason": "取消"}, "If_Match": '"1"'}),
}
FOR_ALL = {"me", "pools", "projects", "file_project"}  # the others name a project that is one institution's


def statuses(caller: Caller) -> dict[str, int]:
    return {name: caller.call(method, path, **given).status_code for name, (method, path, given) in CALLS.items()}


def test_the_calls_are_all_operations() -> None:
    assert set(CALLS) == {one.name for one in OPERATIONS}


def test_the_owners_token_opens_everything(api: Caller) -> None:
    api.file()
    # handing in again is refused by its state, not by who asks
    assert statuses(api) == dict.fromkeys(CALLS, 200) | {"file_project": 201, "resubmit_project": 409}
    assert all("Set-Cookie" not in answer.headers for answer in api.seen)
    assert all(not name.startswith("Access-Control") for answer in api.seen for name, _value in answer.headers)
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in api.seen)


def test_another_institution_finds_none_of_it(world: World, api: Caller) -> None:
    api.file()
    seen = statuses(Caller(world.app, token_of(world, world.recorded()[1])))
    assert seen == {name: 201 if name == "file_project" else 200 if name in FOR_ALL else 404 for name in CALLS}
    assert api.get("/projects/JL-P2026-1")["status"] == "submitted"


def _revoked(world: World, owner: Actor) -> None:
    with world.write() as session:
        for token in tokens_of(session, owner):
            revoke_token(session, token.id, by=owner, now=world.now)


def _seat_taken(world: World, owner: Actor) -> None:
    """The owner is a member from now on: a member's person has no token."""
    with world.write() as session:
        seat = session.scalars(select(Grant).where(Grant.user_id == owner.user_id)).one()
        revoke_grant(session, seat, by=SYSTEM, now=world.now)
        grant(session, seat.user, Role.MEMBER, by=SYSTEM, now=world.now, institution_id=owner.institution_id)


@pytest.mark.parametrize("end", [_revoked, _seat_taken])
def test_a_token_that_has_ended_opens_nothing(world: World, api: Caller, owner: Actor, end: Any) -> None:
    api.file()
    end(world, owner)
    assert set(statuses(api).values()) == {401}
    assert (api.seen[-1].json["code"], api.seen[-1].headers["WWW-Authenticate"]) == (
        "token_invalid", 'Bearer error="invalid_token"'
    )


def test_an_expired_token_opens_nothing(world: World, api: Caller) -> None:
    with time_machine.travel(world.now + timedelta(days=90)):
        assert set(statuses(api).values()) == {401}


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer guess", "Basic b3duZXI6eA==", "hub_x", "Bearer \xe9"])
def test_without_a_token_nothing_opens(world: World, api: Caller, header: str | None) -> None:
    api.token = None
    extra = {} if header is None else {"Authorization": header}
    for method, path, given in CALLS.values():
        answer = api.call(method, path, **given, **extra)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_cookies_are_not_read(world: World, api: Caller, owner: Actor) -> None:
    """Staff and owners who are signed in by a page have no more of the API than anybody."""
    world.app.config["WTF_CSRF_ENABLED"] = False
    staff = world.staff_user(Role.APPROVER, "220000", "staff@test.example")
    assert staff.user_id
    for email in ("owner@test.example", "staff@test.example"):
        client = world.app.test_client()
        assert client.post("/account/sign-in", data={"email": email, "password": PASSWORD}).status_code == 302
        client.set_cookie("hub_language", "en")
        for method, path, given in CALLS.values():
            body = {name: given[name] for name in ("json",) if name in given}
            answer = client.open(f"/api/v1{path}", method=method, **body)
            assert (answer.status_code, "Set-Cookie" in answer.headers) == (401, False)
            assert answer.headers["Content-Language"] == "zh"


def test_a_member_makes_no_token(world: World, api: Caller, owner: Actor) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = False
    with world.write() as session:
        user = create_user(session, email="m@test.example", name="m", password=PASSWORD, by=SYSTEM, now=world.now)
        grant(session, user, Role.MEMBER, by=SYSTEM, now=world.now, institution_id=owner.institution_id)
    client = world.app.test_client()
    client.post("/account/sign-in", data={"email": "m@test.example", "password": PASSWORD})
    assert client.get("/institution/tokens").status_code == 404
    assert client.post("/institution/tokens", data={"name": "x", "days": "30"}).status_code == 404


def test_what_is_not_there_is_a_problem_too(api: Caller) -> None:
    for method, path, status, code in (
        ("GET", "/nothing", 404, "not_found"), ("DELETE", "/projects", 405, "method_not_allowed"),
        ("GET", "/projects/JL-P2026-99", 404, "not_found"), ("GET", "/projects/%00", 404, "not_found"),
    ):
        answer = api.call(method, path)
        assert (answer.status_code, answer.mimetype, answer.json["code"]) == (status, "application/problem+json", code)
    assert set(api.seen[1].headers["Allow"].split(", ")) >= {"GET", "POST"}
    assert api.call("GET", "/projects?year=x").status_code == 422
    assert api.app.test_client().get("/api").json["code"] == "not_found"


def test_calls_are_counted_by_token_and_failures_by_address(world: World, api: Caller, owner: Actor) -> None:
    settings = world.hub.settings
    object.__setattr__(settings, "api_limit", "3 per minute")
    object.__setattr__(settings, "sign_in_limit", "2 per minute")
    assert [api.call("GET", "/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert api.seen[-1].json["code"] == "too_many_requests"
    assert 1 <= int(api.seen[-1].headers["Retry-After"]) <= 60
    second = Caller(world.app, token_of(world, owner))
    assert second.call("GET", "/me").status_code == 200
    stranger = Caller(world.app, "hub_guess")
    assert [stranger.call("GET", "/me").status_code for _ in range(3)] == [401, 401, 429]
    assert second.call("GET", "/me").status_code == 200  # who guesses shuts nobody out


def test_the_last_use_is_kept(world: World, api: Caller) -> None:
    def kept() -> Any:
        with world.session() as session:
            return session.scalars(select(ApiToken.last_used_at)).one()

    assert kept() is None
    api.get("/me")
    first = kept()
    assert first is not None
    api.get("/me")
    assert kept() == first
    with time_machine.travel(world.now + timedelta(minutes=11)):
        api.get("/me")
    assert kept() - first >= timedelta(minutes=10)
