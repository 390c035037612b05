"""Leads from what institutions gave of themselves: the same phone, the same address, the same document."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select, union_all
from sqlalchemy.orm import Session

from assessor_hub.clock import beijing_day
from assessor_hub.documents.models import Document, OwnerKind
from assessor_hub.institutions.models import Institution
from assessor_hub.leads.evidence import Lead, Row, Shows, lead
from assessor_hub.leads.models import LeadKind
from assessor_hub.places import provinces
from assessor_hub.projects.models import Project
from assessor_hub.registration.models import Application
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import ApplicationState

_SEVERAL = re.compile(r"[/、,;\n]")
_EXTENSION = re.compile(r"(转|分机|EXT|X|#).*")
_COUNTRY = re.compile(r"^(00)?86(?=[0-9]{9})")
_SHORTEST_PHONE = 7  # digits of a local number
_NO_LETTER = re.compile(r"[\W_]+")
_DECIDED_ON = (ApplicationState.SUBMITTED, ApplicationState.RECORDED)  # what the department has before it, as handed in


def phones(given: str) -> set[str]:
    """The numbers in a phone field: digits only, without extension and the country's code."""
    plain = unicodedata.normalize("NFKC", given).upper()
    found = {_within_china(re.sub(r"[^0-9]", "", _EXTENSION.sub("", part))) for part in _SEVERAL.split(plain)}
    return {number for number in found if len(number) >= _SHORTEST_PHONE}


def _within_china(digits: str) -> str:
    """The number as dialled within the country; no area code or mobile number begins with 86 by itself."""
    own = _COUNTRY.sub("", digits)
    return own if own == digits or own[0] in "01" else f"0{own}"


def address(given: str) -> str:
    """An address to compare by: half-width, without spaces, punctuation and the province's name; empty if vague."""
    plain = _NO_LETTER.sub("", unicodedata.normalize("NFKC", given)).upper().removeprefix("中国")
    for name in provinces().values():
        if not name.endswith("市"):  # a municipality is a city as well
            plain = plain.removeprefix(name)
    return plain if any(char.isnumeric() for char in plain) else ""


def same_phone(session: Session, _law: LawBook, _day: date) -> Iterator[Lead]:
    """Institutions that gave the same phone."""
    users: dict[str, list[Row]] = defaultdict(list)
    for institution_id, given in session.execute(select(Institution.id, Institution.phone)):
        for number in phones(given):
            source = f"institutions:{institution_id}"
            users[number].append(Row(institution_id, Shows.PHONE, source, (number,), {"given": given}))
    yield from _shared(LeadKind.SAME_PHONE, users)


def same_address(session: Session, _law: LawBook, _day: date) -> Iterator[Lead]:
    """Institutions that are registered, or have the premises that they named, at the same address."""
    users: dict[str, list[Row]] = defaultdict(list)
    registered = select(Institution.id, Institution.id, Institution.address)
    premises = select(
        Application.institution_id, Application.id, Application.answers["premises"]["address"].as_string()
    ).where(Application.status.in_(_DECIDED_ON))
    for shows, table, wanted in (
        (Shows.ADDRESS, "institutions", registered), (Shows.PREMISES, "applications", premises)
    ):
        for institution_id, row_id, given in session.execute(wanted):
            plain = address(given or "")
            if plain:
                source = f"{table}:{row_id}"
                users[plain].append(Row(institution_id, shows, source, (plain,), {"given": given}))
    yield from _shared(LeadKind.SAME_ADDRESS, users)


def same_document(session: Session, _law: LawBook, _day: date) -> Iterator[Lead]:
    """The same file handed in by different institutions, by the SHA-256 of the original or of its clean copy."""
    owned = union_all(*(_documents(kind, table) for kind, table in _OWNERS.items())).cte("owned")
    hashes = (owned.c.sha256, owned.c.clean_sha256)
    found = list(session.execute(select(owned).where(or_(*(one.in_(_of_several(owned, one)) for one in hashes)))))
    known: set[frozenset[str]] = set()
    for which in ("sha256", "clean_sha256"):  # files that differ in their metadata only share the second
        users: dict[str, list[Row]] = defaultdict(list)
        for row in found:
            users[getattr(row, which) or row.sha256].append(_document(row))
        for one in _shared(LeadKind.SAME_DOCUMENT, users):
            files = frozenset(row.source for row in one.rows)
            if files not in known:
                yield one
            known.add(files)


def _of_several(owned: Any, value: Any) -> Any:
    """The hashes that more than one institution's documents have."""
    return select(value).group_by(value).having(func.count(owned.c.institution_id.distinct()) > 1)


def _document(row: Any) -> Row:
    figures = {
        "kind": row.kind, "day": beijing_day(row.stored_at), "owner_kind": row.owner_kind, "owner_id": row.owner_id,
    }
    return Row(row.institution_id, Shows.DOCUMENT, f"documents:{row.id}", figures=figures)


_OWNERS: dict[OwnerKind, Any] = {OwnerKind.APPLICATION: Application, OwnerKind.PROJECT: Project}


def _documents(kind: OwnerKind, owner: Any) -> Any:
    """Live documents of owners of a kind that were handed in, with the institution whose they are."""
    return (
        select(
            Document.sha256, Document.clean_sha256, Document.id, Document.kind, Document.owner_kind, Document.owner_id,
            Document.stored_at, owner.institution_id,
        )
        .join(owner, owner.id == Document.owner_id)
        .where(Document.owner_kind == kind, Document.withdrawn_at.is_(None), owner.submitted_at.is_not(None))
    )


def _shared(kind: LeadKind, users: dict[str, list[Row]]) -> Iterator[Lead]:
    """A lead for every value that more than one institution has."""
    for value, rows in users.items():
        if len({row.institution_id for row in rows}) > 1:
            yield lead(kind, value, rows)
