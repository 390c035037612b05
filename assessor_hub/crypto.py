"""Sealing of what must not be read from a dump: AES-256-GCM with rotating keys, and keyed blind indexes.

A sealed value names its key, so that an old key can go on opening what it sealed while the first key of the ring
seals everything new. The associated data ties a value to its table, column and row: moved elsewhere, it won't open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes, as AES-GCM wants


class Unsealable(Exception):
    """A sealed value cannot be opened: unknown key, moved, or tampered with."""


@dataclass(frozen=True)
class KeyRing:
    """Keys of 32 bytes by name; the first seals, all open."""

    keys: Mapping[str, bytes]

    def seal(self, plain: bytes, *, table: str, column: str, row: str) -> bytes:
        """Seal ``plain``; the result is key name, colon, nonce, ciphertext."""
        name = next(iter(self.keys))
        nonce = os.urandom(NONCE)
        sealed = AESGCM(self.keys[name]).encrypt(nonce, plain, _place(table, column, row))
        return name.encode() + b":" + nonce + sealed

    def open(self, sealed: bytes, *, table: str, column: str, row: str) -> bytes:
        """Open what :meth:`seal` made for the same place. Raises :class:`Unsealable`."""
        name, _, rest = sealed.partition(b":")
        key = self.keys.get(name.decode("ascii", "replace"))
        if key is None:
            raise Unsealable(f"no key named {name!r} for {table}.{column}")
        try:
            return AESGCM(key).decrypt(rest[:NONCE], rest[NONCE:], _place(table, column, row))
        except (InvalidTag, ValueError) as error:  # ValueError: torn, too short for a nonce
            raise Unsealable(f"{table}.{column} of row {row} does not open") from error

    def needs_resealing(self, sealed: bytes) -> bool:
        """Whether an older key sealed this."""
        return sealed.partition(b":")[0].decode() != next(iter(self.keys))


def _place(table: str, column: str, row: str) -> bytes:
    return f"{table}/{column}/{row}".encode()


@dataclass(frozen=True)
class Vault:
    """All keys of an installation: fields, reporters' identities (apart), and the blind index."""

    fields: KeyRing
    identities: KeyRing
    blind_key: bytes

    def blind(self, purpose: str, text: str) -> str:
        """A keyed hash that lets equal values meet without being readable: 64 hex digits."""
        return hmac.new(self.blind_key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()
