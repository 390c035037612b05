"""Whether rows and files agree: what is recorded lies in the store as it came, and nothing else lies there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.crypto import Unsealable
from assessor_hub.documents.models import CleaningState, Document
from assessor_hub.documents.store import PART, Lying, Store

YOUNG = timedelta(minutes=10)  # a file is written before the row that names it is committed
OLD = timedelta(days=1)
ROWS = 500


@dataclass(frozen=True)
class Orphan:
    """A file that no row names. ``draft`` is what a write that died left behind."""

    file: Lying
    draft: bool

    def is_old(self, now: datetime) -> bool:
        """Whether it surely belongs to nothing that is under way; never where the store tells no times."""
        return self.file.changed_at is not None and now - self.file.changed_at > OLD

    def __str__(self) -> str:
        return f"file {self.file.name}: {'left by a write that died' if self.draft else 'no row names it'}"


def faulty_rows(session: Session, store: Store) -> Iterator[str]:
    """One line a file that is missing, does not open, or is not what its row's hash says. Reads every file."""
    rows = select(Document).order_by(Document.id).execution_options(yield_per=ROWS)
    with session.scalars(rows) as documents:
        for document in documents:
            yield from _faults(store, document.id, "original", document.ref, document.sha256)
            if document.cleaning is CleaningState.CLEANED:
                yield from _faults(store, document.id, "copy", document.clean_ref, str(document.clean_sha256))


def _faults(store: Store, document_id: int, which: str, name: str, sha256: str) -> Iterator[str]:
    where = f"document {document_id}, {which} {name}"
    try:
        content = store.get(name)
    except FileNotFoundError:
        yield f"{where}: the file is missing"
    except Unsealable:
        yield f"{where}: does not open; it was changed or exchanged, or its key is gone"
    except OSError as fault:
        yield f"{where}: cannot be read ({type(fault).__name__})"
    else:
        if hashlib.sha256(content).hexdigest() != sha256:
            yield f"{where}: is not what the row's SHA-256 says"


def orphans(session: Session, store: Store, now: datetime) -> Iterator[Orphan]:
    """Files without a row, those of the last minutes aside, which may be on their way to one."""
    named = set(session.scalars(select(Document.ref)))
    for file in store.lying():
        draft = file.name.endswith(PART)
        young = file.changed_at is not None and now - file.changed_at < YOUNG
        if not young and (draft or file.name.removesuffix("-clean") not in named):
            yield Orphan(file, draft)


def remove_old(store: Store, found: list[Orphan], now: datetime) -> int:
    """Remove those that are older than a day; returns how many went."""
    old = [orphan for orphan in found if orphan.is_old(now)]
    for orphan in old:
        store.remove(orphan.file)
    return len(old)
