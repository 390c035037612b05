"""Identity numbers: GB 32100 and GB 11643 with their check digits, told apart by what is wrong."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor_hub.rules.identifiers import (
    BadIdentifier,
    IdKind,
    check_person_id,
    check_resident_id,
    check_uscc,
    mask_person_id,
    normalise,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODES = [
    "91220101MA0TE5T16T",
    "91220201MA0TE5T24T",
    "91330101MA0TE5T32B",
    "91370101MA0TE5T40N",
    "91110108MA0TE5T59J",
    "12220000MB0TE5T601",
    "51220000MJ0TE5T788",
]
PEOPLE = ["220000198001010014", "220000198001010022", "220000198001010030"]
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def uscc_check(body: str) -> str:
    """GB 32100 by hand: weights 3^(i-1) mod 31."""
    total = sum(ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return ALPHABET[(31 - total % 31) % 31]


def resident_check(body: str) -> str:
    """GB 11643 by hand."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def refusal(number: str, kind: IdKind | None = None) -> str:
    with pytest.raises(BadIdentifier) as caught:
        check_person_id(kind, number) if kind else check_uscc(number)
    return caught.value.code


BODIES = st.text(ALPHABET, min_size=17, max_size=17)
RESIDENTS = st.builds(
    lambda place, born, order: f"{place:06}{born:%Y%m%d}{order:03}",
    st.integers(0, 999999), st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999),
)  # fmt: skip


# -- Unified social credit codes --


@pytest.mark.parametrize("code", CODES)
def test_a_well_formed_code_passes(code: str) -> None:
    assert check_uscc(code) == code


@pytest.mark.parametrize("code", CODES)
def test_every_wrong_check_character_is_refused(code: str) -> None:
    wrong = [code[:-1] + sign for sign in ALPHABET if sign != code[-1]]
    assert {refusal(each) for each in wrong} == {"check_digit"}


@given(BODIES)
def test_the_check_character_is_the_standards(body: str) -> None:
    right = uscc_check(body)
    assert check_uscc(body + right) == body + right
    assert refusal(body + ALPHABET[ALPHABET.index(right) - 1]) == "check_digit"


@given(BODIES, st.integers(0, 16), st.integers(1, 30))
def test_one_mistyped_character_is_always_noticed(body: str, place: int, shift: int) -> None:
    typed = ALPHABET[(ALPHABET.index(body[place]) + shift) % 31]
    assert refusal(body[:place] + typed + body[place + 1 :] + uscc_check(body)) == "check_digit"


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("", "length"),
        (CODES[0][:-1], "length"),
        (CODES[0] + "1", "length"),
        ("91220101MA0TE5I16T", "character"),  # I, O, S, V and Z are not in the alphabet
        ("91220101MA0TE5O16T", "character"),
        ("91220101MA0TE5S16T", "character"),
        ("91220101MA0TE5V16T", "character"),
        ("91220101MA0TE5Z16T", "character"),
        ("91220101MA0TE5T1吉T", "character"),
    ],
)
def test_what_is_wrong_with_a_code_is_said(written: str, what: str) -> None:
    assert refusal(written) == what


@pytest.mark.parametrize(
    "written",
    [
        "91220101ma0te5t16t",
        " 9122 0101 MA0T E5T1 6T ",
        "91220101-MA0TE5T16-T",
        "\ufeff91220101MA0TE5T16T\u200b",
        "91220101　MA0TE5T16T",
        CODES[0].translate(WIDE),
        CODES[0].lower().translate(WIDE),
        "91220101－MA0TE5T16T",
    ],
)
def test_a_code_is_read_as_people_type_and_paste_it(written: str) -> None:
    assert check_uscc(written) == CODES[0]


# -- Resident identity numbers --


@pytest.mark.parametrize("number", PEOPLE)
def test_a_well_formed_number_passes(number: str) -> None:
    assert check_resident_id(number) == number
    assert check_person_id(IdKind.RESIDENT_ID, number) == number


@pytest.mark.parametrize("number", PEOPLE)
def test_every_wrong_check_digit_is_refused(number: str) -> None:
    wrong = [number[:-1] + digit for digit in "0123456789X" if digit != number[-1]]
    assert {refusal(each, IdKind.RESIDENT_ID) for each in wrong} == {"check_digit"}


@given(RESIDENTS)
def test_the_check_digit_is_the_standards_whatever_the_county(body: str) -> None:
    right = resident_check(body)
    assert check_resident_id((body + right).lower()) == body + right
    wrong = body + "10X98765432"["10X98765432".index(right) - 1]
    assert refusal(wrong, IdKind.RESIDENT_ID) == "check_digit"


@pytest.mark.parametrize(
    ("birth", "real"),
    [("19800229", True), ("19000228", True), ("19810229", False), ("19801301", False), ("19800431", False),
     ("19800100", False), ("00000101", False)],
)  # fmt: skip
def test_the_birth_date_must_exist(birth: str, real: bool) -> None:
    body = f"220000{birth}001"
    number = body + resident_check(body)
    if real:
        assert check_resident_id(number) == number
    else:
        assert refusal(number, IdKind.RESIDENT_ID) == "birth_date"


@pytest.mark.parametrize("county", ["110103", "220000", "522200", "999999"])
def test_a_county_code_that_is_gone_or_never_was_is_not_judged(county: str) -> None:
    body = f"{county}19501008007"
    assert check_resident_id(body + resident_check(body)).startswith(county)


@pytest.mark.parametrize(
    ("number", "what"),
    [
        ("220000800101001", "length"),  # fifteen digits, as before 1999
        (PEOPLE[0] + "0", "length"),
        ("22000019800101001A", "character"),
        ("2X0000198001010014", "character"),
        ("٢٢٠٠٠٠١٩٨٠٠١٠١٠٠١٤", "character"),  # its check sum is right, in digits of another script
    ],
)
def test_what_is_wrong_with_a_number_is_said(number: str, what: str) -> None:
    assert refusal(number, IdKind.RESIDENT_ID) == what


@given(st.text(max_size=24) | st.text("0123456789Xx ０１２３４５６７８９٠١٢", min_size=15, max_size=22))
def test_anything_typed_is_answered_and_what_passes_has_one_spelling(text: str) -> None:
    for check in (check_uscc, check_resident_id, *(partial(check_person_id, kind) for kind in IdKind)):
        with suppress(BadIdentifier):
            number = check(text)
            assert number.isascii()
            assert number == normalise(number) == check(number)


# -- Other documents --


def permit(prefix: str) -> str:
    body = f"{prefix}19800101001"
    return body + resident_check(body)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (IdKind.HK_MACAO_RESIDENCE, permit("810000")),
        (IdKind.HK_MACAO_RESIDENCE, permit("820000")),
        (IdKind.TAIWAN_RESIDENCE, permit("830000")),
        (IdKind.PASSPORT, "E12345678"),
        (IdKind.PASSPORT, "AB1234567"),
    ],
)
def test_a_permit_or_passport_passes_as_its_own_kind(kind: IdKind, number: str) -> None:
    assert check_person_id(kind, f" {number.lower()} ") == number


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (IdKind.HK_MACAO_RESIDENCE, permit("830000")),
        (IdKind.TAIWAN_RESIDENCE, permit("810000")),
        (IdKind.TAIWAN_RESIDENCE, PEOPLE[0]),
        (IdKind.HK_MACAO_RESIDENCE, "81000019800101001"),
        (IdKind.PASSPORT, "E12"),
        (IdKind.PASSPORT, "E1234567890123456"),
        (IdKind.PASSPORT, "护照12345678"),
        (IdKind.PASSPORT, ""),
    ],
)
def test_a_number_of_another_kind_is_refused(kind: IdKind, number: str) -> None:
    assert refusal(number, kind) == "format"


def test_a_permit_has_a_birth_date_and_a_check_digit_too() -> None:
    good = permit("810000")
    body = "81000019800230001"
    assert refusal(good[:-1] + ("0" if good[-1] != "0" else "1"), IdKind.HK_MACAO_RESIDENCE) == "check_digit"
    assert refusal(body + resident_check(body), IdKind.HK_MACAO_RESIDENCE) == "birth_date"


# -- Showing a number --


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (PEOPLE[0], "2200**********0014"),
        ("ABCD56789012WXYZ", "ABCD********WXYZ"),
        ("ABC4567890123YZ", "A*************Z"),
        ("E12345678", "E*******8"),
        ("ABCDE", "A***E"),
    ],
)
def test_a_number_is_masked(number: str, shown: str) -> None:
    assert mask_person_id(number) == shown


@given(st.text("0123456789X", min_size=5, max_size=18))
def test_a_mask_keeps_the_length_and_hides_the_middle(number: str) -> None:
    masked = mask_person_id(number)
    assert len(masked) == len(number)
    assert masked.count("*") >= len(number) / 2
    assert (masked[0], masked[-1]) == (number[0], number[-1])
