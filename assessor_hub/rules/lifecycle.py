"""The lives of an application, a project, a declared one, a change, a public report: a table each; the rest is refused.

Which steps give a project's unit of the cap back is data too (readings, "What uses a cap").
"""

from __future__ import annotations

from collections.abc import Mapping
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

_P, _PV = ProjectState, ProjectVerb
PROJECT: Mapping[tuple[ProjectState, ProjectVerb], ProjectState] = {
    (_P.SUBMITTED, _PV.RETURN): _P.RETURNED,
    (_P.SUBMITTED, _PV.REFUSE): _P.REFUSED,
    (_P.SUBMITTED, _PV.REGISTER): _P.REGISTERED,
    (_P.SUBMITTED, _PV.WITHDRAW): _P.WITHDRAWN,
    (_P.SUBMITTED, _PV.STOP): _P.STOPPED,
    (_P.RETURNED, _PV.RESUBMIT): _P.SUBMITTED,
    (_P.RETURNED, _PV.WITHDRAW): _P.WITHDRAWN,
    (_P.RETURNED, _PV.LAPSE): _P.LAPSED,
    (_P.RETURNED, _PV.STOP): _P.STOPPED,
    (_P.REGISTERED, _PV.REPORT): _P.REPORTED,
    (_P.REGISTERED, _PV.WITHDRAW): _P.WITHDRAWN,
    (_P.REGISTERED, _PV.STOP): _P.STOPPED,
    (_P.REPORTED, _PV.REPORT): _P.REPORTED,  # a corrected report is the same project
    (_P.REPORTED, _PV.ACCEPT): _P.ACCEPTED,
    (_P.REPORTED, _PV.NOT_ACCEPT): _P.NOT_ACCEPTED,
    (_P.REPORTED, _PV.WITHDRAW): _P.WITHDRAWN,
    (_P.REPORTED, _PV.STOP): _P.STOPPED,
}

RELEASES: frozenset[tuple[ProjectState, ProjectVerb]] = frozenset(
    {
        (_P.SUBMITTED, _PV.REFUSE),
        (_P.SUBMITTED, _PV.WITHDRAW),
        (_P.RETURNED, _PV.WITHDRAW),
        (_P.REGISTERED, _PV.WITHDRAW),  # before its report is issued
        (_P.RETURNED, _PV.LAPSE),
    }
)
"""The steps that always give the unit back."""

RELEASES_BEFORE_WORK: frozenset[tuple[ProjectState, ProjectVerb]] = frozenset(
    {(_P.SUBMITTED, _PV.STOP), (_P.RETURNED, _PV.STOP), (_P.REGISTERED, _PV.STOP)}
)
"""The steps that give it back only where the work had not begun; every step in neither set keeps it."""

_D, _DV = DeclaredState, DeclaredVerb
DECLARED: Mapping[tuple[DeclaredState, DeclaredVerb], DeclaredState] = {
    (_D.DECLARED, _DV.CONFIRM): _D.CONFIRMED,
    (_D.DECLARED, _DV.DECLINE): _D.DECLINED,
    (_D.DECLARED, _DV.WITHDRAW): _D.WITHDRAWN,
    (_D.CONFIRMED, _DV.SET_ASIDE): _D.SET_ASIDE,  # it turned out not to be one: the unit is given back
}

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


def advance(table: Mapping[tuple[S, V], S], state: S, verb: V) -> S:
    """The state after ``verb``. Raises :class:`BadTransition` where the table has no such step."""
    try:
        return table[state, verb]
    except KeyError:
        raise BadTransition(state, verb) from None


def releases(state: ProjectState, verb: ProjectVerb, *, work_began: bool) -> bool:
    """Whether the step gives the project's unit of the cap back."""
    step = (state, verb)
    return step in RELEASES or (step in RELEASES_BEFORE_WORK and not work_began)


def open_verbs(table: Mapping[tuple[S, V], S], state: S) -> tuple[V, ...]:
    """What can be done from ``state``, in the order of the table."""
    return tuple(verb for (at, verb) in table if at == state)
