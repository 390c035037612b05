"""Telling a repeated request from a new one: the key that it came with, and what it said."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from assessor_hub.crypto import Vault

if TYPE_CHECKING:
    from assessor_hub.projects.filing import Filing

KEY_LENGTH = 40  # hex digits of a derived key: what the column holds, 160 bits


def key_of(vault: Vault, institution_id: int, given: str) -> str:
    """The request key of an ``Idempotency-Key``: the institution's own, so that no two institutions' keys meet.

    Keyed: a form's key is free text, so nobody must be able to work out what another's program will send.
    """
    return vault.blind("request", f"{institution_id}\0{given}")[:KEY_LENGTH]


def digest_of(filing: Filing) -> str:
    """SHA-256 of what is filed, without its key. What is left out counts as not said: a later field changes nothing."""
    said = {name: str(value) for name, value in asdict(filing).items() if name != "request_key" and value is not None}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
