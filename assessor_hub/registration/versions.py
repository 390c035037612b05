"""Versions of an application: each handing in freezes what was handed in; two of them are compared field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.clock import beijing_day
from assessor_hub.documents.models import OwnerKind
from assessor_hub.documents.services import documents_of
from assessor_hub.registration.models import Application
from assessor_hub.registration.review_models import Version
from assessor_hub.staffing.lines import Line
from assessor_hub.staffing.services import TERMS, roster

PARTICULARS = ("name", "kind", "registered_code", "address", "phone")
_OF_EMPLOYMENT = ("person_id", "name", "first_day", "last_day")


@dataclass(frozen=True)
class Signer:
    """Who signs a handing in. The legal representative needs no office and no letter of authorisation."""

    name: str
    office: str
    is_head: bool = False


def freeze(session: Session, application: Application, signer: Signer, *, by: Actor, now: datetime) -> Version:
    """Keep the application as it is handed in; the caller has counted ``application.version`` up."""
    institution = application.institution
    version = Version(
        application_id=application.id, number=application.version, answers=application.answers,
        particulars={name: _plain(getattr(institution, name)) for name in PARTICULARS},
        roster=[_line(row) for row in roster(session, application.institution_id, beijing_day(now))],
        documents=[
            {"id": row.id, "kind": row.kind.value, "sha256": row.sha256}
            for row in documents_of(session, OwnerKind.APPLICATION, application.id)
        ],
        signer_name=signer.name.strip(), signer_office=signer.office.strip(), signer_is_head=signer.is_head,
        handed_in_at=now, handed_in_by=by.user_id,
    )
    session.add(version)
    session.flush()
    return version


def _line(line: Line) -> dict[str, Any]:
    """What the roster says of a person."""
    said = {name: getattr(line.employment, name) for name in _OF_EMPLOYMENT}
    said |= {name: getattr(line.terms, name) for name in TERMS}
    return {name: _plain(value) for name, value in said.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def versions_of(session: Session, application_id: int) -> list[Version]:
    """Every version, the first one first."""
    wanted = select(Version).where(Version.application_id == application_id)
    return list(session.scalars(wanted.order_by(Version.number)))


def last_version(session: Session, application_id: int) -> Version | None:
    """What was handed in last."""
    return next(reversed(versions_of(session, application_id)), None)


@dataclass(frozen=True)
class Change:
    """One difference. ``step`` is a step of the application, ``documents`` or ``signer``; ``field`` its field.

    ``before`` and ``after`` are plain values, None where there was or is nothing. ``person`` is a line of the roster.
    """

    step: str
    field: str
    before: Any
    after: Any
    person: int | None = None


def changes(before: Version, after: Version) -> list[Change]:
    """What changed from one version to another, step by step."""
    return [
        *_fields("profile", before.particulars, after.particulars),
        *_steps(before.answers, after.answers),
        *_roster(before.roster, after.roster),
        *_items("documents", "document", before.documents, after.documents),
        *_fields("signer", _signer(before), _signer(after)),
    ]


def _signer(version: Version) -> dict[str, Any]:
    return {"name": version.signer_name, "office": version.signer_office, "is_head": version.signer_is_head}


def _steps(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for step in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(step), after.get(step)
        if isinstance(old if new is None else new, list):
            yield from _items(step, "item", old or [], new or [])
        else:
            yield from _fields(step, old or {}, new or {})


def _fields(
    step: str, before: Mapping[str, Any], after: Mapping[str, Any], person: int | None = None
) -> Iterator[Change]:
    for name in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if _listed(old) or _listed(new):
            yield from _items(step, name, old or [], new or [])
        else:
            yield Change(step, name, old, new, person)


def _listed(value: Any) -> bool:
    """Whether a value is a list of things with fields of their own."""
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _items(step: str, field: str, before: list[Any], after: list[Any]) -> Iterator[Change]:
    """What left a list, and what came onto it; an item that changed is both."""
    yield from (Change(step, field, item, None) for item in before if item not in after)
    yield from (Change(step, field, None, item) for item in after if item not in before)


def _roster(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Change]:
    old, new = ({line["person_id"]: line for line in lines} for lines in (before, after))
    for person in [*old, *(one for one in new if one not in old)]:
        if person in old and person in new:
            yield from _fields("roster", old[person], new[person], person)
        else:
            yield Change("roster", "line", old.get(person), new.get(person), person)


def names_of(*versions: Version) -> dict[int, str]:
    """The people of the rosters by person, under the names that the institution typed; the last version's prevail."""
    return {line["person_id"]: line["name"] for version in versions for line in version.roster}
