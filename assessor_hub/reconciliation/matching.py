"""Matching a list to the filings: facts in, one outcome a row out. Pure: computed anew each time, never stored.

A row is a unit at a level in a year with the assessor that the list names. Its unit is found by its code, by what a
person has said its name means, or by the normal form of the name within the jurisdiction; its assessor by what a
person has said, or by the normal form of a present or former name. Nothing looser matches by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from assessor_hub.rules.lifecycle import DeclaredState, ProjectState
from assessor_hub.rules.names import form
from assessor_hub.rules.values import Level, UnitKind

ENDED: frozenset[ProjectState | DeclaredState] = frozenset({
    ProjectState.REFUSED, ProjectState.WITHDRAWN, ProjectState.STOPPED, ProjectState.LAPSED, DeclaredState.DECLINED,
    DeclaredState.WITHDRAWN, DeclaredState.SET_ASIDE,
})


class Outcome(StrEnum):
    """What a row of a published list is, compared with the filings."""

    MATCHED = "matched"
    OTHER_ASSESSOR = "other_assessor"
    UNFILED = "unfiled"
    UNKNOWN_ASSESSOR = "unknown_assessor"
    AMBIGUOUS = "ambiguous"


class How(StrEnum):
    """How a written name was known."""

    CODE = "code"
    CONFIRMED = "confirmed"
    NAME = "name"
    FORMER_NAME = "former_name"


class Printed(NamedTuple):
    """A row of a list as facts; ``jurisdiction`` is the node whose rules hold where the unit is."""

    id: int
    list_id: int
    line: int
    year: int
    unit_name: str
    unit_uscc: str | None
    unit_kind: UnitKind
    level: Level
    place: str
    assessor_name: str
    asked_at: datetime | None
    jurisdiction: str

    @property
    def place_in_lists(self) -> tuple[str, int, Level, UnitKind]:
        """Where the row and the projects that it could be meet."""
        return self.jurisdiction, self.year, self.level, self.unit_kind


class Filed(NamedTuple):
    """A project filed here, or declared from elsewhere (then without a number), as facts.

    ``person_id`` headed the institution when it was filed; ``holds_unit`` says whether it holds a unit of a pool.
    """

    id: int
    number: str | None
    institution_id: int
    jurisdiction: str
    year: int
    level: Level
    unit_kind: UnitKind
    unit_name: str
    unit_uscc: str
    status: ProjectState | DeclaredState
    person_id: int
    holds_unit: bool

    @property
    def ended(self) -> bool:
        """Whether it came to an end without a result."""
        return self.status in ENDED

    @property
    def waits(self) -> bool:
        """Whether it is declared and nobody has confirmed its proof: it counts for nothing yet."""
        return self.status is DeclaredState.DECLARED

    @property
    def live(self) -> bool:
        """Whether it stands among the filings."""
        return not self.ended and not self.waits

    @property
    def place_in_lists(self) -> tuple[str, int, Level, UnitKind]:
        """Where the rows that it could be meet it."""
        return self.jurisdiction, self.year, self.level, self.unit_kind


@dataclass(frozen=True)
class Known:
    """What written names mean: institutions by the normal form of a present or former name, and what people said.

    ``said_assessor`` gives an institution, or None for "none of the register"; ``said_unit`` a unit's code. Both are
    keyed by jurisdiction and normal form.
    """

    names: Mapping[str, frozenset[int]]
    former: Mapping[str, frozenset[int]] = field(default_factory=dict)
    said_assessor: Mapping[tuple[str, str], int | None] = field(default_factory=dict)
    said_unit: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Assessor:
    """Whom a written name may mean: one institution, several, or none; ``how`` is None where nobody is known."""

    institutions: frozenset[int]
    how: How | None


@dataclass(frozen=True)
class Found:
    """A row with its outcome. ``own`` are the unit's live projects by the named assessor, ``others`` those by others.

    ``not_live`` are projects of the unit that came to nothing, or are declared and wait; ``elsewhere`` live ones in
    another year, level or kind. ``units`` are the codes that the written unit may mean, where they are several.
    """

    row: Printed
    outcome: Outcome
    assessor: Assessor
    unit_how: How | None
    own: tuple[Filed, ...] = ()
    others: tuple[Filed, ...] = ()
    not_live: tuple[Filed, ...] = ()
    elsewhere: tuple[Filed, ...] = ()
    units: frozenset[str] = frozenset()

    @property
    def institution_id(self) -> int | None:
        """The institution that the list names, where it is one of the register."""
        return next(iter(self.assessor.institutions)) if len(self.assessor.institutions) == 1 else None


class Filings:
    """Projects by the unit that they evaluate: by its code, and by the normal form of its name."""

    def __init__(self, projects: Iterable[Filed]) -> None:
        self._by_code: dict[tuple[str, str], list[Filed]] = defaultdict(list)
        self._codes: dict[tuple[str, str], set[str]] = defaultdict(set)
        for project in projects:
            self._by_code[project.jurisdiction, project.unit_uscc].append(project)
            self._codes[project.jurisdiction, form(project.unit_name)].add(project.unit_uscc)

    def of_unit(self, jurisdiction: str, code: str) -> list[Filed]:
        """Every project of a unit in a jurisdiction."""
        return self._by_code.get((jurisdiction, code), [])

    def codes_of(self, row: Printed, known: Known) -> tuple[frozenset[str], How | None]:
        """The codes that the row's unit may have, and how they are known."""
        if row.unit_uscc is not None:
            return frozenset({row.unit_uscc}), How.CODE
        key = row.jurisdiction, form(row.unit_name)
        if key in known.said_unit:
            return frozenset({known.said_unit[key]}), How.CONFIRMED
        codes = frozenset(self._codes.get(key, ()))
        return codes, How.NAME if codes else None


def match(rows: Iterable[Printed], filings: Filings, known: Known) -> list[Found]:
    """The outcome of every row, in their order."""
    return [_match(row, filings, known) for row in rows]


def assessor_of(row: Printed, known: Known) -> Assessor:
    """Whom the row's assessor name means."""
    written = form(row.assessor_name)
    if (row.jurisdiction, written) in known.said_assessor:
        said = known.said_assessor[row.jurisdiction, written]
        return Assessor(frozenset() if said is None else frozenset({said}), How.CONFIRMED)
    for names, how in ((known.names, How.NAME), (known.former, How.FORMER_NAME)):
        if written in names:
            return Assessor(names[written], how)
    return Assessor(frozenset(), None)


def _match(row: Printed, filings: Filings, known: Known) -> Found:
    assessor = assessor_of(row, known)
    codes, how = filings.codes_of(row, known)
    every = [project for code in sorted(codes) for project in filings.of_unit(row.jurisdiction, code)]
    here = [one for one in every if one.place_in_lists == row.place_in_lists]
    live = [one for one in here if one.live]
    own = tuple(one for one in live if one.institution_id in assessor.institutions)
    several = frozenset(one.unit_uscc for one in own or live)
    return Found(
        row=row, outcome=_outcome(assessor, live, own, several), assessor=assessor, unit_how=how, own=own,
        others=tuple(one for one in live if one not in own), not_live=tuple(one for one in here if not one.live),
        elsewhere=tuple(one for one in every if one.live and one not in here),
        units=several if len(several) > 1 else frozenset(),
    )


def _outcome(assessor: Assessor, live: list[Filed], own: tuple[Filed, ...], several: frozenset[str]) -> Outcome:
    """One word for the row: whoever is not known is named first, then what is not certain, then the filings."""
    if not assessor.institutions:
        return Outcome.UNKNOWN_ASSESSOR
    if len(assessor.institutions) > 1 or len(several) > 1:
        return Outcome.AMBIGUOUS
    if own:
        return Outcome.MATCHED
    return Outcome.OTHER_ASSESSOR if live else Outcome.UNFILED
