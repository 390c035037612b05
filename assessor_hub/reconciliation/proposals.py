"""What a written name may mean beyond what matches by itself: proposals for a person, with score and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessor_hub.reconciliation.matching import Filed, Found, How
from assessor_hub.rules.names import Likeness, Shelf, liken

AT_LEAST = 70  # of 100: below that names have little but their trade in common
MOST = 3


@dataclass(frozen=True)
class AssessorProposal:
    """An institution that the written name may mean."""

    institution_id: int
    name: str
    likeness: Likeness


@dataclass(frozen=True)
class UnitProposal:
    """A unit, with one of its projects at the row's place, that the written one may be."""

    project: Filed
    likeness: Likeness


class Proposer:
    """Proposals for the rows of one list; names are shelved once, when the first is asked for."""

    def __init__(self, names: Mapping[int, str], former: Iterable[tuple[int, str]], projects: Iterable[Filed]) -> None:
        self._institutions = Shelf([*names.items(), *former])
        self._names = names
        self._units: dict[tuple[object, ...], list[Filed]] = {}
        for project in projects:
            if project.live:
                self._units.setdefault(project.place_in_lists, []).append(project)
        self._shelves: dict[tuple[object, ...], Shelf[Filed]] = {}

    def assessors(self, found: Found) -> list[AssessorProposal]:
        """Institutions for a name that nobody knows, or the several whose name it is; none once a person has said."""
        written, several, names = found.row.assessor_name, found.assessor.institutions, self._names
        if len(several) == 1 or found.assessor.how is How.CONFIRMED:
            return []
        if several:
            return [AssessorProposal(one, names[one], liken(written, names[one])) for one in sorted(several)]
        close = self._institutions.closest(written, at_least=AT_LEAST, most=MOST)
        return [AssessorProposal(one, names[one], likeness) for one, _name, likeness in close]

    def units(self, found: Found) -> list[UnitProposal]:
        """Units filed at the row's place whose name is like the written one, or the several whose name it is."""
        written, live = found.row.unit_name, (*found.own, *found.others)
        if found.units:
            each = {one.unit_uscc: one for one in live if one.unit_uscc in found.units}
            return [UnitProposal(one, liken(written, one.unit_name)) for one in each.values()]
        if live:
            return []
        close = self._shelf(found.row.place_in_lists).closest(written, at_least=AT_LEAST, most=MOST)
        return [UnitProposal(one, likeness) for one, _name, likeness in close]

    def _shelf(self, place: tuple[object, ...]) -> Shelf[Filed]:
        if place not in self._shelves:
            self._shelves[place] = Shelf([(one, one.unit_name) for one in self._units.get(place, [])])
        return self._shelves[place]
