"""What somebody finds who has the database and its files, but not the keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from assessor_hub.extensions import db
from tests.world import World


def values(world: World) -> Iterator[bytes]:
    """Every value of every column of every table."""
    with world.session() as session:
        for table in db.metadata.sorted_tables:
            for row in session.execute(select(table)):
                for value in row:
                    yield value if isinstance(value, bytes) else str(value).encode()


def files(world: World) -> Iterator[bytes]:
    """Every file of the installation: on SQLite the database itself and its log are among them."""
    for path in Path(world.hub.settings.instance).rglob("*"):
        if path.is_file() and path.name != "secrets.toml":
            yield path.read_bytes()


def spellings(text: str) -> set[bytes]:
    """A text as it may lie in a file: as UTF-8, as UTF-16, or escaped in JSON."""
    return {text.encode(), text.encode("utf-16-le"), json.dumps(text)[1:-1].encode()}


def found_in_dump(world: World, text: str) -> bool:
    """Whether a text can be read anywhere without a key."""
    wanted = spellings(text)
    return any(spelling in content for content in [*values(world), *files(world)] for spelling in wanted)
