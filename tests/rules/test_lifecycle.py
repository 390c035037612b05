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
    RELEASES,
    RELEASES_BEFORE_WORK,
    TIP,
    ApplicationState,
    ApplicationVerb,
    BadTransition,
    ProjectState,
    ProjectVerb,
    TipState,
    TipVerb,
    advance,
    open_verbs,
    releases,
)

Table = Mapping[tuple[Any, Any], Any]
TABLES: list[tuple[Table, type[StrEnum], type[StrEnum], StrEnum]] = [
    (APPLICATION, ApplicationState, ApplicationVerb, ApplicationState.DRAFT),
    (PROJECT, ProjectState, ProjectVerb, ProjectState.SUBMITTED),
    (TIP, TipState, TipVerb, TipState.RECEIVED),
]
EVERY = pytest.mark.parametrize(("table", "states", "verbs", "start"), TABLES, ids=["application", "project", "tip"])


@EVERY
def test_every_step_is_in_the_table_or_refused_by_name(
    table: Table, states: type[StrEnum], verbs: type[StrEnum], start: StrEnum
) -> None:
    for state, verb in product(states, verbs):
        if (state, verb) in table:
            assert advance(table, state, verb) is table[state, verb]
            continue
        with pytest.raises(BadTransition, match=states.__name__) as caught:
            advance(table, state, verb)
        assert (caught.value.state, caught.value.verb) == (state, verb)
        assert repr(state.value) in str(caught.value)
        assert repr(verb.value) in str(caught.value)


@EVERY
def test_every_state_can_be_reached_and_every_verb_is_used(
    table: Table, states: type[StrEnum], verbs: type[StrEnum], start: StrEnum
) -> None:
    reached, edge = {start}, [start]
    while edge:
        at = edge.pop()
        new = {table[at, verb] for verb in open_verbs(table, at)} - reached
        reached |= new
        edge.extend(new)
    assert reached == set(states)
    assert {verb for _state, verb in table} == set(verbs)


@EVERY
def test_open_verbs_are_the_steps_that_advance_takes(
    table: Table, states: type[StrEnum], verbs: type[StrEnum], start: StrEnum
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
    states = {state for state, _verb in table} | set(table.values())
    assert {state.value for state in states if not open_verbs(table, state)} == ends


def walk(start: ProjectState, *verbs: str) -> ProjectState:
    state = start
    for verb in verbs:
        state = advance(PROJECT, state, ProjectVerb(verb))
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
    assert set(steps) == RELEASED | RELEASED_BEFORE_WORK | KEPT
    before = {name for name, step in steps.items() if releases(*step, work_began=False)}
    after = {name for name, step in steps.items() if releases(*step, work_began=True)}
    assert before == RELEASED | RELEASED_BEFORE_WORK
    assert after == RELEASED


def test_only_steps_that_exist_release() -> None:
    assert set(PROJECT) >= RELEASES | RELEASES_BEFORE_WORK
    assert not RELEASES & RELEASES_BEFORE_WORK
