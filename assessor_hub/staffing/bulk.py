"""Many lines of rosters at once: what :func:`put_member` does one by one, in few statements.

A test holds the two together: the same lines give the same rows. Only the audit differs: one entry for each institution
and batch, which names the lines, instead of one for each line.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.crypto import Vault
from assessor_hub.institutions.models import Institution, Person
from assessor_hub.rules.identifiers import check_person_id
from assessor_hub.staffing.models import Employment
from assessor_hub.staffing.services import Claim, Terms, hold, settle

TERMS = tuple(one.name for one in fields(Terms))


class Fate(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Entry:
    """A line of the roster of an institution."""

    institution_id: int
    claim: Claim


@dataclass(frozen=True)
class _Known:
    """What the database holds of a line: its row (None: there is none yet)."""

    entry: Entry
    index: str
    row: Any
    handed_in: bool

    @property
    def terms(self) -> dict[str, Any]:
        """What the row will say. A handed-in line keeps its first day."""
        given = {name: getattr(self.entry.claim, name) for name in TERMS}
        given["certificate"] = given["certificate"].strip()
        if self.row is not None and self.row.claimed_at is not None:
            given["first_day"] = self.row.first_day
        return given

    @property
    def fate(self) -> Fate:
        """Whether the line is new, says something new, or says what is known."""
        if self.row is None:
            return Fate.ADDED
        same = all(getattr(self.row, name) == value for name, value in self.terms.items())
        waits = self.handed_in and self.row.claimed_at is None
        return Fate.UNCHANGED if same and not waits else Fate.UPDATED


def fates(session: Session, vault: Vault, entries: Sequence[Entry], claimed: Collection[int]) -> list[Fate]:
    """What would become of each line. Writes nothing; raises BadIdentifier."""
    return [one.fate for one in _look_up(session, vault, entries, claimed)]


def put_members(
    session: Session, vault: Vault, entries: Sequence[Entry], *, claimed: Collection[int], by: Actor, now: datetime,
    source: int,
) -> list[Fate]:
    """Put each line on its roster; a person who is on it is updated, known by the identity number.

    ``claimed`` are the institutions whose rosters are before a department: their lines are claims at once. ``source``
    is the import's id, for the audit. Raises BadIdentifier.
    """
    _make_persons(session, vault, entries, now)
    known = _look_up(session, vault, entries, claimed)
    persons = _persons(session, [one.index for one in known])
    hold(session, set(persons.values()))
    changed = [one for one in known if one.fate is Fate.UPDATED]
    new = [one for one in known if one.fate is Fate.ADDED]
    settled = _update(session, changed, now) | _insert(session, new, persons, now)
    for person in sorted(settled):
        settle(session, person, by=by, now=now)
    _note(session, known, persons, by=by, now=now, source=source)
    return [one.fate for one in known]


def _index(vault: Vault, claim: Claim) -> str:
    number = check_person_id(claim.person.id_kind, claim.person.id_number)
    return vault.blind("person", f"{claim.person.id_kind.value}:{number}")


def _look_up(
    session: Session, vault: Vault, entries: Sequence[Entry], claimed: Collection[int]
) -> list[_Known]:
    """Each line with the row that its person has on the roster, in two statements."""
    indexes = [_index(vault, entry.claim) for entry in entries]
    persons = _persons(session, indexes)
    both = list(zip(entries, indexes, strict=True))
    pairs = {(entry.institution_id, persons[index]) for entry, index in both if index in persons}
    wanted = select(Employment.__table__).where(
        tuple_(Employment.institution_id, Employment.person_id).in_(pairs), Employment.last_day.is_(None)
    )
    rows = {(row.institution_id, row.person_id): row for row in session.execute(wanted)} if pairs else {}
    return [
        _Known(
            entry, index, rows.get((entry.institution_id, persons.get(index))), entry.institution_id in claimed
        )
        for entry, index in both
    ]


def _persons(session: Session, indexes: Iterable[str]) -> dict[str, int]:
    wanted = select(Person.id_index, Person.id).where(Person.id_index.in_(set(indexes)))
    return dict(session.execute(wanted).all())


def _make_persons(session: Session, vault: Vault, entries: Sequence[Entry], now: datetime) -> None:
    """Write the persons whom nobody knows; of two transactions that make the same one, the second finds the first's."""
    typed = {_index(vault, entry.claim): entry.claim.person for entry in entries}
    known = _persons(session, typed)
    rows = []
    for index, person in sorted(typed.items()):
        if index in known:
            continue
        ref = secrets.token_hex(16)
        number = check_person_id(person.id_kind, person.id_number).encode()
        sealed = vault.fields.seal(number, table="persons", column="id_number", row=ref)
        rows.append({
            "ref": ref, "id_kind": person.id_kind, "id_index": index, "id_sealed": sealed, "name": person.name.strip(),
            "created_at": now,
        })
    if rows:
        dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(dialect.insert(Person).on_conflict_do_nothing(index_elements=["id_index"]), rows)


def _update(session: Session, changed: Sequence[_Known], now: datetime) -> set[int]:
    """Write what changed; returns the persons whose claims must be settled anew."""
    settled = set()
    rows = []
    for one in changed:
        terms, row = one.terms, one.row
        claimed_at = row.claimed_at or (now if one.handed_in else None)
        counted_from = row.counted_from if _can_count(terms) else None
        if claimed_at is not None and counted_from is None:
            settled.add(row.person_id)
        rows.append({**terms, "id": row.id, "claimed_at": claimed_at, "counted_from": counted_from})
    if rows:
        session.execute(update(Employment), rows)
    return settled


def _can_count(terms: dict[str, Any]) -> bool:
    """As the row itself would say."""
    return Employment(**terms).can_count


def _insert(session: Session, new: Sequence[_Known], persons: dict[str, int], now: datetime) -> set[int]:
    """Write the new lines; returns the persons whose claims must be settled: those whom somebody else claims too."""
    ids = {persons[one.index] for one in new}
    wanted = select(Employment.person_id).where(Employment.person_id.in_(ids), Employment.claimed_at.is_not(None))
    contested = set(session.scalars(wanted)) if ids else set()
    settled = set()
    rows = []
    for one in new:
        person, terms = persons[one.index], one.terms
        alone = person not in contested
        if one.handed_in and not alone:
            settled.add(person)
        if one.handed_in:
            contested.add(person)  # a second line of the same batch must not count beside this one
        rows.append({
            **terms, "institution_id": one.entry.institution_id, "person_id": person, "created_at": now,
            "claimed_at": now if one.handed_in else None,
            "counted_from": terms["first_day"] if one.handed_in and alone and _can_count(terms) else None,
        })
    if rows:
        session.execute(insert(Employment), rows)
    return settled


def _note(
    session: Session, known: Sequence[_Known], persons: dict[str, int], *, by: Actor, now: datetime, source: int
) -> None:
    """One audit entry for each institution, naming the lines that were added and updated by their ids."""
    touched = [one for one in known if one.fate is not Fate.UNCHANGED]
    pairs = {(one.entry.institution_id, persons[one.index]) for one in touched}
    if not pairs:
        return
    wanted = select(Employment.institution_id, Employment.person_id, Employment.id, Employment.counted_from).where(
        tuple_(Employment.institution_id, Employment.person_id).in_(pairs), Employment.last_day.is_(None)
    )
    rows = {(row.institution_id, row.person_id): row for row in session.execute(wanted)}
    of_institution: dict[int, dict[str, list[int]]] = defaultdict(lambda: {"added": [], "updated": [], "counted": []})
    for one in touched:
        row = rows[(one.entry.institution_id, persons[one.index])]
        lists = of_institution[one.entry.institution_id]
        lists[one.fate.value].append(row.id)
        if one.fate is Fate.ADDED and row.counted_from is not None:
            lists["counted"].append(row.id)
    for institution in session.scalars(select(Institution).where(Institution.id.in_(of_institution))):
        detail = {"import": source, **of_institution[institution.id]}
        record(session, Tag.ROSTER_IMPORTED, by=by, on=institution, now=now, detail=detail)
