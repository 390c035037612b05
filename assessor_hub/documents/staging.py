"""Files of a form that failed, kept sealed for an hour so that nobody has to choose them again.

A token, which only the sender's cookie holds, names a folder by its hash. Nothing here is a document yet: no row, no
audit entry, and after :data:`KEPT` nothing at all.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from assessor_hub.crypto import KeyRing
from assessor_hub.documents.intake import Upload, clean_name

KEPT = timedelta(hours=1)
MAX_FILES = 10  # of one form


@dataclass(frozen=True)
class Staging:
    """A directory of sealed files by token, and the marks of forms that were sent."""

    folder: Path
    ring: KeyRing

    def keep(self, token: str, uploads: list[Upload], now: datetime) -> list[str]:
        """Seal ``uploads`` under ``token``, at most MAX_FILES in all; returns the refs of those that were kept."""
        place = self._place(token)
        place.mkdir(parents=True, exist_ok=True)
        refs = []
        for upload in uploads:
            ref = hashlib.sha256(upload.content).hexdigest()[:32]  # the same file again is the same file
            if not (place / ref).exists() and len(list(place.iterdir())) >= MAX_FILES:
                break
            self._seal(place, ref, upload)
            refs.append(ref)
        self._stamp(place, now)
        return refs

    def kept(self, token: str, now: datetime) -> dict[str, Upload]:
        """What ``token`` still holds, by ref, in the order of the file names."""
        place = self._place(token)
        if not place.is_dir() or self._is_over(place, now):
            return {}
        found = {path.name: self._open(place, path.name) for path in place.iterdir()}
        return dict(sorted(found.items(), key=lambda pair: pair[1].name))

    def drop(self, token: str, refs: set[str] | None = None) -> None:
        """Remove the files with ``refs``, or all that ``token`` holds; nothing happens where there are none."""
        place = self._place(token)
        if refs is None:
            shutil.rmtree(place, ignore_errors=True)
            return
        for path in place.iterdir() if place.is_dir() else ():
            if path.name in refs:
                path.unlink(missing_ok=True)

    def claim(self, form: str, now: datetime) -> bool:
        """Mark a form as being sent; False where it was marked before. Atomic: of two at once, one gets it."""
        mark = self._mark(form)
        mark.parent.mkdir(parents=True, exist_ok=True)
        try:
            mark.mkdir()
        except FileExistsError:
            return False
        self._stamp(mark, now)
        return True

    def unclaim(self, form: str) -> None:
        """Take the mark back: what the form carried was not taken in."""
        shutil.rmtree(self._mark(form), ignore_errors=True)

    def purge(self, now: datetime) -> int:
        """Remove everything older than KEPT; returns how many folders went."""
        gone = 0
        for place in [*self._children("files"), *self._children("sent")]:
            if self._is_over(place, now):
                shutil.rmtree(place, ignore_errors=True)
                gone += 1
        return gone

    def _children(self, kind: str) -> list[Path]:
        folder = self.folder / kind
        return list(folder.iterdir()) if folder.is_dir() else []

    def _place(self, token: str) -> Path:
        return self.folder / "files" / hashlib.sha256(token.encode()).hexdigest()

    def _mark(self, form: str) -> Path:
        return self.folder / "sent" / hashlib.sha256(form.encode()).hexdigest()

    def _seal(self, place: Path, ref: str, upload: Upload) -> None:
        plain = clean_name(upload.name).encode() + b"\0" + upload.content
        (place / ref).write_bytes(self.ring.seal(plain, table="staging", column=place.name, row=ref))

    def _open(self, place: Path, ref: str) -> Upload:
        plain = self.ring.open((place / ref).read_bytes(), table="staging", column=place.name, row=ref)
        name, _zero, content = plain.partition(b"\0")
        return Upload(name.decode(), content)

    def _stamp(self, place: Path, now: datetime) -> None:
        """Keep the moment as the folder's time, so that ``now`` and not the machine's clock decides."""
        os.utime(place, (now.timestamp(), now.timestamp()))

    def _is_over(self, place: Path, now: datetime) -> bool:
        try:
            return now.timestamp() - place.stat().st_mtime > KEPT.total_seconds()
        except FileNotFoundError:  # another process purged it a moment ago
            return True
