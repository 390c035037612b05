"""An institution in Jilin with a program of its own, at the world's time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from assessor_hub.accounts.actor import Actor
from tests.web.api.calling import Caller, token_of
from tests.world import World


@pytest.fixture
def at_now(world: World) -> Iterator[None]:
    """The edge's clock stands where the world's does, and goes on from there."""
    with time_machine.travel(world.now):
        yield


@pytest.fixture
def owner(world: World, at_now: None) -> Actor:
    """The owner of an institution that is recorded in Jilin."""
    return world.recorded(email="owner@test.example")[1]


@pytest.fixture
def api(world: World, owner: Actor) -> Caller:
    """A program of that institution."""
    return Caller(world.app, token_of(world, owner))
