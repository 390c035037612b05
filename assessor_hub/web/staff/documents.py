"""Evidence on its way out: always a download, always in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.db import transaction
from assessor_hub.documents.models import Document, OwnerKind
from assessor_hub.documents.services import document_of, name_of
from assessor_hub.projects.declared_list_queries import list_for
from assessor_hub.projects.declared_queries import declared_for
from assessor_hub.projects.queries import project_for
from assessor_hub.registration.change_queries import change_for
from assessor_hub.registration.claims import claim_for
from assessor_hub.registration.queries import application_for
from assessor_hub.web.shared.context import actor, hub, now, session
from assessor_hub.web.shared.files import handed_out
from assessor_hub.web.shared.guards import READERS, REVIEWERS, audience, found
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import acting

OWNERS: dict[str, tuple[OwnerKind, Callable[..., Any]]] = {
    "applications": (OwnerKind.APPLICATION, application_for),
    "projects": (OwnerKind.PROJECT, project_for),
    "changes": (OwnerKind.CHANGE, change_for),
    "declared_lists": (OwnerKind.DECLARED_LIST, list_for),
    "declared": (OwnerKind.DECLARED, declared_for),
    "employments": (OwnerKind.EMPLOYMENT, claim_for),
}
KINDS = ", ".join(OWNERS)


@blueprint.route(f"/staff/<any({KINDS}):kind>/<int:owner_id>/documents/<int:document_id>")
@audience(READERS)
def document(kind: str, owner_id: int, document_id: int) -> Any:
    """A document of an application, project, filed change or claim that the actor may see: without metadata."""
    owner, row = _document_of(kind, owner_id, document_id)
    return read(row, name_of(hub().vault, row), owner.jurisdiction)


@blueprint.post(f"/staff/<any({KINDS}):kind>/<int:owner_id>/documents/<int:document_id>/original")
@audience(REVIEWERS)
def original_document(kind: str, owner_id: int, document_id: int) -> Any:
    """The file as it came, whose hash is on record and whose signatures hold, for those who decide on its owner."""
    owner, row = _document_of(kind, owner_id, document_id)
    acting(REVIEWERS, owner.jurisdiction)
    return read(row, name_of(hub().vault, row), owner.jurisdiction, original=True)


def _document_of(kind: str, owner_id: int, document_id: int) -> tuple[Any, Document]:
    owner_kind, owner_for = OWNERS[kind]
    owner = found(owner_for(session(), actor(), owner_id))
    return owner, one_of(owner_kind, owner.id, document_id)


def one_of(owner_kind: OwnerKind, owner_id: int, document_id: int) -> Document:
    """The document if the owner, which the caller has fetched, has it; else 404."""
    row: Document = found(document_of(session(), owner_kind, owner_id, document_id))
    return row


def read(row: Document, name: str, jurisdiction: str, *, original: bool = False) -> Response:
    """The file as a download, with the reading on record before it leaves."""
    response = handed_out(row, name, original=original)
    tag = Tag.DOCUMENT_ORIGINAL_READ if original else Tag.DOCUMENT_READ
    with transaction(session()):
        record(
            session(), tag, by=actor(), on=row, now=now(), jurisdiction=jurisdiction,
            detail={"owner": f"{row.owner_kind}:{row.owner_id}", "sha256": row.sha256},
        )
    return response
