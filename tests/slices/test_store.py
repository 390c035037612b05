"""The place of the files: a directory, or another filesystem by setting; sealed before anything leaves the process."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsspec
import pytest
from click.testing import Result
from flask import Flask
from fsspec.implementations.memory import MemoryFileSystem

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.app import create_app
from assessor_hub.crypto import KeyRing, Unsealable
from assessor_hub.demo.papers import paper
from assessor_hub.documents.cleaning.clean import clean
from assessor_hub.documents.errors import DocumentRefused, DocumentWithheld
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import Document, DocumentKind, OwnerKind
from assessor_hub.documents.preparing import prepare_waiting
from assessor_hub.documents.services import content_of, store_documents
from assessor_hub.documents.store import Store, store_of
from assessor_hub.settings import SettingsError
from tests.conftest import settings_for
from tests.world import World

RING = KeyRing({"k1": b"1" * 32})
PDF = paper("a secret line")


@pytest.fixture(params=["directory", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store in a directory, and one in another of fsspec's filesystems."""
    if request.param == "directory":
        yield Store(tmp_path / "documents", RING)
        return
    place = f"memory://bucket-{uuid.uuid4().hex}/documents"
    yield Store(place, RING)
    fsspec.filesystem("memory").rm(place, recursive=True)


def files(store: Store) -> list[str]:
    return [file.name for file in store.lying()]


def test_what_is_put_comes_back_and_can_be_put_anew_and_dropped(store: Store) -> None:
    assert files(store) == []
    store.put("ab" * 16, PDF)
    store.put("cd" * 16, b"other")
    store.put("ab" * 16, PDF + b"!")
    assert store.get("ab" * 16) == PDF + b"!"
    assert files(store) == ["ab" * 16, "cd" * 16]
    for _ in range(2):
        store.drop("ab" * 16)
    assert files(store) == ["cd" * 16]
    with pytest.raises(FileNotFoundError):
        store.get("ab" * 16)


def test_bytes_are_sealed_before_they_leave_and_tied_to_their_name(store: Store) -> None:
    store.put("ab" * 16, PDF)
    place, root = fsspec.url_to_fs(str(store.folder))
    raw = place.cat_file(f"{root}/ab/{'ab' * 16}")
    assert b"secret" not in raw
    assert b"%PDF" not in raw
    place.makedirs(f"{root}/cd", exist_ok=True)
    place.pipe_file(f"{root}/cd/{'cd' * 16}", raw)
    with pytest.raises(Unsealable):
        store.get("cd" * 16)
    place.pipe_file(f"{root}/ab/{'ab' * 16}", raw[:-1])
    with pytest.raises(Unsealable):
        store.get("ab" * 16)


def test_a_write_that_dies_leaves_the_old_file_and_a_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path, RING)
    store.put("ab" * 16, PDF)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put("ab" * 16, b"new")
    assert store.get("ab" * 16) == PDF
    assert files(store) == ["ab" * 16, "ab" * 16 + ".part"]


def test_the_store_is_the_instance_unless_another_place_is_set(tmp_path: Path) -> None:
    assert str(store_of(settings_for(tmp_path)).folder) == str(tmp_path / "documents")
    there = settings_for(tmp_path, HUB_DOCUMENTS_URL=str(tmp_path / "elsewhere"))
    store_of(there).put("ab" * 16, PDF)
    assert (tmp_path / "elsewhere" / "ab" / ("ab" * 16)).is_file()
    assert not store_of(there).scanned
    assert store_of(settings_for(tmp_path, HUB_CLAMD="/run/clamd.sock")).scanned


@pytest.mark.parametrize(("place", "why"), [
    ("s3://bucket/documents", r"^HUB_DOCUMENTS_URL names s3://.*lacks.*s3fs"),
    ("nosuch://bucket", r"^HUB_DOCUMENTS_URL names nosuch://.*lacks"),
])
def test_a_store_whose_library_is_missing_stops_the_start_in_one_line(tmp_path: Path, place: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why) as stopped:
        create_app(settings_for(tmp_path, HUB_DOCUMENTS_URL=place))
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize(("name", "value"), [
    ("HUB_DOCUMENTS_OPTIONS", "{"), ("HUB_DOCUMENTS_OPTIONS", "[]"), ("HUB_DOCUMENTS_OPTIONS", '"x"'),
    ("HUB_CLAMD", "localhost:3310"), ("HUB_CLAMD", "tcp://localhost"), ("HUB_CLAMD", "http://localhost:3310"),
    ("HUB_CLAMD", "run/clamd.sock"),
])
def test_a_bad_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} "):
        settings_for(tmp_path, **{name: value})


@pytest.mark.parametrize("value", ["tcp://clamd:3310", "tcp://127.0.0.1:3310", "tcp://[::1]:3310", "/run/clamav/clamd.ctl"])
def test_an_address_of_clamd(tmp_path: Path, value: str) -> None:
    assert settings_for(tmp_path, HUB_CLAMD=value).clamd == value


def test_options_reach_the_filesystem(tmp_path: Path) -> None:
    made = store_of(settings_for(tmp_path, HUB_DOCUMENTS_URL="memory://x", HUB_DOCUMENTS_OPTIONS='{"endpoint_url": "u"}'))
    assert made.options == {"endpoint_url": "u"}


class Away(MemoryFileSystem):
    """A store whose library has errors of its own."""

    protocol = "away"
    cachable = False

    def pipe_file(self, path: str, value: bytes, **_more: object) -> None:
        raise LookupError("endpoint")

    def cat_file(self, path: str, **_more: object) -> bytes:
        raise LookupError("endpoint")


def test_a_store_that_is_away_takes_nothing_and_says_so(world: World) -> None:
    fsspec.register_implementation("away", Away, clobber=True)
    kept = put(world, "1")
    away = Store("away://bucket", world.hub.vault.fields)
    with pytest.raises(DocumentWithheld, match="file_unavailable"):
        content_of(away, kept)
    with pytest.raises(DocumentRefused, match="file_not_stored") as refused, world.write() as session:
        store_documents(
            session, world.hub.vault, away, [Upload("a.pdf", PDF)], owner_kind=OwnerKind.TIP, owner_id=7,
            kind=DocumentKind.EVIDENCE, by=SYSTEM, now=world.now,
        )
    assert refused.value.figures == {"name": "a.pdf"}
    with world.session() as session:
        assert session.query(Document).count() == 1


# -- rows and files ----------------------------------------------------------------------------------------------------


def put(world: World, text: str) -> Document:
    with world.write() as session:
        [row] = store_documents(
            session, world.hub.vault, world.hub.store, [Upload("报告.pdf", paper(text))], owner_kind=OwnerKind.TIP,
            owner_id=7, kind=DocumentKind.EVIDENCE, by=SYSTEM, now=world.now,
        )
        document = row.id
    with world.session() as session:
        prepare_waiting(session, world.hub.store, None, world.now, clean)
        row = session.get_one(Document, document)
        session.expunge(row)
        return row


def check(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["documents", "check", *words])


def age(store: Store, name: str, by: timedelta) -> None:
    """Make a file look as if written so long ago."""
    then = (datetime.now(UTC) - by).timestamp()
    [path] = [file.path for file in store.lying() if file.name == name]
    os.utime(path, (then, then))


def test_where_all_is_well_the_check_says_so(world: World, app: Flask) -> None:
    put(world, "1")
    put(world, "2")
    done = check(app)
    assert (done.exit_code, done.output) == (0, "0 rows at fault, 0 files without a row, 0 of them removed\n")


def test_each_row_without_its_file_is_named(world: World, app: Flask) -> None:
    store, rows = world.hub.store, [put(world, str(number)) for number in range(5)]
    store.drop(rows[0].ref)
    store.drop(rows[1].clean_ref)
    store.put(rows[2].ref, b"something else")
    Path(store.folder, rows[3].ref[:2], rows[3].ref).write_bytes(b"k1:torn")
    done = check(app)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        f"document {rows[0].id}, original {rows[0].ref}: the file is missing",
        f"document {rows[1].id}, copy {rows[1].clean_ref}: the file is missing",
        f"document {rows[2].id}, original {rows[2].ref}: is not what the row's SHA-256 says",
        f"document {rows[3].id}, original {rows[3].ref}: does not open; it was changed or exchanged, or its key is gone",
        "4 rows at fault, 0 files without a row, 0 of them removed",
    ]
    assert "报告" not in done.output


def test_files_without_a_row_are_named_and_old_ones_removed_on_demand(world: World, app: Flask) -> None:
    store, kept = world.hub.store, put(world, "1")
    young, recent, old, draft = ("1a" * 16, "2b" * 16, "3c" * 16, "4d" * 16)
    for name in (young, recent, old, draft):
        store.put(name, b"x")
    age(store, recent, timedelta(hours=2))
    age(store, old, timedelta(days=2))
    Path(store.folder, "4d", draft).rename(Path(store.folder, "4d", f"{draft}.part"))
    age(store, f"{draft}.part", timedelta(days=2))
    done = check(app)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        f"file {recent}: no row names it", f"file {old}: no row names it", f"file {draft}.part: left by a write that died",
        "0 rows at fault, 3 files without a row, 0 of them removed",
    ]
    assert len(files(store)) == 6
    done = check(app, "--remove-orphans")
    assert done.exit_code == 1  # the recent one may belong to something that is under way
    assert f"file {old}: no row names it; removed" in done.output
    assert sorted(files(store)) == sorted([kept.ref, kept.clean_ref, young, recent])
    assert content_of(store, kept)


def test_the_check_works_on_any_store(world: World, tmp_path: Path, database: str) -> None:
    place = f"memory://bucket-{uuid.uuid4().hex}/documents"
    app = create_app(settings_for(tmp_path, database, HUB_DOCUMENTS_URL=place))
    row = put(World(app), "1")
    Store(place, RING).put("1a" * 16, b"x")
    assert check(app).exit_code == 0  # it is young
    app.extensions["hub"].store.drop(row.ref)
    assert "the file is missing" in check(app).output
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
