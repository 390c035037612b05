"""Jurisdictions as dated data: what a pack file says, and the strict loader that refuses a wrong one.

A pack answers every question of :mod:`assessor_hub.rules.keys`, each answer with its article and its strength.
Refused with file and key: an unknown, duplicate or missing key, overlapping or broken dates, a value without a
citation, an inherited value whose ancestor has none.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assessor_hub.rules import keys as registry
from assessor_hub.rules.pack_shapes import (
    ROOT,
    Document,
    Entry,
    Head,
    PackError,
    RulePack,
    Sentence,
    Strength,
    Text,
)
from assessor_hub.rules.values import Level, Shape

__all__ = ["ROOT", "Document", "Entry", "Head", "PackError", "RulePack", "Sentence", "Strength", "Text", "load_packs"]


def load_packs(folder: Path) -> dict[str, RulePack]:
    """Load every ``*.toml`` of ``folder``, by code. Raises :class:`PackError` on the first thing that is wrong."""
    packs: dict[str, RulePack] = {}
    for path in sorted(folder.glob("*.toml")):
        pack = _load(path)
        if pack.code in packs:
            raise PackError(pack.file, "pack.code", f"{pack.code} is already taken by {packs[pack.code].file}")
        packs[pack.code] = pack
    if ROOT not in packs:
        raise PackError(str(folder.name), "pack.code", f"no pack for {ROOT} (MIIT), the root of the tree")
    for pack in packs.values():
        _check_family(pack, packs)
    return packs


def _load(path: Path) -> RulePack:
    raw = path.read_bytes()
    try:
        tables = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(path.name, _key_at(raw, error), str(error)) from error
    head = _shape(path.name, "pack", Head, tables.pop("pack", None))
    document = _shape(path.name, "document", Document, tables.pop("document", None))
    sentences = tuple(
        _shape(path.name, f"sentences[{number}]", Sentence, row)
        for number, row in enumerate(tables.pop("sentences", []))
    )
    entries = _entries(path.name, tables)
    if document.status != "not_held":
        _check_complete(path.name, entries)
    elif entries:
        raise PackError(path.name, next(iter(entries)), "a text that is not held has no values")
    if (document.effective_from == "pending") != (document.status in {"pending", "not_held"}):
        raise PackError(path.name, "document.effective_from", f"does not fit status {document.status}")
    version = hashlib.sha256(raw).hexdigest()[:12]
    return RulePack(path.name, version, head, document, entries, sentences)


def _key_at(raw: bytes, error: Exception) -> str:
    """Name the key in whose line TOML stopped: tomllib gives the line only, and only in its message."""
    found = re.search(r"line (\d+)", str(error))
    if found is None:
        return "file"
    lines = raw.decode("utf-8", "replace").splitlines()[: int(found[1])]
    header = next((line.strip(" []") for line in reversed(lines) if line.startswith("[")), "file")
    last = lines[-1].split("=")[0].strip(" []")
    return header if last == header else f"{header}.{last}"


def _json(data: Any) -> str:
    """TOML as JSON, whose strict mode takes lists for tuples and words for enums but never "10" or true for 10."""
    return json.dumps(data, default=str)


def _shape(file: str, key: str, shape: type[Shape], data: Any) -> Any:
    if data is None:
        raise PackError(file, key, "is missing")
    try:
        return shape.model_validate_json(_json(data), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join([key, *(str(part) for part in first["loc"])])
        raise PackError(file, where, first["msg"]) from error


def _entries(file: str, tables: Mapping[str, Any]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for section, questions in tables.items():
        if not isinstance(questions, dict):
            raise PackError(file, section, "unknown key")
        for question, rows in questions.items():
            name = f"{section}.{question}"
            if name not in registry.ALL:
                raise PackError(file, name, "unknown key")
            if not isinstance(rows, list) or not rows:
                raise PackError(file, name, "is written as [[section.key]], one table per dated value")
            found[name] = tuple(_entry(file, name, number, row) for number, row in enumerate(rows))
            _check_dates(file, name, found[name])
    return found


def _entry(file: str, name: str, number: int, row: Any) -> Entry:
    where = f"{name}[{number}]"
    entry: Entry = _shape(file, where, Entry, row)
    key = registry.ALL[name]
    if (entry.strength is Strength.REFERENCE) and not name.startswith("reference."):
        raise PackError(file, where, "reference is for settings under [reference] only, never for law")
    if entry.silent and entry.value is None:
        if not key.may_be_silent:
            raise PackError(file, where, "a text cannot be silent about this; state, inherit or assume a value")
        return entry.model_copy(update={"value": key.absent})
    if entry.inherits:
        return entry
    try:
        return entry.model_copy(update={"value": key.adapter.validate_json(_json(entry.value), strict=True)})
    except ValidationError as error:
        first = error.errors()[0]
        inner = ".".join([where, "value", *(str(part) for part in first["loc"])])
        raise PackError(file, inner, first["msg"]) from error


def _check_dates(file: str, name: str, entries: Iterable[Entry]) -> None:
    """At each level the answers follow one another without overlap or gap, up to the end."""
    rows = tuple(entries)
    for level in Level:
        line = sorted((row for row in rows if level in row.levels), key=lambda row: row.effective_from)
        if not line:
            raise PackError(file, name, f"no value for the {level} level")
        for earlier, later in pairwise(line):
            if later.effective_from <= earlier.effective_to:
                raise PackError(file, name, f"dates overlap from {later.effective_from} ({level})")
            if later.effective_from != earlier.effective_to + timedelta(days=1):
                raise PackError(file, name, f"no value between {earlier.effective_to} and {later.effective_from}")
        if line[0].effective_from != date.min:
            raise PackError(file, name, f"no value before {line[0].effective_from}")
        if line[-1].effective_to != date.max:
            raise PackError(file, name, f"no value after {line[-1].effective_to}")


def _check_complete(file: str, entries: Mapping[str, Any]) -> None:
    for name in registry.ALL:
        if name not in entries:
            raise PackError(file, name, "is missing")


def _check_family(pack: RulePack, packs: Mapping[str, RulePack]) -> None:
    """Parents exist, inherited answers resolve to stated ones, sentences name answers that exist."""
    ancestors = _ancestors(pack, packs)
    for name, rows in pack.entries.items():
        for number, row in enumerate(rows):
            if row.inherits is None:
                continue
            where = f"{name}[{number}]"
            if row.inherits not in ancestors:
                raise PackError(pack.file, where, f"inherits from {row.inherits}, which is no ancestor")
            origin = packs[row.inherits].entries.get(name, ())
            if not origin or any(other.inherits or other.silent for other in origin):
                raise PackError(pack.file, where, f"{row.inherits} states no value to inherit")
            if row.through is None and any(other.strength != Strength.REFERENCE for other in origin):
                raise PackError(pack.file, where, "through is missing: the clause that takes the value over")
    for number, sentence in enumerate(pack.sentences):
        for name in sentence.keys:
            if name not in pack.entries:
                raise PackError(pack.file, f"sentences[{number}].keys", f"{name} is no key of this pack")


def _ancestors(pack: RulePack, packs: Mapping[str, RulePack]) -> list[str]:
    line: list[str] = []
    parent = pack.head.parent
    while parent is not None:
        if parent not in packs:
            raise PackError(pack.file, "pack.parent", f"no pack for {parent}")
        if parent in line or parent == pack.code:
            raise PackError(pack.file, "pack.parent", "the tree has a circle")
        line.append(parent)
        parent = packs[parent].head.parent
    if not line and pack.code != ROOT:
        raise PackError(pack.file, "pack.parent", "is missing")
    return line
