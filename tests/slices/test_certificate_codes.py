"""Verification codes: unguessable, typable, and every slip of one character or swap of neighbours shows."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from assessor_hub.registration.certificates import recordal_by_code
from assessor_hub.registration.codes import ALPHABET, DRAWN, grouped, new_code, read_code
from assessor_hub.registration.models import Recordal
from tests.world import World

CODES = st.text(ALPHABET, min_size=DRAWN, max_size=DRAWN)


def test_a_code_has_a_hundred_bits_of_chance_and_no_look_alikes() -> None:
    assert DRAWN * math.log2(len(ALPHABET)) >= 100
    for alike in ("0OQD", "1IL", "2Z", "5S", "8B", "6G", "UV"):
        assert len(set(alike) & set(ALPHABET)) <= 1
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(set(code) <= set(ALPHABET) and read_code(code) == code for code in codes)


def test_a_code_is_printed_in_groups_and_read_however_it_is_typed() -> None:
    code = new_code()
    printed = grouped(code)
    assert [len(group) for group in printed.split("-")] == [4] * 6
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    alike = code.translate(str.maketrans("8652", "BGSZ"))
    for typed in (printed, printed.lower(), printed.replace("-", " "), f"  {code}\n", wide, alike):
        assert read_code(typed) == code


@given(drawn=CODES, place=st.integers(0, DRAWN), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_shows(drawn: str, place: int, other: str) -> None:
    code = _checked(drawn)
    slip = code[:place] + other + code[place + 1 :]
    assert (read_code(slip) is None) == (slip != code)


@given(drawn=CODES, place=st.integers(0, DRAWN - 1))
def test_two_swapped_neighbours_show(drawn: str, place: int) -> None:
    code = _checked(drawn)
    swap = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (read_code(swap) is None) == (swap != code)


@pytest.mark.parametrize("typed", ["", "-", "JL-2026-1", "0" * 24, "2" * 25, "\x00", "中" * 24, "2" * 5000])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_a_recordal_gets_its_code_and_opens_by_nothing_else(world: World) -> None:
    world.recorded()
    world.recorded()
    with world.session() as session:
        first, second = session.scalars(select(Recordal).order_by(Recordal.id))
        assert first.certificate_code != second.certificate_code
        assert recordal_by_code(session, grouped(first.certificate_code)) is first
        for typed in (first.number, str(first.id), new_code(), first.certificate_code[:-1], ""):
            assert recordal_by_code(session, typed) is None


def _checked(drawn: str) -> str:
    return next(drawn + sign for sign in ALPHABET if read_code(drawn + sign))
