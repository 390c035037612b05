"""Who counts, whatever the roster: what holds for any people, place and level."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from rules_cast import FJ, FULL, HY, JL, MID, NATIONAL, PROVINCIAL, SD, ZJ, judged, member, rules_of

from assessor_hub.rules import keys
from assessor_hub.rules.law import Rules
from assessor_hub.rules.staffing import StaffMember, TitleLevel, tally
from assessor_hub.rules.values import Level, Specialty

PEOPLE = st.lists(
    st.builds(
        StaffMember, ref=st.uuids().map(str), title=st.sampled_from(TitleLevel), specialty=st.sampled_from(Specialty),
        full_time=st.booleans(), contract=st.booleans(), insured=st.booleans(), counted=st.booleans(),
    ),
    max_size=25,
)  # fmt: skip
PLACES = st.sampled_from([rules_of(code) for code in (JL, ZJ, FJ, SD, HY)])
LEVELS = st.sampled_from([NATIONAL, PROVINCIAL])


@given(PEOPLE, PLACES, LEVELS)
def test_everybody_is_titled_or_out_with_a_reason(people: list[StaffMember], rules: Rules, level: Level) -> None:
    sorted_roster = tally(people, rules, level)
    out = [ref for ref, _reason in sorted_roster.out]
    assert sorted([one.ref for one in sorted_roster.titled] + out) == sorted(one.ref for one in people)
    assert set(sorted_roster.senior) | set(sorted_roster.senior_open) <= set(sorted_roster.titled)
    assert not set(sorted_roster.senior) & set(sorted_roster.senior_open)


@given(PEOPLE, PLACES, LEVELS)
def test_nobody_who_lacks_what_counting_needs_is_counted(people: list[StaffMember], rules: Rules, level: Level) -> None:
    ranks = list(TitleLevel)
    cover = rules.get(keys.COVER, level).value
    by_hand = [
        one for one in people
        if one.full_time and one.counted and ranks.index(one.title) >= ranks.index(MID)
        and (not cover or (one.contract and one.insured))
    ]  # fmt: skip
    assert judged(people, rules, level)["titled_minimum"].figures["found"] == len(by_hand)


@given(PEOPLE, PLACES, LEVELS, st.randoms(use_true_random=False))
def test_the_order_of_the_roster_makes_no_difference(
    people: list[StaffMember], rules: Rules, level: Level, chance: random.Random
) -> None:
    shuffled = chance.sample(people, len(people))
    before = {code: finding.outcome for code, finding in judged(people, rules, level).items()}
    assert {code: finding.outcome for code, finding in judged(shuffled, rules, level).items()} == before


@given(PEOPLE, PLACES, LEVELS)
def test_one_more_good_senior_never_hurts(people: list[StaffMember], rules: Rules, level: Level) -> None:
    before, after = judged(people, rules, level), judged([*people, member(FULL)], rules, level)
    for code in ("titled_minimum", "senior_minimum"):
        assert after[code].figures["found"] == before[code].figures["found"] + 1
        assert bool(after[code]) >= bool(before[code])
