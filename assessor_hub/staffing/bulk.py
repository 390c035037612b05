"""Many lines of rosters at once: what :func:`put_member` does one by one, in few statements.

A test holds the two together: the same lines give the same rows. Only the audit differs: one entry for each institution
and batch, which names the lines, instead of one for each line.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.crypto import Vault
from assessor_hub.institutions.models import Institution, Person
from assessor_hub.rules.identifiers import check_person_id
from assessor_hub.staffing.lines import Claim
from assessor_hub.staffing.models import Counting, Employment, EmploymentTerms
from assessor_hub.staffing.services import TERMS, check_title, in_force, said
from assessor_hub.staffing.settling import hold, settle

_LINE = (Employment.id, Employment.institution_id, Employment.person_id, Employment.name, Employment.first_day,
         Employment.claimed_at, EmploymentTerms.id.label("terms_id"), EmploymentTerms.valid_from)


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
    """What the database holds of a line: its row with the latest terms (None: there is none yet)."""

    entry: Entry
    index: str
    row: Any
    handed_in: bool

    @property
    def name(self) -> str:
        """The name as typed."""
        return self.entry.claim.person.name.strip()

    @property
    def terms(self) -> dict[str, Any]:
        """What the line will say of the person."""
        return said(self.entry.claim)

    @property
    def first_day(self) -> date:
        """The line's first day. A handed-in line keeps it."""
        kept = self.row is not None and self.row.claimed_at is not None
        return self.row.first_day if kept else self.entry.claim.first_day

    @property
    def says_the_same(self) -> bool:
        """Whether the terms stay as they are."""
        return all(getattr(self.row, name) == value for name, value in self.terms.items())

    @property
    def fate(self) -> Fate:
        """Whether the line is new, says something new, or says what is known."""
        if self.row is None:
            return Fate.ADDED
        same = self.says_the_same and (self.name, self.first_day) == (self.row.name, self.row.first_day)
        waits = self.handed_in and self.row.claimed_at is None
        return Fate.UNCHANGED if same and not waits else Fate.UPDATED


def fates(session: Session, vault: Vault, entries: Sequence[Entry], claimed: Collection[int]) -> list[Fate]:
    """What would become of each line. Writes nothing; raises BadIdentifier."""
    indexes = [_index(vault, entry.claim) for entry in entries]
    return [one.fate for one in _look_up(session, entries, indexes, _persons(session, indexes), claimed)]


def put_members(
    session: Session, vault: Vault, entries: Sequence[Entry], *, claimed: Collection[int], by: Actor, now: datetime,
    source: int,
) -> list[Fate]:
    """Put each line on its roster; a person who is on it is updated, known by the identity number.

    ``claimed`` are the institutions whose rosters are before a department: their lines are claims at once. ``source``
    is the import's id, for the audit. Refuses ``skill_grade``; raises BadIdentifier.
    """
    for entry in entries:
        check_title(entry.claim)
    indexes = [_index(vault, entry.claim) for entry in entries]
    _make_persons(session, vault, entries, indexes, now)
    persons = _persons(session, indexes)
    hold(session, set(persons.values()))  # before looking, so that nobody adds the same line meanwhile
    known = _look_up(session, entries, indexes, persons, claimed)
    changed = [one for one in known if one.fate is Fate.UPDATED]
    new = [one for one in known if one.fate is Fate.ADDED]
    settled = _update(session, changed, now) | _insert(session, new, persons, now)
    if settled:
        session.expire_all()
        settle(session, set(settled.values()), by=by, now=now, touched=set(settled))
    _note(session, known, persons, by=by, now=now, source=source)
    return [one.fate for one in known]


def _index(vault: Vault, claim: Claim) -> str:
    number = check_person_id(claim.person.id_kind, claim.person.id_number)
    return vault.blind("person", f"{claim.person.id_kind.value}:{number}")


def _look_up(
    session: Session, entries: Sequence[Entry], indexes: Sequence[str], persons: Mapping[str, int],
    claimed: Collection[int],
) -> list[_Known]:
    """Each line with the row that its person has on the roster, in one statement."""
    columns = (getattr(EmploymentTerms, name) for name in TERMS)
    wanted = select(*_LINE, *columns).select_from(Employment).join(EmploymentTerms, in_force(date.max)).where(
        Employment.person_id.in_(set(persons.values())), Employment.last_day.is_(None)  # pairs would use no index
    )
    rows = {(row.institution_id, row.person_id): row for row in session.execute(wanted)} if persons else {}
    return [
        _Known(
            entry, index, rows.get((entry.institution_id, persons.get(index))), entry.institution_id in claimed
        )
        for entry, index in zip(entries, indexes, strict=True)
    ]


def _persons(session: Session, indexes: Iterable[str]) -> dict[str, int]:
    wanted = select(Person.id_index, Person.id).where(Person.id_index.in_(set(indexes)))
    return dict(session.execute(wanted).all())


def _make_persons(
    session: Session, vault: Vault, entries: Sequence[Entry], indexes: Sequence[str], now: datetime
) -> None:
    """Write the persons whom nobody knows; of two transactions that make the same one, the second finds the first's."""
    typed = {index: entry.claim.person for index, entry in zip(indexes, entries, strict=True)}
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


def _update(session: Session, changed: Sequence[_Known], now: datetime) -> dict[int, int]:
    """Write what changed; returns the claims that must be settled anew, with their persons."""
    lines, corrected, superseded, versions = [], [], [], []
    settled = {}
    for one in changed:
        row = one.row
        claimed_at = row.claimed_at or (now if one.handed_in else None)
        lines.append({"id": row.id, "name": one.name, "first_day": one.first_day, "claimed_at": claimed_at})
        if row.claimed_at is None:
            corrected.append({"id": row.terms_id, "valid_from": one.first_day, **one.terms})
        elif not one.says_the_same:
            since = max(beijing_day(now), row.valid_from)
            if since == row.valid_from:
                superseded.append({"id": row.terms_id, "superseded_at": now})
            versions.append(_version(one, row.id, since, now))
        if claimed_at is not None:
            settled[row.id] = row.person_id
    _write(session, (update(Employment), lines), (update(EmploymentTerms), corrected),
           (update(EmploymentTerms), superseded), (insert(EmploymentTerms), versions))
    return settled


def _write(session: Session, *statements: tuple[Any, list[dict[str, Any]]]) -> None:
    for statement, rows in statements:
        if rows:
            session.execute(statement, rows)


def _version(one: _Known, employment_id: int, valid_from: date, now: datetime) -> dict[str, Any]:
    return {**one.terms, "employment_id": employment_id, "valid_from": valid_from, "recorded_at": now}


def _insert(session: Session, new: Sequence[_Known], persons: dict[str, int], now: datetime) -> dict[int, int]:
    """Write the new lines; returns the claims to be settled with their persons: those whom somebody else claims too."""
    if not new:
        return {}
    ids = {persons[one.index] for one in new}
    wanted = select(Employment.person_id).where(Employment.person_id.in_(ids), Employment.claimed_at.is_not(None))
    contested = set(session.scalars(wanted))
    rows = [
        {
            "name": one.name, "institution_id": one.entry.institution_id, "person_id": persons[one.index],
            "first_day": one.first_day, "created_at": now, "claimed_at": now if one.handed_in else None,
        }
        for one in new
    ]
    made = insert(Employment).returning(Employment.id, sort_by_parameter_order=True)
    numbers = list(session.scalars(made, rows))
    settled, countings = {}, []
    for one, number in zip(new, numbers, strict=True):
        person = persons[one.index]
        if not one.handed_in:
            continue
        if person in contested:
            settled[number] = person
        elif EmploymentTerms(**one.terms).can_count:
            countings.append({"employment_id": number, "person_id": person, "first_day": one.first_day})
        contested.add(person)  # a second line of the same batch must not count beside this one
    versions = [_version(one, number, one.first_day, now) for one, number in zip(new, numbers, strict=True)]
    _write(session, (insert(EmploymentTerms), versions), (insert(Counting), countings))
    return settled


def _note(
    session: Session, known: Sequence[_Known], persons: dict[str, int], *, by: Actor, now: datetime, source: int
) -> None:
    """One audit entry for each institution, naming the lines that were added and updated by their ids."""
    touched = [one for one in known if one.fate is not Fate.UNCHANGED]
    ids = {persons[one.index] for one in touched}
    if not ids:
        return
    wanted = (
        select(Employment.institution_id, Employment.person_id, Employment.id, Counting.first_day)
        .select_from(Employment)
        .outerjoin(Counting, Counting.employment_id == Employment.id)
        .where(Employment.person_id.in_(ids), Employment.last_day.is_(None))
    )
    rows = {(row.institution_id, row.person_id): row for row in session.execute(wanted)}
    of_institution: dict[int, dict[str, list[int]]] = defaultdict(lambda: {"added": [], "updated": [], "counted": []})
    for one in touched:
        row = rows[(one.entry.institution_id, persons[one.index])]
        lists = of_institution[one.entry.institution_id]
        lists[one.fate.value].append(row.id)
        if one.fate is Fate.ADDED and row.first_day is not None:
            lists["counted"].append(row.id)
    for institution in session.scalars(select(Institution).where(Institution.id.in_(of_institution))):
        detail = {"import": source, **of_institution[institution.id]}
        record(session, Tag.ROSTER_IMPORTED, by=by, on=institution, now=now, detail=detail)
