"""A reviewer of Jilin; and after every test that has a world, the books agree with the truth, whatever it did."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.projects.doctor import examine
from tests.world import World


@pytest.fixture(autouse=True)
def _books_agree(request: pytest.FixtureRequest) -> Iterator[None]:
    world: World | None = request.getfixturevalue("world") if "world" in request.fixturenames else None
    yield
    if world is not None:
        with world.session() as session:
            assert examine(session, world.law(session)) == []


@pytest.fixture
def reviewer(world: World) -> Actor:
    return world.staff_user(Role.REVIEWER, "220000")
