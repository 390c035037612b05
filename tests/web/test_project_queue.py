"""The staff's queue of projects: everything is on one of its pages, oldest first, and nothing from elsewhere."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from assessor_hub.accounts.models import Role
from assessor_hub.extensions import limiter
from assessor_hub.projects.models import Project
from assessor_hub.projects.queue import queue
from assessor_hub.rules.lifecycle import ProjectState
from tests.slices.acts import days_pass
from tests.world import PASSWORD, World

SUBMITTED = (ProjectState.SUBMITTED,)


@pytest.fixture
def numbers(world: World) -> list[str]:
    """Five projects of two institutions, in the order of the queue: three at one instant, two a day later."""
    owners = [world.recorded()[1] for _ in range(2)]
    filed = [world.file(owner) for owner in (owners[0], owners[1], owners[0])]
    days_pass(world)
    filed += [world.file(owner) for owner in reversed(owners)]
    with world.session() as session:
        return [session.get_one(Project, one).number for one in filed]


def test_pages_follow_one_another_without_gap_or_double(world: World, numbers: list[str]) -> None:
    reviewer = world.staff_user(Role.REVIEWER, "220000")
    seen: list[str] = []
    after = None
    with world.session() as session:
        while rows := queue(session, reviewer, SUBMITTED, after=after, limit=2):
            seen += [row.number for row in rows]
            after = rows[-1].id
    assert seen == numbers


def test_elsewhere_nothing_is_in_the_queue_from_any_start(world: World, numbers: list[str]) -> None:
    elsewhere = world.staff_user(Role.APPROVER, "330000")
    with world.session() as session:
        first = session.scalars(select(Project.id).order_by(Project.id)).first()
        assert len(numbers) == 5
        assert queue(session, elsewhere, SUBMITTED) == queue(session, elsewhere, SUBMITTED, after=first) == []


def test_a_project_from_elsewhere_marks_no_place_in_the_queue(world: World, numbers: list[str]) -> None:
    _institution, stranger = world.recorded(jurisdiction="330000")
    unseen = world.file(stranger, unit_city="330100")
    reviewer = world.staff_user(Role.REVIEWER, "220000")
    with world.session() as session:
        assert [row.number for row in queue(session, reviewer, SUBMITTED, after=unseen)] == numbers


def test_the_page_leads_on_to_the_next_one(
    app: Flask, world: World, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.staff_user(Role.REVIEWER, "220000", "reviewer@test.example")
    app.config["WTF_CSRF_ENABLED"] = False
    monkeypatch.setattr(limiter, "enabled", False)
    monkeypatch.setattr("assessor_hub.web.staff.projects.PAGE", 2)
    for clock in ("assessor_hub.clock.now", "assessor_hub.web.shared.sessions.now"):
        monkeypatch.setattr(clock, lambda: world.now)
    client = app.test_client()
    client.post("/account/sign-in", data={"email": "reviewer@test.example", "password": PASSWORD})
    path, pages = "/staff/projects?state=submitted", []
    while path:
        page = client.get(path).get_data(as_text=True)
        pages.append([number for number in numbers if number in page])
        following = re.search(r'href="(/staff/projects\?state=submitted&amp;after=\d+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert pages == [numbers[:2], numbers[2:4], numbers[4:]]
    assert client.get("/staff/projects?after=99999999999999999999").status_code == 200
