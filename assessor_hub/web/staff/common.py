"""What several staff routes need: who may act where, which verb was pressed, how long something waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from flask import abort, request

from assessor_hub.accounts.models import Role
from assessor_hub.clock import beijing_day
from assessor_hub.documents.models import Document, OwnerKind
from assessor_hub.documents.services import documents_of, name_of
from assessor_hub.rules.pack import ROOT
from assessor_hub.rules.values import Span
from assessor_hub.web.shared.context import actor, hub, law, session, today
from assessor_hub.web.shared.reference import last_day

V = TypeVar("V", bound=StrEnum)


def acting(roles: frozenset[Role], code: str) -> None:
    """Stop with 404 where the actor reads ``code`` but has none of ``roles`` over it."""
    if not actor().may(roles, code):
        abort(404)


def pressed(kind: type[V], offered: Collection[V]) -> V:
    """The verb of the button that was pressed; 400 where the form offers no such button."""
    given = request.form.get("verb", "")
    verb = next((member for member in offered if member.value == given), None)
    if verb is None:
        abort(400)
    return kind(verb)


def asked_state(states: Collection[V], default: V) -> V:
    """The state that ``?state=`` asks for, or the default."""
    given = request.args.get("state", "")
    return next((state for state in states if state.value == given), default)


def jurisdictions_of(roles: frozenset[Role]) -> list[str]:
    """The jurisdictions with a text of their own over which the actor has one of the roles; never the root."""
    book = law()
    held = [code for code, pack in book.packs.items() if code != ROOT and pack.document.status != "not_held"]
    return [code for code in held if actor().may(roles, code)]


@dataclass(frozen=True)
class Waiting:
    """How long something waits: since when, days so far, and the last day by the reference setting (no law).

    ``until`` is None where the calendar of its year is not published.
    """

    since: date
    days: int
    span: Span
    until: date | None

    @property
    def over(self) -> bool:
        """Whether the reference has passed."""
        return self.until is not None and today() > self.until


def waiting(since: datetime, span: Span) -> Waiting:
    """The wait from an instant to today against a reference span."""
    first = beijing_day(since)
    return Waiting(first, (today() - first).days, span, last_day(first, span))


def named_documents(kind: OwnerKind, owner_id: int) -> list[tuple[Document, str]]:
    """The live documents of an owner that was fetched, with the names that their senders gave them."""
    return [(row, name_of(hub().vault, row)) for row in documents_of(session(), kind, owner_id)]
