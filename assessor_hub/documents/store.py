"""Where sealed bytes lie: a local directory, or any object store that fsspec speaks to.

Bytes are sealed before they leave the process, so whoever keeps the store can read nothing. The seal is tied to the
name, so a file that was moved or exchanged doesn't open.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
from fsspec.core import split_protocol
from fsspec.implementations.local import LocalFileSystem

from assessor_hub.crypto import KeyRing
from assessor_hub.settings import Settings

PART = ".part"


class StoreUnusable(Exception):
    """The place of the documents cannot be used as it is set. One line says why and what to do."""


@dataclass(frozen=True)
class Lying:
    """A file as it lies in the store. ``changed_at`` is None where the store doesn't tell."""

    name: str
    path: str
    changed_at: datetime | None


@dataclass(frozen=True)
class Store:
    """Sealed files by name, under ``folder``: a local path, or a URL with the ``options`` of its filesystem.

    ``scanned`` says whether what comes in waits for a virus scanner.
    """

    folder: Path | str
    ring: KeyRing
    options: Mapping[str, Any] = field(default_factory=dict)
    scanned: bool = False

    def put(self, name: str, plain: bytes) -> None:
        """Seal and write, whole or not at all; kept for good before it returns. Raises OSError."""
        sealed = self.ring.seal(plain, table="documents", column="bytes", row=name)
        files, path = self._at(name)
        with _faults_as_oserror():
            if isinstance(files, LocalFileSystem):
                _write_through(Path(path), sealed)
            else:
                files.pipe_file(path, sealed)  # an object appears when it is complete

    def get(self, name: str) -> bytes:
        """Read and open. Raises OSError (FileNotFoundError), or Unsealable where the file was moved or changed."""
        files, path = self._at(name)
        with _faults_as_oserror():
            sealed = files.cat_file(path)
        return self.ring.open(sealed, table="documents", column="bytes", row=name)

    def drop(self, name: str) -> None:
        """Remove; nothing happens where it is gone already."""
        files, path = self._at(name)
        with contextlib.suppress(FileNotFoundError):
            files.rm_file(path)

    def lying(self) -> Iterator[Lying]:
        """Everything that lies in the store, drafts of a write that died included, in the order of the names."""
        files, root = fsspec.url_to_fs(str(self.folder), **self.options)
        files.invalidate_cache()
        for path, facts in sorted(files.find(root, detail=True).items()):
            yield Lying(path.rpartition("/")[2], path, _changed_at(facts))

    def remove(self, file: Lying) -> None:
        """Remove a file where it lies."""
        files, _root = fsspec.url_to_fs(str(self.folder), **self.options)
        files.rm_file(file.path)

    def _at(self, name: str) -> tuple[Any, str]:
        """The filesystem, which fsspec keeps by process, and the path of ``name`` in it."""
        files, root = fsspec.url_to_fs(str(self.folder), **self.options)
        return files, f"{root.rstrip('/')}/{name[:2]}/{name}"


def store_of(settings: Settings) -> Store:
    """The store that the settings name. Raises :class:`StoreUnusable` where what it needs is not installed."""
    place = settings.documents_url
    protocol = split_protocol(place)[0] or "file"
    try:
        fsspec.get_filesystem_class(protocol)
    except (ImportError, ValueError) as fault:
        raise StoreUnusable(f"HUB_DOCUMENTS_URL names {protocol}://, which this installation lacks: {fault}") from fault
    return Store(place, settings.vault.fields, settings.documents_options, scanned=settings.clamd is not None)


@contextlib.contextmanager
def _faults_as_oserror() -> Iterator[None]:
    """A store's own errors, which each library names in its way, as what a disk raises."""
    try:
        yield
    except OSError:
        raise
    except Exception as fault:
        raise OSError(f"{type(fault).__name__}: {fault}") from fault


def _write_through(path: Path, sealed: bytes) -> None:
    """Write beside, bring to the disk, move into place, and bring the folder's entry to the disk as well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}{PART}")
    with draft.open("wb") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _changed_at(facts: Mapping[str, Any]) -> datetime | None:
    """When a file was written last: each filesystem has its own word for it."""
    told = next((facts[word] for word in ("mtime", "LastModified", "last_modified", "created") if word in facts), None)
    if isinstance(told, (int, float)):
        return datetime.fromtimestamp(told, UTC)
    if isinstance(told, datetime):
        return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
    return None
