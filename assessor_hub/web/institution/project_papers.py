"""What a project's page shows of its documents."""

from __future__ import annotations

from typing import Any

from assessor_hub.documents.models import OwnerKind
from assessor_hub.documents.services import documents_of, name_of
from assessor_hub.projects.evaluation_reports import versions_of
from assessor_hub.projects.models import Project
from assessor_hub.registration.codes import grouped
from assessor_hub.web.shared.context import hub, session


def papers(row: Project) -> dict[str, Any]:
    """The versions of the evaluation report, newest first, and the documents with their senders' names, by id."""
    documents = documents_of(session(), OwnerKind.PROJECT, row.id)
    return {
        "documents": {document.id: document for document in documents},
        "names": {document.id: name_of(hub().vault, document) for document in documents},
        "evaluation_reports": versions_of(session(), row)[::-1], "grouped": grouped,
    }
