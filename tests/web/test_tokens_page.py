"""The page of tokens: the text once, the list, the end."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.web.api.calling import Caller
from tests.world import PASSWORD, World

PAGE = "/institution/tokens"
TOKEN = re.compile(r"hub_[\w-]{43}")


@pytest.fixture
def page(world: World) -> Any:
    """A signed-in owner whose clock is the world's."""
    world.institution(email="owner@test.example")
    world.app.config["WTF_CSRF_ENABLED"] = False
    with time_machine.travel(world.now):
        client = world.app.test_client()
        client.set_cookie("hub_language", "en")
        client.post("/account/sign-in", data={"email": "owner@test.example", "password": PASSWORD})
        yield client


def test_a_token_is_shown_once_and_works_until_it_is_revoked(world: World, page: FlaskClient) -> None:
    made = page.post(PAGE, data={"name": "order book", "days": "30"})
    [text] = TOKEN.findall(made.text)
    caller = Caller(world.app, text)
    assert caller.get("/me")["token"]["name"] == "order book"
    listed = page.get(PAGE).text
    assert "order book" in listed
    assert not TOKEN.findall(listed)
    assert page.post(f"{PAGE}/1/revoke").status_code == 302
    assert caller.call("GET", "/me").status_code == 401
    assert "Revoked" in page.get(PAGE).text
    assert page.post(f"{PAGE}/1/revoke").status_code == 404


@pytest.mark.parametrize("form", [{"name": "", "days": "30"}, {"name": "x", "days": "36500"}, {"name": "x" * 81, "days": "30"}, {}])
def test_a_token_needs_a_name_and_one_of_the_terms(page: FlaskClient, form: dict[str, str]) -> None:
    answer = page.post(PAGE, data=form)
    assert (answer.status_code, TOKEN.findall(answer.text)) == (422, [])
