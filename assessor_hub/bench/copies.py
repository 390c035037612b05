"""Rows multiplied inside the database: a whole institution, told once through the services, stands there thousandfold.

The copy of a row has its id, and its references to rows that are copied too, moved by a stride; what must be unique is
written anew. Whatever columns a table has or gets are copied with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, String, Table, UniqueConstraint, text
from sqlalchemy.orm import Session

from assessor_hub.db import Base

STRIDE = 1_000_000  # above every id that is copied
SERIES = "WITH RECURSIVE series(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM series WHERE n < :copies)"
UNIQUE = "CAST(100000000000000 + {id} + n * {stride} AS VARCHAR(15))"


@dataclass(frozen=True)
class Copied:
    """Rows of a table to copy by their ids; ``instead`` gives SQL of ``n`` for a column's value."""

    table: str
    ids: Collection[int]
    instead: Mapping[str, str] = field(default_factory=dict)


def multiply(session: Session, copies: int, rows: list[Copied], stride: int = STRIDE) -> None:
    """Insert ``copies`` copies of all ``rows``, in their order: the n-th has its ids moved by n strides."""
    moved = {each.table for each in rows}
    for each in rows:
        table = Base.metadata.tables[each.table]
        values = {column.name: each.instead.get(column.name) or _value(column, moved, stride) for column in table.c}
        statement = (
            f"INSERT INTO {table.name} ({', '.join(values)}) {SERIES} "  # noqa: S608 - names of our own tables
            f"SELECT {', '.join(values.values())} FROM {table.name} CROSS JOIN series "
            f"WHERE {_key(table)} IN ({', '.join(map(str, each.ids)) or 'NULL'})"
        )
        session.execute(text(statement), {"copies": copies})


def _key(table: Table) -> str:
    return next(iter(table.primary_key.columns)).name


def _value(column: Column[Any], moved: set[str], stride: int) -> str:
    """The SQL of a copied row's column."""
    refers = any(key.column.table.name in moved for key in column.foreign_keys)
    if refers or column.name in {_key(column.table), "owner_id"}:
        return f"{column.name} + n * {stride}"
    if _stands_alone(column):
        fresh = UNIQUE.format(id=_key(column.table), stride=stride)
        return f"CASE WHEN {column.name} IS NULL THEN NULL ELSE {fresh} END" if column.nullable else fresh
    return column.name


def _stands_alone(column: Column[Any]) -> bool:
    """Whether no two rows may have the same words."""
    return isinstance(column.type, String) and any(
        isinstance(rule, UniqueConstraint) and list(rule.columns) == [column] for rule in column.table.constraints
    )
