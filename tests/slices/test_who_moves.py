"""Who takes which step of a project: every state and verb with every role, judged by the table alone."""

from __future__ import annotations

from itertools import product

import pytest

from assessor_hub.accounts.actor import PUBLIC, SYSTEM, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import may_take, move, open_steps, take_step
from assessor_hub.rules.lifecycle import PROJECT, ProjectState, ProjectVerb, Who
from assessor_hub.rules.values import Level
from tests.slices.acts import books
from tests.world import World

OWN, OTHER = 7, 8


def staff(role: Role, code: str) -> Actor:
    return Actor(1, role.value, frozenset({(role, code)}))


CAST: dict[str, tuple[Actor, frozenset[Who]]] = {
    "owner": (Actor(1, "o", institution_id=OWN, institution_role=Role.OWNER), frozenset({Who.INSTITUTION})),
    "member": (Actor(1, "m", institution_id=OWN, institution_role=Role.MEMBER), frozenset({Who.INSTITUTION})),
    "another institution": (Actor(1, "x", institution_id=OTHER, institution_role=Role.OWNER), frozenset()),
    "reviewer": (staff(Role.REVIEWER, "220000"), frozenset({Who.REVIEWER})),
    "approver": (staff(Role.APPROVER, "220000"), frozenset({Who.REVIEWER, Who.APPROVER})),
    "approver elsewhere": (staff(Role.APPROVER, "330000"), frozenset()),
    "approver of a city of the province": (staff(Role.APPROVER, "220100"), frozenset()),
    "approver who is of the institution": (
        Actor(1, "b", frozenset({(Role.APPROVER, "220000")}), OWN, Role.MEMBER), frozenset({Who.INSTITUTION}),
    ),
    "city staff": (staff(Role.CITY_STAFF, "220100"), frozenset()),
    "auditor": (staff(Role.AUDITOR, "220000"), frozenset()),
    "administrator": (staff(Role.ADMINISTRATOR, "000000"), frozenset()),
    "timetable": (SYSTEM, frozenset({Who.SYSTEM})),
    "public": (PUBLIC, frozenset()),
}
EVERYBODY = pytest.mark.parametrize(("by", "are"), CAST.values(), ids=list(CAST))


def project(state: ProjectState) -> Project:
    return Project(
        institution_id=OWN, jurisdiction="220000", unit_city="220100", status=state, revision=1, level=Level.NATIONAL
    )


@EVERYBODY
def test_a_step_is_taken_by_whom_the_table_names(by: Actor, are: frozenset[Who]) -> None:
    for state, verb in product(ProjectState, ProjectVerb):
        row, step = project(state), PROJECT.get((state, verb))
        if step is not None and step.who in are:
            take_step(row, verb, by=by)
            assert (row.status, row.revision) == (step.to, 2)
            continue
        with pytest.raises(FilingRefused) as refused:
            take_step(row, verb, by=by)
        assert refused.value.code == ("wrong_state" if step is None else "not_your_step")
        assert (row.status, row.revision) == (state, 1)


@EVERYBODY
def test_the_steps_that_a_page_offers_are_those_that_are_taken(by: Actor, are: frozenset[Who]) -> None:
    for state in ProjectState:
        steps = {verb: step for (at, verb), step in PROJECT.items() if at is state and step.who in are}
        assert open_steps(by, project(state)) == steps
    assert {who for who in Who if may_take(by, who, project(ProjectState.SUBMITTED))} == are


def test_the_service_itself_asks_who_acts(world: World) -> None:
    """Not only the pages: a member of another institution, or a reviewer who refuses, changes nothing."""
    _institution, owner = world.recorded()
    _other, stranger = world.institution()
    filed, before = world.file(owner), None
    reviewer = world.staff_user(Role.REVIEWER, "220000")
    for by, verb in ((stranger, ProjectVerb.WITHDRAW), (reviewer, ProjectVerb.REFUSE), (owner, ProjectVerb.REGISTER)):
        before = books(world)
        with pytest.raises(FilingRefused, match="not_your_step"), world.write() as session:
            row = session.get_one(Project, filed)
            move(session, world.law(session), row, verb, revision=1, reason="理由", by=by, now=world.now)
        assert books(world) == before
