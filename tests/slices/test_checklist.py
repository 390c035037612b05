"""The checklist: a line a condition, kept with who and when; what a recordal asks of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.registration.checklist import Line, checklist, fill_in
from assessor_hub.registration.judging import verdicts
from assessor_hub.registration.models import Application
from assessor_hub.registration.review import decisions_on
from assessor_hub.rules.lifecycle import ApplicationVerb
from assessor_hub.rules.values import Level
from tests.slices.reviewing import decide, refused
from tests.world import World


def lines_of(world: World, application: int) -> list[Line]:
    with world.session() as session:
        row = session.get_one(Application, application)
        return checklist(session, row, verdicts(session, world.law(session), row, world.today))


def fill(world: World, application: int, by: Actor, given: dict[str, tuple[bool, str]]) -> int:
    with world.write() as session:
        row = session.get_one(Application, application)
        lines = checklist(session, row, verdicts(session, world.law(session), row, world.today))
        return fill_in(session, row, lines, given, by=by, now=world.now)


def test_every_condition_of_pack_and_level_has_its_line(world: World) -> None:
    world.trial("370000")
    _institution, owner = world.institution(registered="370100")
    lines = lines_of(world, world.application(owner, "370000"))
    with world.session() as session:
        row = session.query(Application).one()
        judged = verdicts(session, world.law(session), row, world.today)
    wanted = {f"{level.value}.{found.code}" for level, verdict in judged.items() for found in verdict.findings}
    assert {name for line in lines for name in line.names} == wanted | {"signer", "city_opinion"}


def test_a_tick_keeps_its_person_until_it_changes(world: World) -> None:
    _institution, owner = world.institution()
    first, second = (world.staff_user(Role.REVIEWER, "220000") for _ in range(2))
    application = world.application(owner)
    everything = {line.name: (True, "") for line in lines_of(world, application)}
    assert fill(world, application, first, everything) == len(everything)
    world.now += timedelta(days=1)
    name = next(iter(everything))
    assert fill(world, application, second, everything | {name: (True, "另见原件")}) == 1
    for line in lines_of(world, application):
        assert line.tick is not None
        assert line.tick.made_by == (second if line.name == name else first).user_id


def test_recording_with_lines_unchecked_asks(world: World) -> None:
    _institution, owner = world.institution()
    application = world.application(owner)
    answer = refused(lambda: decide(world, application, ApplicationVerb.RECORD, although_unchecked=False))
    assert (answer.code, answer.figures["count"]) == ("lines_unchecked", len(lines_of(world, application)))
    decide(world, application, ApplicationVerb.RECORD)


@pytest.mark.case("Zhejiang institution with 9 staff")
def test_what_needs_a_human_is_decided_in_writing_before_it_is_recorded(world: World) -> None:
    _institution, owner = world.institution(registered="330100")
    reviewer = world.staff_user(Role.REVIEWER, "330000")
    application = world.application(owner, "330000", world.claims(titled=9, senior=5))
    answer = refused(lambda: decide(world, application, ApplicationVerb.RECORD))
    assert (answer.code, answer.figures["condition"]) == ("needs_writing", "titled_minimum")
    name = f"{Level.NATIONAL.value}.titled_minimum"
    fill(world, application, reviewer, {name: (True, "  ")})
    assert refused(lambda: decide(world, application, ApplicationVerb.RECORD)).code == "needs_writing"
    fill(world, application, reviewer, {name: (True, "9人均为高级工程师，可以认定")})
    decide(world, application, ApplicationVerb.RECORD)
    with world.session() as session:
        assert decisions_on(session, application)[0].written == {name: "9人均为高级工程师，可以认定"}


def test_a_decided_applications_checklist_stays(world: World) -> None:
    _institution, owner = world.institution()
    application = world.application(owner)
    decide(world, application, ApplicationVerb.REFUSE)
    assert refused(lambda: fill(world, application, owner, {"signer": (True, "")})).code == "not_under_review"
