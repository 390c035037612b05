"""The page of a filing sent again: by a double click, after a timeout, from the back button changed or unchanged."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assessor_hub.projects.doctor import examine
from assessor_hub.projects.models import Project
from assessor_hub.projects.requests import key_of
from tests.web.api.calling import unit
from tests.world import PASSWORD, World

PAGE = "/institution/projects/new"
KEY = re.compile(r'name="request_key"[^>]* value="([^"]+)"')


@pytest.fixture
def page(world: World) -> Any:
    """A signed-in owner whose clock is the world's."""
    world.recorded(email="owner@test.example")
    world.app.config["WTF_CSRF_ENABLED"] = False
    with time_machine.travel(world.now):
        client = world.app.test_client()
        client.set_cookie("hub_language", "en")
        client.post("/account/sign-in", data={"email": "owner@test.example", "password": PASSWORD})
        yield client


def opened(page: FlaskClient) -> str:
    """The key of a page that was just opened."""
    found = KEY.search(page.get(PAGE).text)
    assert found is not None
    return found.group(1)


def filed(world: World) -> int:
    with world.session() as session:
        assert examine(session, world.law(session)) == []
        return session.scalars(select(func.count(Project.id))).one()


def test_the_same_form_again_leads_to_the_same_project(world: World, page: FlaskClient) -> None:
    form = {**unit(1), "request_key": opened(page)}
    answers = [page.post(PAGE, data=form) for _ in range(3)]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, "/institution/projects/1")}
    assert filed(world) == 1


def test_no_form_takes_the_key_that_a_program_of_another_institution_will_send(world: World, page: FlaskClient) -> None:
    _institution, other = world.recorded()
    theirs = key_of(world.hub.vault, other.institution_id or 0, "order-1")
    assert page.post(PAGE, data={**unit(1), "request_key": theirs}).status_code == 422
    assert filed(world) == 0


def test_going_back_and_changing_the_form_is_told_apart(world: World, page: FlaskClient) -> None:
    key = opened(page)
    page.post(PAGE, data={**unit(1), "request_key": key})
    changed = page.post(PAGE, data={**unit(2), "request_key": key})
    assert changed.status_code == 409
    assert "has filed project JL-P2026-1 already, with other details" in changed.text
    assert 'href="/institution/projects/1"' in changed.text
    assert filed(world) == 1
    fresh = KEY.search(changed.text)
    assert fresh is not None
    assert fresh.group(1) != key
    again = page.post(PAGE, data={**unit(2), "request_key": fresh.group(1)})
    assert (again.status_code, again.headers["Location"]) == (302, "/institution/projects/2")
    assert filed(world) == 2


def test_a_page_that_is_opened_again_does_not_file_the_unit_twice(world: World, page: FlaskClient) -> None:
    page.post(PAGE, data={**unit(1), "request_key": opened(page)})
    second = page.post(PAGE, data={**unit(1), "request_key": opened(page)})
    assert (second.status_code, 'href="/institution/projects/1"' in second.text) == (409, True)
    assert filed(world) == 1
