"""Acts of a review that several tests need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.registration import review
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Application
from assessor_hub.rules.lifecycle import ApplicationVerb
from assessor_hub.rules.values import Level
from tests.world import World

BOTH = (Level.NATIONAL, Level.PROVINCIAL)


def change(world: World, application: int, act: Callable[[Any, Application], Any]) -> Any:
    """Do something to an application in a transaction."""
    with world.write() as session:
        return act(session, session.get_one(Application, application))


def decide(
    world: World, application: int, verb: ApplicationVerb, by: Actor = SYSTEM, *, levels: tuple[Level, ...] = BOTH,
    although_unchecked: bool = True, act: Any = review.decide,
) -> Any:
    """Decide or, with ``act``, propose."""
    return change(world, application, lambda session, row: act(
        session, world.law(session), row, verb, revision=row.revision, reason="理由", by=by, now=world.now,
        levels=levels, although_unchecked=although_unchecked,
    ))


def set_aside(world: World, application: int, by: Actor = SYSTEM, reason: str = "发现新情况") -> None:
    """Set the standing decision aside."""
    change(world, application, lambda session, row: review.set_aside(
        session, row, reason, revision=row.revision, by=by, now=world.now
    ))


def refused(act: Callable[[], Any]) -> RegistrationRefused:
    """The refusal of an act."""
    with pytest.raises(RegistrationRefused) as caught:
        act()
    return caught.value
