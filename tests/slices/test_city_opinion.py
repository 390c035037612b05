"""The city's step: where the text asks for it, the city of the institution sees the application and says a word."""

from __future__ import annotations

import pytest

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.registration.models import Application
from assessor_hub.registration.opinions import give_opinion, opinion_on, opinions_of
from assessor_hub.registration.queries import application_for, queue
from assessor_hub.registration.review_models import Stance
from assessor_hub.rules.lifecycle import ApplicationState, ApplicationVerb
from tests.slices.acts import entries
from tests.slices.reviewing import change, decide, refused
from tests.slices.test_versions import hand_in
from tests.world import World


@pytest.fixture
def cast(world: World) -> tuple[int, Actor, Actor]:
    """An application in Shandong by an institution of Jinan; its owner, and the city's staff."""
    world.trial("370000")
    _institution, owner = world.institution(registered="370100")
    return world.application(owner, "370000"), owner, world.staff_user(Role.CITY_STAFF, "370100")


def say(world: World, application: int, by: Actor, stance: Stance = Stance.SUPPORT, reason: str = "情况属实") -> None:
    change(world, application, lambda session, row: give_opinion(session, row, stance, reason, by=by, now=world.now))


@pytest.mark.article("SD 16")
def test_the_asked_city_sees_it_and_nobody_elses_city(world: World, cast: tuple[int, Actor, Actor]) -> None:
    application, _owner, city = cast
    elsewhere, county = world.staff_user(Role.CITY_STAFF, "370200"), world.staff_user(Role.COUNTY_STAFF, "370102")
    with world.session() as session:
        assert application_for(session, city, application) is not None
        assert [row.id for row in queue(session, city, (ApplicationState.SUBMITTED,))] == [application]
        assert [application_for(session, who, application) for who in (elsewhere, county)] == [None, None]
        assert queue(session, elsewhere, (ApplicationState.SUBMITTED,)) == []


def test_an_opinion_stands_on_its_version(world: World, cast: tuple[int, Actor, Actor]) -> None:
    application, owner, city = cast
    assert refused(lambda: say(world, application, city, reason=" ")).code == "reason_missing"
    say(world, application, city)
    say(world, application, city, Stance.OBJECT, "复核后不支持")
    with world.session() as session:
        row = session.get_one(Application, application)
        standing = opinion_on(session, row)
        assert standing is not None
        assert (standing.stance, standing.city, standing.given_by) == (Stance.OBJECT, "370100", city.user_id)
    decide(world, application, ApplicationVerb.RETURN)
    assert refused(lambda: say(world, application, city)).code == "not_under_review"
    hand_in(world, application, owner)
    with world.session() as session:
        row = session.get_one(Application, application)
        assert (opinion_on(session, row), len(opinions_of(session, row))) == (None, 2)
    assert len(entries(world, Tag.APPLICATION_OPINION, application)) == 2


def test_where_the_text_asks_for_none_no_city_is_asked(world: World) -> None:
    _institution, owner = world.institution()
    application, city = world.application(owner), world.staff_user(Role.CITY_STAFF, "220100")
    assert refused(lambda: say(world, application, city)).code == "no_city_step"
    with world.session() as session:
        assert application_for(session, city, application) is None
