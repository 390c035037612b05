"""Which rules hold where, on a day: packs, the acts that put them into force, and what was confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

from assessor_hub.rules.keys import ALL, Key
from assessor_hub.rules.pack import ROOT, Entry, RulePack, Strength, Text
from assessor_hub.rules.periods import last_day_of_years
from assessor_hub.rules.values import Level

T = TypeVar("T")


class Standing(StrEnum):
    """How a jurisdiction's text stands on a day."""

    IN_FORCE = "in_force"
    TRIAL = "trial"  # a draft applied by a recorded act, labelled wherever it acts
    PENDING = "pending"  # a draft, or a text whose date nobody has confirmed
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    NOT_HELD = "not_held"


class NoRulesInForce(LookupError):
    """No rules of this jurisdiction bind on this day; ``standing`` says why. Never answered with None."""

    def __init__(self, code: str, day: date, standing: Standing) -> None:
        super().__init__(f"no rules of {code} in force on {day}: {standing}")
        self.code, self.day, self.standing = code, day, standing


@dataclass(frozen=True)
class Commencement:
    """A recorded act that puts a pending or unconfirmed pack into force, or into a labelled trial."""

    code: str
    kind: Literal["in_force", "trial"]
    first_day: date
    last_day: date = date.max
    number: str = ""
    source: str = ""


@dataclass(frozen=True)
class Stated(Generic[T]):
    """An answer with all that a refusal needs to explain itself.

    ``code`` is the jurisdiction whose pack states the value, ``article`` its article there; ``through`` the clause
    of the asking jurisdiction's text that takes it over (None where it is its own).
    """

    key: str
    value: T
    strength: Strength
    code: str
    asked: str
    article: str | None
    through: str | None
    restated_in: tuple[str, ...]
    known_from: str | None
    reading: Text | None
    effective_from: date
    effective_to: date
    confirmed: bool = False

    @property
    def may_refuse(self) -> bool:
        """Whether the value may refuse by itself; otherwise it needs a human."""
        return self.strength in {Strength.TEXT, Strength.RESTATED}

    @property
    def inherited(self) -> bool:
        """Whether the value is taken over from an ancestor."""
        return self.code != self.asked


@dataclass(frozen=True)
class Rules:
    """The rules of one jurisdiction on one day. Ask with ``rules.get(KEY, level)``."""

    code: str
    day: date
    standing: Standing
    version: str
    _book: LawBook

    def get(self, key: Key[T], level: Level = Level.PROVINCIAL) -> Stated[T]:
        """The answer to ``key`` for work of ``level``; always one, the loader saw to it."""
        return self._book.stated(self.code, key, self.day, level)

    def all(self) -> list[tuple[Stated[Any], tuple[Level, ...]]]:
        """Every answer of the day, with the levels that share it, in the order of the registry."""
        rows: list[tuple[Stated[Any], tuple[Level, ...]]] = []
        for key in ALL.values():
            answers = [(self.get(key, level), level) for level in Level]
            for answer in dict.fromkeys(id_of(found) for found, _ in answers):
                levels = tuple(level for found, level in answers if id_of(found) == answer)
                rows.append((next(found for found, _ in answers if id_of(found) == answer), levels))
        return rows


def written(key: Key[Any], value: Any) -> str:
    """A value as it is kept beside its confirmation: JSON, alike for alike values."""
    return key.adapter.dump_json(value).decode()


def id_of(stated: Stated[Any]) -> tuple[str, str]:
    """Two answers are the same row of a page if they read alike."""
    return stated.key, repr((stated.value, stated.article, stated.strength, stated.code))


@dataclass(frozen=True)
class LawBook:
    """All packs with the acts recorded about them. Immutable; services build one from the packs and the records.

    ``confirmations`` holds (code, key, :func:`written` value) of assumed values that an administrator confirmed with
    their source: a value that the pack changes afterwards is assumed again.
    """

    packs: Mapping[str, RulePack]
    commencements: tuple[Commencement, ...] = ()
    confirmations: frozenset[tuple[str, str, str]] = frozenset()

    def with_records(
        self, commencements: tuple[Commencement, ...], confirmations: frozenset[tuple[str, str, str]]
    ) -> LawBook:
        """The same packs under other recorded acts."""
        return replace(self, commencements=commencements, confirmations=confirmations)

    def on(self, code: str, day: date) -> Rules:
        """The rules that bind in ``code`` on ``day``. Raises :class:`NoRulesInForce`, or KeyError for no such code."""
        standing = self.standing(code, day)
        if standing not in {Standing.IN_FORCE, Standing.TRIAL}:
            raise NoRulesInForce(code, day, standing)
        return Rules(code, day, standing, self.version(code), self)

    def read(self, code: str, day: date) -> Rules:
        """The rules as the text has them, in force or not: for browsing and simulation, never for a decision."""
        standing = self.standing(code, day)
        if standing is Standing.NOT_HELD:
            raise NoRulesInForce(code, day, standing)
        return Rules(code, day, standing, self.version(code), self)

    def standing(self, code: str, day: date) -> Standing:
        """How the text of ``code`` stands on ``day``."""
        document = self.packs[code].document
        if document.status == "not_held":
            return Standing.NOT_HELD
        if document.status == "in_force":
            assert isinstance(document.effective_from, date)
            return _within(day, document.effective_from, self.last_day(code), Standing.IN_FORCE)
        return self._standing_by_acts(code, day)

    def _standing_by_acts(self, code: str, day: date) -> Standing:
        """A draft stands by the acts recorded about it; after a trial it is a draft again, and pending."""
        acts = [act for act in self.commencements if act.code == code]
        holding = {act.kind for act in acts if act.first_day <= day <= self._last_day_of(act)}
        if holding:
            return Standing.IN_FORCE if "in_force" in holding else Standing.TRIAL
        binding = [act for act in acts if act.kind == "in_force"]
        if any(day < act.first_day for act in binding):
            return Standing.NOT_YET
        return Standing.EXPIRED if binding else Standing.PENDING

    def _last_day_of(self, act: Commencement) -> date:
        return min(act.last_day, self._validity_end(act.code, act.first_day))

    def last_day(self, code: str) -> date:
        """The last day of a text with a stated validity, by its recorded commencement; date.max without one."""
        ends = [self._last_day_of(act) for act in self.commencements if act.code == code and act.kind == "in_force"]
        if ends:
            return max(ends)
        start = self.packs[code].document.effective_from
        return self._validity_end(code, start) if isinstance(start, date) else date.max

    def _validity_end(self, code: str, first_day: date) -> date:
        years = self.packs[code].document.valid_years
        return last_day_of_years(first_day, years) if years else date.max

    def version(self, code: str) -> str:
        """The content versions of the pack and its ancestors, for the record of a decision."""
        return "+".join(f"{self.packs[node].head.short}:{self.packs[node].version}" for node in self.lineage(code))

    def lineage(self, code: str) -> tuple[str, ...]:
        """``code`` and its ancestors, nearest first."""
        line = [code]
        while (parent := self.packs[line[-1]].head.parent) is not None:
            line.append(parent)
        return tuple(line)

    def stated(self, code: str, key: Key[T], day: date, level: Level) -> Stated[T]:
        """The answer of ``code`` to ``key`` on ``day``, resolved through its ancestors."""
        own = _entry_on(self.packs[code].entries[key.name], day, level)
        source, entry = code, own
        while entry.inherits is not None:
            source = entry.inherits
            entry = _entry_on(self.packs[source].entries[key.name], day, level)
        strength = Strength.SILENT if entry.silent else entry.strength
        assert strength is not None
        confirmed = strength is Strength.ASSUMED and self._confirmed({code, source}, key, entry.value)
        return Stated(
            key=key.name,
            value=entry.value,
            strength=Strength.TEXT if confirmed else strength,
            code=source,
            asked=code,
            article=entry.article,
            through=own.through if own.inherits else None,
            restated_in=entry.restated_in,
            known_from=entry.known_from,
            reading=own.reading or entry.reading,
            effective_from=max(own.effective_from, entry.effective_from),
            effective_to=min(own.effective_to, entry.effective_to),
            confirmed=confirmed,
        )

    def _confirmed(self, codes: set[str], key: Key[Any], value: Any) -> bool:
        return any((code, key.name, written(key, value)) in self.confirmations for code in codes)

    def province_of(self, code: str) -> str:
        """The province of a GB/T 2260 code of any depth: its first two digits."""
        return code if code == ROOT else f"{code[:2]}0000"

    def jurisdiction_for(self, city_code: str) -> str:
        """The nearest node that we know for a county or city: itself, else its city, else its province."""
        nodes = (city_code, f"{city_code[:4]}00")
        return next((code for code in nodes if code in self.packs), self.province_of(city_code))


def _within(day: date, first: date, last: date, inside: Standing) -> Standing:
    if day < first:
        return Standing.NOT_YET
    return inside if day <= last else Standing.EXPIRED


def _entry_on(entries: tuple[Entry, ...], day: date, level: Level) -> Entry:
    return next(
        entry for entry in entries if level in entry.levels and entry.effective_from <= day <= entry.effective_to
    )
