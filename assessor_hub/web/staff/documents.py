"""Evidence on its way out: always a download, always in the audit trail."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, send_file

from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.db import transaction
from assessor_hub.documents.models import Document, OwnerKind
from assessor_hub.documents.services import documents_of, name_of
from assessor_hub.projects.queries import project_for
from assessor_hub.registration.queries import application_for
from assessor_hub.web.shared.context import actor, hub, now, session
from assessor_hub.web.shared.guards import READERS, audience, found
from assessor_hub.web.staff import blueprint

OWNERS = {
    "applications": (OwnerKind.APPLICATION, application_for),
    "projects": (OwnerKind.PROJECT, project_for),
}


@blueprint.route("/staff/<any(applications, projects):kind>/<int:owner_id>/documents/<int:document_id>")
@audience(READERS)
def document(kind: str, owner_id: int, document_id: int) -> Any:
    """A document of an application or project that the actor may see."""
    owner_kind, owner_for = OWNERS[kind]
    owner = found(owner_for(session(), actor(), owner_id))
    row = one_of(owner_kind, owner.id, document_id)
    name = name_of(hub().vault, row)
    return handed_out(row, name, owner.jurisdiction)


def one_of(owner_kind: OwnerKind, owner_id: int, document_id: int) -> Document:
    """The document if the owner, which the caller has fetched, has it; else 404."""
    rows = documents_of(session(), owner_kind, owner_id)
    row: Document = found(next((row for row in rows if row.id == document_id), None))
    return row


def handed_out(row: Document, name: str, jurisdiction: str) -> Response:
    """The bytes as an attachment that no browser opens by itself, after the reading is on record."""
    content = hub().store.get(row.ref)
    with transaction(session()):
        record(
            session(), Tag.DOCUMENT_READ, by=actor(), on=row, now=now(), jurisdiction=jurisdiction,
            detail={"owner": f"{row.owner_kind}:{row.owner_id}", "sha256": row.sha256},
        )
    response = send_file(
        io.BytesIO(content), mimetype="application/octet-stream", as_attachment=True, download_name=name
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
