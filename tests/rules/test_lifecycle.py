"""The tables of states: what each step leads to, what is refused, and which steps give a unit back."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from assessor_hub.rules.lifecycle import (
    APPLICATION,
    PROJECT,
    TIP,
    ApplicationState,
    ApplicationVerb,
    BadTransition,
    DraftState,
    ProjectState,
    ProjectVerb,
    TipState,
    TipVerb,
    Unit,
    advance,
    open_verbs,
    releases,
)

Table = Mapping[tuple[Any, Any], Any]
TABLES: list[tuple[Table, list[StrEnum], type[StrEnum], StrEnum]] = [
    (APPLICATION, list(ApplicationState), ApplicationVerb, ApplicationState.DRAFT),
    (PROJECT, [*DraftState, *ProjectState], ProjectVerb, DraftState.DRAFT),
    (TIP, list(TipState), TipVerb, TipState.RECEIVED),
]
EVERY = pytest.mark.parametrize(("table", "states", "verbs", "start"), TABLES, ids=["application", "project", "tip"])


def to(found: Any) -> Any:
    """The state that a table leads to; a project's table says more than that."""
    return getattr(found, "to", found)


@EVERY
def test_every_step_is_in_the_table_or_refused_by_name(
    table: Table, states: list[StrEnum], verbs: type[StrEnum], start: StrEnum
) -> None:
    for state, verb in product(states, verbs):
        if (state, verb) in table:
            assert advance(table, state, verb) is table[state, verb]
            continue
        with pytest.raises(BadTransition, match=type(state).__name__) as caught:
            advance(table, state, verb)
        assert (caught.value.state, caught.value.verb) == (state, verb)
        assert repr(state.value) in str(caught.value)
        assert repr(verb.value) in str(caught.value)


@EVERY
def test_every_state_can_be_reached_and_every_verb_is_used(
    table: Table, states: list[StrEnum], verbs: type[StrEnum], start: StrEnum
) -> None:
    reached, edge = {start}, [start]
    while edge:
        at = edge.pop()
        new = {to(table[at, verb]) for verb in open_verbs(table, at)} - reached
        reached |= new
        edge.extend(new)
    assert reached == set(states)
    assert {verb for _state, verb in table} == set(verbs)


@EVERY
def test_open_verbs_are_the_steps_that_advance_takes(
    table: Table, states: list[StrEnum], verbs: type[StrEnum], start: StrEnum
) -> None:
    for state in states:
        assert set(open_verbs(table, state)) == {verb for verb in verbs if (state, verb) in table}


@pytest.mark.parametrize(
    ("table", "ends"),
    [
        (APPLICATION, {"withdrawn"}),  # a refusal and a recording can be set aside
        (PROJECT, {"refused", "accepted", "not_accepted", "withdrawn", "stopped", "lapsed"}),
        (TIP, {"declined", "concluded"}),
    ],
    ids=["application", "project", "tip"],
)
def test_what_is_decided_stays(table: Table, ends: set[str]) -> None:
    states = {state for state, _verb in table} | set(map(to, table.values()))
    assert {state.value for state in states if not open_verbs(table, state)} == ends


def walk(start: ProjectState, *verbs: str) -> ProjectState:
    state = start
    for verb in verbs:
        state = advance(PROJECT, state, ProjectVerb(verb)).to
    return state


@pytest.mark.parametrize(
    ("verbs", "end"),
    [
        (["register", "report", "accept"], "accepted"),
        (["return", "resubmit", "register", "report", "not_accept"], "not_accepted"),
        (["register", "report", "report", "accept"], "accepted"),  # a corrected report is the same project
        (["return", "lapse"], "lapsed"),
        (["register", "stop"], "stopped"),
    ],
)
def test_lives_of_a_project(verbs: list[str], end: str) -> None:
    assert walk(ProjectState.SUBMITTED, *verbs).value == end


# -- What uses a cap: every step, by hand --

RELEASED = {
    "submitted refuse", "submitted withdraw", "returned withdraw", "registered withdraw", "returned lapse",
}  # fmt: skip
RELEASED_BEFORE_WORK = {"submitted stop", "returned stop", "registered stop"}
KEPT = {
    "submitted return", "submitted register", "returned resubmit", "registered report", "reported report",
    "reported accept", "reported not_accept", "reported withdraw", "reported stop",
}  # fmt: skip


def test_every_step_of_a_project_releases_or_keeps_its_unit() -> None:
    steps = {f"{state.value} {verb.value}": (state, verb) for state, verb in PROJECT}
    assert steps.pop("draft file")
    assert PROJECT[DraftState.DRAFT, ProjectVerb.FILE].unit is Unit.TAKEN
    assert set(steps) == RELEASED | RELEASED_BEFORE_WORK | KEPT
    before = {name for name, step in steps.items() if releases(*step, work_began=False)}
    after = {name for name, step in steps.items() if releases(*step, work_began=True)}
    assert before == RELEASED | RELEASED_BEFORE_WORK
    assert after == RELEASED


# -- Who takes a step and with which reason: every one, by hand --

IN_WRITING = {
    "reviewer": {"submitted return"},
    "approver": {
        "submitted refuse", "reported accept", "reported not_accept",
        "submitted stop", "returned stop", "registered stop", "reported stop",
    },
    "institution": {
        "submitted withdraw", "returned withdraw", "registered withdraw", "reported withdraw", "returned resubmit",
    },
}
IF_THEY_LIKE = {"reviewer": {"submitted register"}, "institution": {"reported report"}}
WITHOUT_WORDS = {"institution": {"draft file", "registered report"}, "system": {"returned lapse"}}


@pytest.mark.parametrize(
    ("reason", "by_hand"), [("required", IN_WRITING), ("optional", IF_THEY_LIKE), ("none", WITHOUT_WORDS)]
)
def test_who_takes_a_step_and_whether_in_writing(reason: str, by_hand: dict[str, set[str]]) -> None:
    found: dict[str, set[str]] = {}
    for (state, verb), step in PROJECT.items():
        if step.reason.value == reason:
            found.setdefault(step.who.value, set()).add(f"{state.value} {verb.value}")
    assert found == by_hand


def test_a_verb_leads_to_one_state_from_wherever_it_is_taken() -> None:
    for verb in ProjectVerb:
        assert len({step.to for (_state, of), step in PROJECT.items() if of is verb}) == 1
