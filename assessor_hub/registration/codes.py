"""Verification codes of certificates: what a person copies from paper to ask whether a recordal holds.

A code is drawn at random and kept with its recordal, because it must be printable again for as long as the recordal
is kept. Derived from a key, it would die with the key's loss, and whoever held the key alone could mint codes. A
dump of the table gives codes away, but no more than it holds itself: all that a code opens is in the public register.
"""

from __future__ import annotations

import secrets

from stdnum.iso7064 import mod_37_2

from assessor_hub.rules.identifiers import normalise

ALPHABET = "23456789ACEFHJKMNPRTWXY"  # 23, a prime: every single slip and every swap of neighbours shows
LOOK_ALIKES = str.maketrans("BGSZ", "8652")  # one of each pair is in the alphabet, the other is taken for it
DRAWN = 23  # characters by chance, 104 bits; one more checks them
GROUPS = 6


def new_code() -> str:
    """A fresh code, as kept: 23 characters by chance and the check character."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(DRAWN))
    return drawn + str(mod_37_2.calc_check_digit(drawn, ALPHABET))


def grouped(code: str) -> str:
    """A code as printed, in six groups of four."""
    size = len(code) // GROUPS
    return "-".join(code[place : place + size] for place in range(0, len(code), size))


def read_code(typed: str) -> str | None:
    """The code that was typed, as kept; None where its characters or its check character say that it is mistyped."""
    code = normalise(typed).translate(LOOK_ALIKES)
    return code if len(code) == DRAWN + 1 and mod_37_2.is_valid(code, ALPHABET) else None
