"""What a cell of the matrix is, and how its rows are written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assessor_hub.rules.pack import Strength
from assessor_hub.rules.values import Level

CODES = {"CN": "000000", "JL": "220000", "ZJ": "330000", "FJ": "350000", "HY": "441600", "SD": "370000"}


@dataclass(frozen=True)
class Cell:
    """What one jurisdiction answers; ``article`` in its own text, or ``through`` the clause that takes MIIT's over."""

    value: Any
    strength: Strength
    article: str | None = None
    through: str | None = None
    source: tuple[str, ...] = ()
    national: Cell | None = field(default=None)

    def at(self, level: Level) -> Cell:
        """The cell for work of ``level``."""
        return self.national if self.national and level is Level.NATIONAL else self


def text(value: Any, article: str, national: Cell | None = None) -> Cell:
    return Cell(value, Strength.TEXT, article, national=national)


def silent(value: Any, national: Cell | None = None) -> Cell:
    return Cell(value, Strength.SILENT, national=national)


def taken(value: Any, through: str | None, strength: Strength = Strength.ASSUMED) -> Cell:
    return Cell(value, strength, through=through)


def known(value: Any, *source: str) -> Cell:
    return Cell(value, Strength.ASSUMED, source=source)


MATRIX: dict[str, dict[str, Cell]] = {}


def row(key: str, **cells: Cell) -> None:
    """One row; every jurisdiction must have its cell."""
    assert set(cells) == set(CODES), key
    MATRIX[key] = cells


def assumed_row(key: str, value: Any, source: str, shandong: Cell | None = None) -> None:
    """A row that Jilin states and ZJ 12, FJ 12(1), HY 12 take from MIIT's annex."""
    row(
        key,
        CN=known(value, f"JL {source}"),
        JL=text(value, source),
        ZJ=taken(value, "12"),
        FJ=taken(value, "12(1)"),
        HY=taken(value, "12"),
        SD=shandong or taken(value, "17"),
    )


def mostly_silent(key: str, absent: Any, **cells: Cell) -> None:
    """A row that only the named jurisdictions fill."""
    row(key, **({short: silent(absent) for short in CODES} | cells))
