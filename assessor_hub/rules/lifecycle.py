"""The lives of an application, a project, a declared one, a change, a public report: a table each; the rest is refused.

A project's table also says who may take each step, whether it needs a reason in writing, and what becomes of the unit
of the cap (readings, "What uses a cap"). It begins with the draft, which is no project yet and takes nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REFUSED = "refused"
    RECORDED = "recorded"
    WITHDRAWN = "withdrawn"


class ApplicationVerb(StrEnum):
    """What can be done with it."""

    SUBMIT = "submit"
    RETURN = "return"
    REFUSE = "refuse"
    RECORD = "record"
    SET_ASIDE = "set_aside"
    WITHDRAW = "withdraw"


class DraftState(StrEnum):
    """Where a project stands before it is one: its institution alone sees it."""

    DRAFT = "draft"


class ProjectState(StrEnum):
    """Where a project stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    REFUSED = "refused"
    REGISTERED = "registered"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    LAPSED = "lapsed"


class ProjectVerb(StrEnum):
    """What can be done with it."""

    FILE = "file"
    RETURN = "return"
    RESUBMIT = "resubmit"
    REFUSE = "refuse"
    REGISTER = "register"
    REPORT = "report"
    ACCEPT = "accept"
    NOT_ACCEPT = "not_accept"
    WITHDRAW = "withdraw"
    STOP = "stop"
    LAPSE = "lapse"


class DeclaredState(StrEnum):
    """Where a declared project stands."""

    DECLARED = "declared"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SET_ASIDE = "set_aside"


class DeclaredVerb(StrEnum):
    """What can be done with it."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    SET_ASIDE = "set_aside"


class ChangeState(StrEnum):
    """Where a filed change of a recorded institution stands."""

    FILED = "filed"
    NEEDS_REVIEW = "needs_review"
    NOTED = "noted"
    ACCEPTED = "accepted"
    OBJECTED = "objected"


class ChangeVerb(StrEnum):
    """What the department can do with it."""

    NOTE = "note"
    ASK_REVIEW = "ask_review"
    ACCEPT = "accept"
    OBJECT = "object"


class TipState(StrEnum):
    """Where a public report stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CONCLUDED = "concluded"


class TipVerb(StrEnum):
    """What can be done with it."""

    ACCEPT = "accept"
    DECLINE = "decline"
    CONCLUDE = "conclude"


S = TypeVar("S", bound=StrEnum)
V = TypeVar("V", bound=StrEnum)
T = TypeVar("T")


class BadTransition(Exception):
    """A step that its table does not have; names the state and the step."""

    def __init__(self, state: StrEnum, verb: StrEnum) -> None:
        super().__init__(f"{type(state).__name__}: no {verb.value!r} from {state.value!r}")
        self.state, self.verb = state, verb


_A, _AV = ApplicationState, ApplicationVerb
APPLICATION: Mapping[tuple[ApplicationState, ApplicationVerb], ApplicationState] = {
    (_A.DRAFT, _AV.SUBMIT): _A.SUBMITTED,
    (_A.RETURNED, _AV.SUBMIT): _A.SUBMITTED,
    (_A.SUBMITTED, _AV.RETURN): _A.RETURNED,
    (_A.SUBMITTED, _AV.REFUSE): _A.REFUSED,
    (_A.SUBMITTED, _AV.RECORD): _A.RECORDED,
    (_A.REFUSED, _AV.SET_ASIDE): _A.SUBMITTED,
    (_A.RECORDED, _AV.SET_ASIDE): _A.SUBMITTED,
    (_A.DRAFT, _AV.WITHDRAW): _A.WITHDRAWN,
    (_A.SUBMITTED, _AV.WITHDRAW): _A.WITHDRAWN,
    (_A.RETURNED, _AV.WITHDRAW): _A.WITHDRAWN,
}

class Who(StrEnum):
    """Who takes a step of a project."""

    INSTITUTION = "institution"  # the project's own: owner or member
    REVIEWER = "reviewer"  # of the project's jurisdiction, or an approver there
    APPROVER = "approver"  # of the project's jurisdiction
    SYSTEM = "system"  # the timetable


class Reason(StrEnum):
    """Whether a step is taken in writing."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


class Unit(StrEnum):
    """What a step does with the unit of the cap that the project uses, where it uses one."""

    TAKEN = "taken"
    KEPT = "kept"
    RELEASED = "released"
    RELEASED_BEFORE_WORK = "released_before_work"  # kept where the work had begun


@dataclass(frozen=True)
class Step:
    """One line of a project's table."""

    to: ProjectState
    who: Who
    reason: Reason
    unit: Unit


_P, _PV = ProjectState, ProjectVerb
_OWN, _REVIEWER, _APPROVER = Who.INSTITUTION, Who.REVIEWER, Who.APPROVER
_WRITTEN, _FREE, _WORDLESS = Reason.REQUIRED, Reason.OPTIONAL, Reason.NONE
PROJECT: Mapping[tuple[ProjectState | DraftState, ProjectVerb], Step] = {
    (DraftState.DRAFT, _PV.FILE): Step(_P.SUBMITTED, _OWN, _WORDLESS, Unit.TAKEN),
    (_P.SUBMITTED, _PV.REGISTER): Step(_P.REGISTERED, _REVIEWER, _FREE, Unit.KEPT),
    (_P.SUBMITTED, _PV.RETURN): Step(_P.RETURNED, _REVIEWER, _WRITTEN, Unit.KEPT),
    (_P.SUBMITTED, _PV.REFUSE): Step(_P.REFUSED, _APPROVER, _WRITTEN, Unit.RELEASED),
    (_P.SUBMITTED, _PV.WITHDRAW): Step(_P.WITHDRAWN, _OWN, _WRITTEN, Unit.RELEASED),
    (_P.SUBMITTED, _PV.STOP): Step(_P.STOPPED, _APPROVER, _WRITTEN, Unit.RELEASED_BEFORE_WORK),
    (_P.RETURNED, _PV.RESUBMIT): Step(_P.SUBMITTED, _OWN, _WRITTEN, Unit.KEPT),
    (_P.RETURNED, _PV.WITHDRAW): Step(_P.WITHDRAWN, _OWN, _WRITTEN, Unit.RELEASED),
    (_P.RETURNED, _PV.LAPSE): Step(_P.LAPSED, Who.SYSTEM, _WORDLESS, Unit.RELEASED),
    (_P.RETURNED, _PV.STOP): Step(_P.STOPPED, _APPROVER, _WRITTEN, Unit.RELEASED_BEFORE_WORK),
    (_P.REGISTERED, _PV.REPORT): Step(_P.REPORTED, _OWN, _WORDLESS, Unit.KEPT),
    (_P.REGISTERED, _PV.WITHDRAW): Step(_P.WITHDRAWN, _OWN, _WRITTEN, Unit.RELEASED),  # before its report is issued
    (_P.REGISTERED, _PV.STOP): Step(_P.STOPPED, _APPROVER, _WRITTEN, Unit.RELEASED_BEFORE_WORK),
    (_P.REPORTED, _PV.REPORT): Step(_P.REPORTED, _OWN, _FREE, Unit.KEPT),  # a corrected report is the same project
    (_P.REPORTED, _PV.ACCEPT): Step(_P.ACCEPTED, _APPROVER, _WRITTEN, Unit.KEPT),
    (_P.REPORTED, _PV.NOT_ACCEPT): Step(_P.NOT_ACCEPTED, _APPROVER, _WRITTEN, Unit.KEPT),
    (_P.REPORTED, _PV.WITHDRAW): Step(_P.WITHDRAWN, _OWN, _WRITTEN, Unit.KEPT),
    (_P.REPORTED, _PV.STOP): Step(_P.STOPPED, _APPROVER, _WRITTEN, Unit.KEPT),
}

_D, _DV = DeclaredState, DeclaredVerb
DECLARED: Mapping[tuple[DeclaredState, DeclaredVerb], DeclaredState] = {
    (_D.DECLARED, _DV.CONFIRM): _D.CONFIRMED,
    (_D.DECLARED, _DV.DECLINE): _D.DECLINED,
    (_D.DECLARED, _DV.WITHDRAW): _D.WITHDRAWN,
    (_D.CONFIRMED, _DV.SET_ASIDE): _D.SET_ASIDE,  # it turned out not to be one: the unit is given back
}

HOLDS_UNIT: frozenset[DeclaredState] = frozenset({_D.CONFIRMED})
"""The states of a declared project in which it holds its unit, where it uses a pool at all."""
HELD_UNIT: frozenset[DeclaredState] = frozenset({_D.SET_ASIDE})
"""The states in which it held its unit before."""

_C, _CV = ChangeState, ChangeVerb
CHANGE: Mapping[tuple[ChangeState, ChangeVerb], ChangeState] = {
    (_C.FILED, _CV.NOTE): _C.NOTED,
    (_C.FILED, _CV.ASK_REVIEW): _C.NEEDS_REVIEW,
    (_C.NEEDS_REVIEW, _CV.ACCEPT): _C.ACCEPTED,
    (_C.NEEDS_REVIEW, _CV.OBJECT): _C.OBJECTED,
}

_T, _TV = TipState, TipVerb
TIP: Mapping[tuple[TipState, TipVerb], TipState] = {
    (_T.RECEIVED, _TV.ACCEPT): _T.ACCEPTED,
    (_T.RECEIVED, _TV.DECLINE): _T.DECLINED,
    (_T.ACCEPTED, _TV.CONCLUDE): _T.CONCLUDED,
}


def advance(table: Mapping[tuple[S, V], T], state: S, verb: V) -> T:
    """What ``verb`` leads to from ``state``: a state, or a project's step. Raises :class:`BadTransition` for none."""
    try:
        return table[state, verb]
    except KeyError:
        raise BadTransition(state, verb) from None


def leads_to(verb: ProjectVerb) -> ProjectState:
    """The state that a step of a project leads to, from wherever it is taken."""
    return next(step.to for (_state, of), step in PROJECT.items() if of is verb)


def releases(state: ProjectState, verb: ProjectVerb, *, work_began: bool) -> bool:
    """Whether the step gives the project's unit of the cap back."""
    unit = advance(PROJECT, state, verb).unit
    return unit is Unit.RELEASED or (unit is Unit.RELEASED_BEFORE_WORK and not work_began)


@functools.cache
def holding(state: ProjectState) -> frozenset[bool]:
    """Whether a project in ``state`` holds its unit: one answer, or both where it depends on the way there."""
    seen: set[tuple[ProjectState, bool]] = set()
    waiting = [(step.to, True) for step in PROJECT.values() if step.unit is Unit.TAKEN]
    while waiting:
        at, holds = waiting.pop()
        if (at, holds) in seen:
            continue
        seen.add((at, holds))
        for (before, verb), step in PROJECT.items():
            if before is at:
                waiting += [(step.to, holds and not releases(at, verb, work_began=began)) for began in (True, False)]
    return frozenset(holds for at, holds in seen if at is state)


def last_step_released(before: str, after: ProjectState, *, work_began: bool) -> bool:
    """Whether the step between two states of a project gave its unit back."""
    state = ProjectState(before)
    return any(
        releases(state, verb, work_began=work_began)
        for (at, verb), step in PROJECT.items() if (at, step.to) == (state, after)
    )


def open_verbs(table: Mapping[tuple[S, V], object], state: S) -> tuple[V, ...]:
    """What can be done from ``state``, in the order of the table."""
    return tuple(verb for (at, verb) in table if at == state)
