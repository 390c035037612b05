"""Seals: a value opens in its own place and nowhere else, and keys can be changed."""

from __future__ import annotations

import pytest

from assessor_hub.crypto import KeyRing, Unsealable, Vault

OLD, NEW = b"o" * 32, b"n" * 32
PLACE = {"table": "persons", "column": "id_number", "row": "7"}


def test_a_value_opens_in_its_own_place() -> None:
    ring = KeyRing({"k1": OLD})
    sealed = ring.seal(b"22000019800101", **PLACE)
    assert b"2200" not in sealed
    assert ring.open(sealed, **PLACE) == b"22000019800101"
    assert ring.seal(b"22000019800101", **PLACE) != sealed  # a nonce of its own each time


@pytest.mark.parametrize("moved", [{"table": "users"}, {"column": "name"}, {"row": "8"}])
def test_a_moved_value_does_not_open(moved: dict[str, str]) -> None:
    ring = KeyRing({"k1": OLD})
    with pytest.raises(Unsealable):
        ring.open(ring.seal(b"x", **PLACE), **(PLACE | moved))


@pytest.mark.parametrize("place", [0, 3, 10, -1])
def test_a_changed_value_does_not_open(place: int) -> None:
    ring = KeyRing({"k1": OLD})
    sealed = bytearray(ring.seal(b"plain text", **PLACE))
    sealed[place] ^= 1
    with pytest.raises(Unsealable):
        ring.open(bytes(sealed), **PLACE)


@pytest.mark.parametrize("cut", [b"", b"k1", b"k1:", b"k1:123", b":::", bytes(40)])
def test_a_torn_value_does_not_open(cut: bytes) -> None:
    with pytest.raises(Unsealable):
        KeyRing({"k1": OLD}).open(cut, **PLACE)


def test_an_old_key_opens_and_the_new_one_seals() -> None:
    before, after = KeyRing({"k1": OLD}), KeyRing({"k2": NEW, "k1": OLD})
    old, new = before.seal(b"x", **PLACE), after.seal(b"x", **PLACE)
    assert after.open(old, **PLACE) == after.open(new, **PLACE) == b"x"
    assert (old.partition(b":")[0], new.partition(b":")[0]) == (b"k1", b"k2")
    assert (after.needs_resealing(old), after.needs_resealing(new), before.needs_resealing(old)) == (True, False, False)
    with pytest.raises(Unsealable):
        before.open(new, **PLACE)
    with pytest.raises(Unsealable):
        KeyRing({"k1": NEW}).open(old, **PLACE)  # the same name for another key


def test_a_blind_index_lets_equals_meet_and_tells_nothing() -> None:
    vault = Vault(KeyRing({"k1": OLD}), KeyRing({"k1": NEW}), b"b" * 32)
    other = Vault(vault.fields, vault.identities, b"c" * 32)
    index = vault.blind("person", "220000198001010014")
    assert index == vault.blind("person", "220000198001010014")
    assert len(index) == 64
    assert len({
        index, vault.blind("receipt", "220000198001010014"), vault.blind("person", "220000198001010022"),
        other.blind("person", "220000198001010014"),
    }) == 4


def test_identities_do_not_open_with_the_key_of_fields() -> None:
    vault = Vault(KeyRing({"k1": OLD}), KeyRing({"k1": NEW}), b"b" * 32)
    with pytest.raises(Unsealable):
        vault.fields.open(vault.identities.seal(b"x", **PLACE), **PLACE)
