"""What several staff routes need: who may act where, which verb was pressed, which documents an owner has."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from flask import abort, request

from assessor_hub.accounts.models import Role
from assessor_hub.documents.models import Document, OwnerKind
from assessor_hub.documents.services import documents_of, name_of
from assessor_hub.rules.pack import ROOT
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, hub, law, session

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


def asked_member(name: str, kind: type[V]) -> V | None:
    """The member of an enum that the query string asks for by ``name``; None where it asks for none."""
    given = request.args.get(name, "")
    return next((member for member in kind if member.value == given), None)


def paged(rows: Sequence[Any], size: int) -> dict[str, Any]:
    """The rows of the page that ``?page=`` asks for, by the templates' names; past the end, those of the last page."""
    pages = max(-(-len(rows) // size), 1)
    page = min(max(request.args.get("page", 1, type=asked.row_id), 1), pages)
    return {"rows": rows[(page - 1) * size : page * size], "total": len(rows), "page": page, "pages": pages}


def jurisdictions_of(roles: frozenset[Role]) -> list[str]:
    """The jurisdictions with a text of their own over which the actor has one of the roles; never the root."""
    book = law()
    held = [code for code, pack in book.packs.items() if code != ROOT and pack.document.status != "not_held"]
    return [code for code in held if actor().may(roles, code)]


def named_documents(kind: OwnerKind, owner_id: int) -> list[tuple[Document, str]]:
    """The live documents of an owner that was fetched, with the names that their senders gave them."""
    return [(row, name_of(hub().vault, row)) for row in documents_of(session(), kind, owner_id)]
