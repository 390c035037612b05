"""No province's number is in code: whichever value of a pack is changed, what the rules find changes with it.

Every answer that the rules modules ask for is changed in every way its shape allows: a number by one, a yes to no, a
list by one more or one fewer, a word to each other word. Only outcomes are compared, never the figures beside them.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from rules_cast import (
    BOOK,
    CN,
    DAY,
    DEPUTY,
    FJ,
    JL,
    MID,
    PROVINCIAL,
    SD,
    amended,
    confirming,
    found,
    institution,
    member,
    roster,
    rules_of,
    staff,
    verdict,
    with_entries,
)
from spoilt import copy_of_the_packs

from assessor_hub.rules import caps, keys, sanctions
from assessor_hub.rules import values as v
from assessor_hub.rules.conditions import judge
from assessor_hub.rules.deadlines import due_of
from assessor_hub.rules.institution_facts import TrackItem
from assessor_hub.rules.law import LawBook, Rules
from assessor_hub.rules.pack import load_packs
from assessor_hub.rules.values import Level, Specialty, UnitKind

CONDITIONS = [name for name in keys.ALL if name.startswith("conditions.")]
ASKED = [
    *CONDITIONS, "recordal.platform_registration", "conduct.banned", "caps.national", "caps.provincial",
    "caps.municipal", "sanctions.fraud", "sanctions.concealment", "sanctions.poor_quality",
    "sanctions.lacks_conditions", "summary.due", "reference.clean_check", "reference.insurance_proof",
]  # fmt: skip
# What these leaves do is for the pages and the services: a notice is circulated, a date holds in principle only. Which
# conduct is banned is shown with the commitment; that any is banned is what the rules ask.
NOT_FOR_THE_RULES = {"notice", "in_principle"}


# -- What the rules find, over many institutions --


def firm(book: LawBook) -> LawBook:
    """Every assumption confirmed, so that no strength blurs a value."""
    return confirming(*((CN, name) for name in ASKED), book=book)


FIRM = firm(BOOK)


@cache
def as_it_stands(code: str, level: Level) -> dict[str, Any]:
    return findings(code, FIRM, level)


def findings(code: str, book: LawBook, level: Level) -> dict[str, Any]:
    """Every outcome that a wide panel of institutions, projects and findings has by these rules.

    The root's values are asked in the provinces that take them over.
    """
    return {asked: findings_of(rules_of(asked, book), level) for asked in ((FJ, SD) if code == CN else (code,))}


def findings_of(rules: Rules, level: Level) -> dict[str, Any]:
    return {
        "roster": [outcomes(rules, level, people=people) for people in ROSTERS],
        "facts": [outcomes(rules, level, facts=facts) for facts in INSTITUTIONS],
        "pools": [uses(rules, level, kind) for kind in UnitKind],
        "bans": [
            (ground, stated.value.effect, sanctions.ban_of(DAY, None, stated.value))
            for ground, stated in sanctions.grounds(rules)
        ],
        "effects": [sanctions.consequence_of(ground, rules).value.effect for ground in v.Ground],
        "due": due_of(rules.get(keys.SUMMARY_DUE, level).value, 2026, date(2027, 1, 9)),
    }


def outcomes(rules: Rules, level: Level, people: Any = None, facts: Any = None) -> list[tuple[str, str]]:
    answer = judge(facts or institution(), GOOD if people is None else people, rules, level, DAY)
    return [(finding.code, finding.outcome.value) for finding in answer.findings]


def uses(rules: Rules, level: Level, kind: UnitKind) -> Any:
    pool = caps.pool_of(level, kind, rules)
    return pool and (pool[0], [bool(caps.judge(pool[1], used)) for used in range(20)])


GOOD = roster(30, 20)
ROSTERS = [
    *(roster(number, 0) for number in range(15)),
    *(roster(30, number) for number in range(10)),
    *(staff(30, DEPUTY, specialty) for specialty in Specialty),
    [*GOOD, member(MID, insured=False)],
    *([*GOOD, member(MID, insured_month=f"2026-{month:02}")] for month in range(1, 12)),
]
WORK = [
    TrackItem(kind, role, level, DAY)
    for kind in ("review", "assessment", "research", "standard", "policy")
    for role in ("lead", "part")
    for level in ("national", "provincial", "municipal", "industry")
] + [TrackItem("review", "lead", "national", date(year, 11, 21)) for year in range(2016, 2026)]
RULES_WRITTEN = typing.get_args(keys.InternalRule)
INSTITUTIONS = [
    *(institution(track_record=(item,)) for item in WORK),
    *(institution(fields=frozenset(UnitKind) - {kind}) for kind in UnitKind),
    *(institution(internal_rules=frozenset(RULES_WRITTEN) - {name}) for name in RULES_WRITTEN),
    *(institution(home) for home in BOOK.packs),
    *(
        institution(**{name: False})
        for name in ("has_finance_rules", "has_quality_system", "clean_record", "platform_registered")
    ),
    institution(conduct_committed=False),
    *(institution(clean_checked_on=date(year, month, 1)) for year in (2025, 2026) for month in range(1, 13)),
]


# -- Every change that a value's shape allows --


def changes(value: Any, shape: Any, leaf: str = "") -> Iterator[tuple[str, Any]]:
    """Values that differ from ``value`` in one leaf, as (leaf, JSON-able value); not all need be valid."""
    if leaf in NOT_FOR_THE_RULES:
        return
    if isinstance(value, dict):
        for name, part in value.items():
            for where, other in changes(part, shape.model_fields[name].annotation, name):
                yield where, {**value, name: other}
    elif isinstance(value, bool):
        yield leaf, not value
    elif isinstance(value, int):
        yield from ((leaf, other) for other in (value - 1, value + 1))
    elif isinstance(value, list):
        yield leaf, []
        yield from ((leaf, value[:place] + value[place + 1 :]) for place in range(len(value)))
        yield from ((leaf, [*value, word]) for word in words(shape) if word not in value)
    elif isinstance(value, str):
        yield from ((leaf, word) for word in words(shape) if word != value)


def words(shape: Any) -> list[str]:
    """The words that a literal, an enum, or a tuple of them may hold."""
    inner = [part for part in typing.get_args(shape) if part not in {Ellipsis, type(None)}]
    if typing.get_origin(shape) is typing.Literal:
        return [str(word) for word in inner]
    if isinstance(shape, type) and issubclass(shape, v.StrEnum):
        return [str(word.value) for word in shape]
    return words(inner[0])


def each_change() -> Iterator[Any]:
    for code, pack in BOOK.packs.items():
        for name in ASKED if pack.entries else []:
            for number, entry in enumerate(pack.entries[name]):
                if entry.inherits or entry.silent:
                    continue
                key = keys.ALL[name]
                as_json = key.adapter.dump_python(entry.value, mode="json")
                for leaf, other in changes(as_json, shape_of(key, entry.value)):
                    value = valid(key, other)
                    if value is not None and not unseen(name, entry.value, value):
                        where = f"{pack.head.short}-{name}-{number}-{leaf}-{other}"
                        yield pytest.param(code, name, number, value, id=where.replace(" ", ""))


def shape_of(key: keys.Key[Any], value: Any) -> Any:
    if isinstance(value, BaseModel):
        return type(value)
    return {"conditions.fields": tuple[UnitKind, ...], "conditions.internal_rules": tuple[keys.InternalRule, ...],
            "conduct.banned": tuple[keys.Conduct, ...]}.get(key.name)  # fmt: skip


def valid(key: keys.Key[Any], value: Any) -> Any:
    adapter: TypeAdapter[Any] = key.adapter
    try:
        return adapter.validate_python(value)
    except ValidationError:
        return None


def unseen(name: str, old: Any, new: Any) -> bool:
    """Changes that say the same, or that only the pages show."""
    if name == "conduct.banned":
        return bool(old) == bool(new)
    if name == "conditions.clean_years":
        return True  # held by its own test
    if name == "conditions.specialties" and old.open_ended == new.open_ended:
        return covered(old) == covered(new)
    return False


def covered(listed: v.Specialties) -> set[Specialty]:
    """What a list names, with 生态环境 and its two parts as one another."""
    named = set(listed.related)
    both = {Specialty.ENVIRONMENT, Specialty.ECOLOGY}
    if Specialty.ECOLOGICAL_ENVIRONMENT in named:
        return named | both
    return named | {Specialty.ECOLOGICAL_ENVIRONMENT} if named & both else named


@pytest.mark.parametrize(("code", "name", "number", "value"), list(each_change()))
def test_a_changed_value_changes_what_is_found(code: str, name: str, number: int, value: Any) -> None:
    rows = list(BOOK.packs[code].entries[name])
    rows[number] = rows[number].model_copy(update={"value": value})
    book = firm(with_entries(code, name, tuple(rows)))
    assert any(findings(code, book, level) != as_it_stands(code, level) for level in rows[number].levels)


def test_the_changes_above_are_to_everything_that_the_rules_ask() -> None:
    asked: set[str] = set()

    class Listening(Rules):
        def get(self, key: keys.Key[Any], level: Level = PROVINCIAL) -> Any:
            asked.add(key.name)
            return super().get(key, level)

    for code in (JL, SD):  # a reference is asked only where the text asks for what it is about
        plain = rules_of(code)
        rules = Listening(plain.code, plain.day, plain.standing, plain.version, plain._book)
        judge(institution(), GOOD, rules, PROVINCIAL, DAY)
        caps.pools(rules)
        sanctions.grounds(rules)
    assert asked | {"summary.due"} == set(ASKED)
    changed = {change.values[1] for change in each_change()}
    assert set(ASKED) - changed <= {"caps.municipal", "conditions.clean_years"}  # no text states it; see below


def test_the_clean_years_that_are_asked_for_are_the_texts() -> None:
    """A clean record is a yes or no for a span; the span is what the applicant is told."""
    book = amended(SD, keys.CLEAN_YEARS, 7)
    asked = [found(verdict(SD, book=by), "clean_record").figures["years"] for by in (BOOK, book)]
    assert asked == [3, 7]


@given(st.integers(1, 40), st.integers(0, 40), st.integers(0, 60))
def test_any_numbers_a_text_might_state_are_followed(titled: int, senior: int, have: int) -> None:
    book = amended(JL, keys.SENIOR_MINIMUM, senior, amended(JL, keys.TITLED_MINIMUM, titled))
    answer = verdict(JL, [*staff(have, DEPUTY), member(DEPUTY, full_time=False)], book=book)
    assert bool(found(answer, "titled_minimum")) == (have >= titled)
    assert bool(found(answer, "senior_minimum")) == (have >= senior)


@given(st.integers(1, 30), st.integers(0, 30))
def test_any_look_back_a_text_might_state_is_followed(years: int, ago: int) -> None:
    asked = BOOK.packs[JL].entries["conditions.track_record"][0].value.model_copy(update={"years": years})
    item = TrackItem("review", "lead", "national", DAY.replace(year=DAY.year - ago))
    answer = verdict(JL, facts=institution(track_record=(item,)), book=amended(JL, keys.TRACK_RECORD, asked))
    assert bool(found(answer, "track_record")) == (ago <= years)


def test_an_edited_file_is_all_it_takes(tmp_path: Path) -> None:
    folder = copy_of_the_packs(tmp_path)
    jilin = folder / "220000-jilin.toml"
    lines = jilin.read_text("utf-8")
    edited = lines.replace("value = 10\n", "value = 12\n", 1).replace("limit = 15", "limit = 14", 1)
    assert edited != lines
    jilin.write_text(edited, "utf-8")
    book = replace(BOOK, packs=load_packs(folder))
    assert verdict(JL, roster(11, 5)).met
    assert [finding.code for finding in verdict(JL, roster(11, 5), book=book).refusing] == ["titled_minimum"]
    pool = caps.pool_of(Level.NATIONAL, UnitKind.PARK, rules_of(JL, book))
    assert pool is not None
    assert (bool(caps.judge(pool[1], 13)), bool(caps.judge(pool[1], 14))) == (True, False)
