"""A resignation below the minimum shows at once, has the pack's effect, is told, and ends by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.outbox.models import Message
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.lacking import Lack, lack_on, lacking_within, tell_turns
from assessor_hub.registration.leaving import let_go
from assessor_hub.registration.models import Application
from assessor_hub.registration.queries import recordal_on
from assessor_hub.rules.lifecycle import ChangeState, ProjectVerb
from assessor_hub.rules.values import ChangeKind, Effect, Level
from assessor_hub.staffing.services import Claim, roster
from tests.slices.acts import days_pass, entries, flags_of, hire, move, moves
from tests.world import World

CITY = {"220000": "220100", "330000": "330100", "350000": "350100", "370000": "370100", "441600": "441600"}


def leave(world: World, institution: int, by: Actor = SYSTEM, last_day: date | None = None, count: int = 1) -> list[int]:
    """The last ones of the roster resign; returns the ids of what was filed."""
    filed = []
    with world.write() as session:
        for row in roster(session, institution, world.today)[-count:]:
            filed += let_go(session, world.law(session), row.employment, last_day or world.today, by=by, now=world.now)
        return [change.id for change in filed]


def lack(world: World, institution: int, jurisdiction: str = "220000", day: date | None = None) -> Lack | None:
    with world.session() as session:
        recordal = recordal_on(session, institution, jurisdiction, world.today)
        assert recordal is not None
        return lack_on(session, world.law(session), recordal, day or world.today)


def tell(world: World) -> int:
    with world.write() as session:
        return tell_turns(session, world.law(session), by=SYSTEM, now=world.now)


def told(world: World, owner: Actor) -> list[tuple[str, str | None]]:
    with world.session() as session:
        rows = session.query(Message).filter_by(user_id=owner.user_id).order_by(Message.id)
        tags = (Tag.CONDITIONS_LACKING, Tag.CONDITIONS_MET)
        return [(row.subject, row.figures.get("since")) for row in rows if row.subject in tags]


def test_a_resignation_above_the_minimum_is_filed_to_be_noted(world: World) -> None:
    institution, owner = world.recorded(claims=world.claims(titled=12))
    (change,) = leave(world, institution, owner)
    with world.session() as session:
        row = session.get_one(Change, change)
        assert (row.kind, row.status) == (ChangeKind.STAFF_LEFT, ChangeState.FILED)
        assert (row.before["titled_minimum"], row.after["titled_minimum"]) == (12, 11)
        assert "职员" not in str(row.before) + str(row.after)
    assert told(world, owner) == []


@pytest.mark.article("JL 20(3)")
def test_a_resignation_below_the_minimum_is_reviewed_and_told_at_once(world: World) -> None:
    institution, owner = world.recorded()
    (change,) = leave(world, institution, owner)
    tomorrow = world.today + timedelta(days=1)
    with world.session() as session:
        row = session.get_one(Change, change)
        assert (row.kind, row.status) == (ChangeKind.STAFF_BELOW, ChangeState.NEEDS_REVIEW)
    assert told(world, owner) == [(Tag.CONDITIONS_LACKING, str(tomorrow))]
    assert lack(world, institution) is None
    found = lack(world, institution, day=tomorrow)
    assert found is not None
    assert (found.since, [one.code for one in found.unmet]) == (tomorrow, ["titled_minimum"])


def test_since_when_is_found_by_walking_back_over_the_days_that_turned_something(world: World) -> None:
    institution, _owner = world.recorded()
    days_pass(world, 20)
    began = world.today
    leave(world, institution, last_day=began)
    days_pass(world, 10)
    leave(world, institution)
    days_pass(world, 30)
    found = lack(world, institution)
    assert found is not None
    assert found.since == began + timedelta(days=1)
    hire(world, institution, world.claims(titled=2, senior=0))
    assert lack(world, institution) is None  # their claims count from the day they began


def test_it_ends_by_itself_when_they_are_met_again_and_is_told(world: World) -> None:
    institution, owner = world.recorded()
    leave(world, institution, owner)
    assert tell(world) == 0  # told already, and not yet true
    days_pass(world)
    assert tell(world) == 0
    with pytest.raises(FilingRefused, match="conditions_unmet"):
        world.file(owner)
    hire(world, institution, world.claims(titled=1, senior=0))
    world.file(owner)
    assert tell(world) == 1
    assert tell(world) == 0
    assert [tag for tag, _since in told(world, owner)] == [Tag.CONDITIONS_LACKING, Tag.CONDITIONS_MET]


def test_what_time_turns_is_told_by_the_clock(world: World) -> None:
    """The only work of the track record grows too old: nobody did anything."""
    institution, owner = world.recorded()
    days_pass(world, 5 * 366)
    assert tell(world) == 1
    assert tell(world) == 0
    found = lack(world, institution)
    assert found is not None
    assert [one.code for one in found.unmet] == ["track_record"]
    assert found.since == date(2031, 3, 4)
    assert len(entries(world, Tag.CONDITIONS_LACKING)) == 1
    assert told(world, owner) == [(Tag.CONDITIONS_LACKING, "2031-03-04")]


@pytest.mark.parametrize(
    ("code", "effect", "files", "accepts"),
    [
        pytest.param("220000", Effect.BLOCK_NEW_FILINGS, False, True, id="JL"),
        pytest.param("330000", Effect.TELL_STAFF, True, True, id="ZJ"),
        pytest.param("350000", Effect.TELL_STAFF, True, True, id="FJ"),
        pytest.param("441600", Effect.REPORT_UP, True, True, id="HY", marks=pytest.mark.article("HY 23")),
        pytest.param("370000", Effect.NOT_ACCEPTED_WHILE, True, False, id="SD", marks=pytest.mark.article("SD 16")),
    ],
)
def test_each_text_has_its_own_effect(world: World, code: str, effect: Effect, files: bool, accepts: bool) -> None:
    if code in {"350000", "370000", "441600"}:
        world.trial(code)
    claims = world.claims(titled=8, senior=4) if code == "370000" else None
    institution, owner, level = _recorded(world, code, claims)
    city = CITY[code]
    project = world.file(owner, unit_city=city, level=level)
    moves(world, project, (ProjectVerb.REGISTER, ProjectVerb.REPORT))
    leave(world, institution)
    days_pass(world)
    found = lack(world, institution, code)
    assert found is not None
    assert found.effect.value.effect is effect
    if files:
        assert "conditions_unmet" in flags_of(world, world.file(owner, unit_city=city, level=level))
    else:
        with pytest.raises(FilingRefused, match="conditions_unmet"):
            world.file(owner, unit_city=city, level=level)
    if accepts:
        move(world, project, ProjectVerb.ACCEPT)
    else:
        with pytest.raises(FilingRefused, match="conditions_unmet"):
            move(world, project, ProjectVerb.ACCEPT)
        hire(world, institution, world.claims(titled=1, senior=1))
        move(world, project, ProjectVerb.ACCEPT)


def _recorded(world: World, code: str, claims: list[Claim] | None) -> tuple[int, Actor, Level]:
    institution, owner = world.institution(registered=CITY[code])
    world.record(world.application(owner, code, claims), SYSTEM, (Level.PROVINCIAL,))
    return institution, owner, Level.PROVINCIAL


def test_staff_are_told_of_those_within_their_reach(world: World) -> None:
    institution, _owner = world.recorded()
    leave(world, institution)
    days_pass(world)
    reviewer, other = world.staff_user(Role.REVIEWER, "220000"), world.staff_user(Role.REVIEWER, "330000")
    with world.session() as session:
        law = world.law(session)
        assert [one.recordal.institution_id for one in lacking_within(session, law, reviewer, world.today)] == [
            institution
        ]
        assert lacking_within(session, law, other, world.today) == []


def test_a_draft_line_is_taken_off_without_a_filing(world: World) -> None:
    institution, owner = world.institution()
    world.application(owner, submit=False)
    assert leave(world, institution, owner) == []


def test_of_two_levels_that_ask_the_same_the_firm_one_speaks(world: World) -> None:
    """Finance rules: assumed for national work, Shandong's own text for provincial work."""
    world.trial("370000")
    institution, _owner = world.recorded("370000")
    with world.write() as session:
        application = session.query(Application).one()
        premises = application.answers["premises"] | {"finance_rules": False}
        application.answers = application.answers | {"premises": premises}
    found = lack(world, institution, "370000")
    assert found is not None
    assert [(one.code, one.refuses) for one in found.unmet] == [("finance_rules", True)]
    assert found.stops(Effect.NOT_ACCEPTED_WHILE)
