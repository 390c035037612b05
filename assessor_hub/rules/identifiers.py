"""Identity numbers of institutions (GB 32100) and people (GB 11643, passports and residence permits)."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff]")
_USCC = re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}")
# [0-9], never \d: digits of other scripts pass the check sum too, and would make a second person of the first.
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")


class IdKind(StrEnum):
    """The identity documents that people in China hold."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    HK_MACAO_RESIDENCE = "hk_macao_residence"
    TAIWAN_RESIDENCE = "taiwan_residence"


_PATTERNS = {
    IdKind.PASSPORT: re.compile(r"[A-Z0-9]{5,15}"),
    IdKind.HK_MACAO_RESIDENCE: re.compile(r"8[12]0000[0-9]{11}[0-9X]"),
    IdKind.TAIWAN_RESIDENCE: re.compile(r"830000[0-9]{11}[0-9X]"),
}


class BadIdentifier(ValueError):
    """A number that cannot be right; ``code`` is length, character, check_digit, birth_date or format."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def normalise(text: str) -> str:
    """Full-width to half-width, upper case, without spaces, hyphens and the invisible marks that pasting brings."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_uscc(text: str) -> str:
    """The unified social credit code in its normal form (18 characters). Raises :class:`BadIdentifier`."""
    code = normalise(text)
    if len(code) != 18:
        raise BadIdentifier("length")
    if not _USCC.fullmatch(code):
        raise BadIdentifier("character")
    if uscc.calc_check_digit(code[:-1]) != code[-1]:
        raise BadIdentifier("check_digit")
    return code


def check_resident_id(text: str) -> str:
    """The resident identity number in its normal form. The county code is not judged: codes come and go."""
    number = normalise(text)
    if len(number) != 18:
        raise BadIdentifier("length")
    if not _RESIDENT.fullmatch(number):
        raise BadIdentifier("character")
    try:
        ric.get_birth_date(number)
    except ValidationError as error:
        raise BadIdentifier("birth_date") from error
    if ric.calc_check_digit(number) != number[-1]:
        raise BadIdentifier("check_digit")
    return number


def check_person_id(kind: IdKind, text: str) -> str:
    """A person's number in its normal form. Raises :class:`BadIdentifier`.

    Residence permits are numbered like identity cards: 81 for Hong Kong, 82 for Macao, 83 for Taiwan residents.
    """
    if kind is IdKind.RESIDENT_ID:
        return check_resident_id(text)
    number = normalise(text)
    if not _PATTERNS[kind].fullmatch(number):
        raise BadIdentifier("format")
    return number if kind is IdKind.PASSPORT else check_resident_id(number)


def mask_person_id(number: str) -> str:
    """The number with all but its first and last four characters hidden; of a short one the first and last only."""
    shown = 4 if len(number) >= 16 else 1  # at least half stays hidden
    return f"{number[:shown]}{'*' * (len(number) - 2 * shown)}{number[-shown:]}"
