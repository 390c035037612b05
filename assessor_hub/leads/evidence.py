"""A lead and the rows that it rests on, as plain values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assessor_hub.leads.models import LeadKind


class Shows(StrEnum):
    """What a row of evidence shows of its institution."""

    PHONE = "phone"
    ADDRESS = "address"
    PREMISES = "premises"
    DOCUMENT = "document"
    HEADS = "heads"
    STAFF = "staff"
    BAN = "ban"
    CHANGE = "change"
    POOL = "pool"
    UNIT = "unit"
    CODE = "code"


@dataclass(frozen=True)
class Row:
    """One row of evidence: whose it is, what it shows, the table's row, and the figures of its sentence.

    ``weighs`` are the values on which the lead rests: when one of them changes, the lead is another.
    """

    institution_id: int
    shows: Shows
    source: str  # "tenures:12"
    weighs: tuple[Any, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """The row as the lead's key takes it."""
        return f"{self.shows}|{self.source}|{self.institution_id}|{self.weighs!r}"


@dataclass(frozen=True)
class Lead:
    """Something that staff may want to look at, with its evidence.

    ``about`` says what is shared (a number, a person's id, two institutions) and stays when the evidence grows.
    """

    kind: LeadKind
    about: str
    rows: tuple[Row, ...]

    @property
    def parties(self) -> tuple[int, ...]:
        """The institutions that the evidence involves, each once, in order."""
        return tuple(sorted({row.institution_id for row in self.rows}))

    @property
    def anchor(self) -> str:
        """The hash of what the lead is about."""
        return _digest([self.kind.value, self.about])

    @property
    def key(self) -> str:
        """The hash of the lead with all its evidence: it changes when the evidence does."""
        return _digest([self.kind.value, self.about, *sorted(row.mark for row in self.rows)])


def lead(kind: LeadKind, about: Any, rows: Iterable[Row]) -> Lead:
    """A lead with each row once, in the order of institutions."""
    once = {row.mark: row for row in rows}
    return Lead(kind, str(about), tuple(sorted(once.values(), key=lambda row: (row.institution_id, row.source))))


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
