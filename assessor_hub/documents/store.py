"""Where sealed bytes lie: a directory, one file a document, written beside and moved into place."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from assessor_hub.crypto import KeyRing


@dataclass(frozen=True)
class Store:
    """A directory of sealed files. The seal is tied to the document's ``ref``."""

    folder: Path
    ring: KeyRing

    def put(self, ref: str, plain: bytes) -> None:
        """Seal and write; on the disk before it returns."""
        path = self._path(ref)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        with draft.open("wb") as out:
            out.write(self.ring.seal(plain, table="documents", column="bytes", row=ref))
            out.flush()
            os.fsync(out.fileno())
        draft.rename(path)

    def get(self, ref: str) -> bytes:
        """Read and open. Raises FileNotFoundError, or Unsealable where the file was moved or changed."""
        return self.ring.open(self._path(ref).read_bytes(), table="documents", column="bytes", row=ref)

    def drop(self, ref: str) -> None:
        """Remove; nothing happens where it is gone already."""
        self._path(ref).unlink(missing_ok=True)

    def _path(self, ref: str) -> Path:
        return self.folder / ref[:2] / ref
