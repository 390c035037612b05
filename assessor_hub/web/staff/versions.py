"""Versions of an application, and what changed from one to the next, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from assessor_hub.documents.models import Document
from assessor_hub.documents.services import name_of
from assessor_hub.registration.queries import application_for
from assessor_hub.registration.versions import Change, changes, names_of, versions_of
from assessor_hub.web.shared.asked import row_id
from assessor_hub.web.shared.context import actor, hub, session
from assessor_hub.web.shared.guards import READERS, audience, found
from assessor_hub.web.shared.words.particulars import field_word, said, step_word
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.review_page import frame


@dataclass(frozen=True)
class Row:
    """One difference in words."""

    step: str
    field: str
    before: str
    after: str


@blueprint.route("/staff/applications/<int:application_id>/versions")
@audience(READERS)
def application_versions(application_id: int) -> Any:
    """Every version; ``?number=`` chooses the one that is compared with the one before it."""
    row = found(application_for(session(), actor(), application_id))
    rows = versions_of(session(), row.id)
    asked = request.args.get("number", len(rows), type=row_id)
    chosen = next((one for one in rows if one.number == asked), rows[-1] if rows else None)
    before = next((one for one in rows if chosen and one.number == chosen.number - 1), None)
    names = names_of(before, chosen) if before and chosen else {}
    compared = [_words(change, names) for change in changes(before, chosen)] if before and chosen else []
    return render_template(
        "staff/application_versions.html", **frame("versions", row), versions=rows, chosen=chosen, before=before,
        compared=compared,
    )


def _words(change: Change, names: Mapping[int, str]) -> Row:
    field = field_word(change.step, change.field)
    if change.person is not None:
        field = f"{names[change.person]} · {field}"
    return Row(step_word(change.step), field, _side(change, change.before), _side(change, change.after))


def _side(change: Change, value: Any) -> str:
    """One side in words: a document by the name that its sender gave it."""
    words = said(change.step, change.field, value)
    document = session().get(Document, value["id"]) if change.step == "documents" and value else None
    return f"{name_of(hub().vault, document)} · {words}" if document else words
