"""What a project's page shows of its documents."""

from __future__ import annotations

from typing import Any

from assessor_hub.documents.models import Document, DocumentKind, OwnerKind
from assessor_hub.documents.services import documents_of, name_of
from assessor_hub.projects.models import Project
from assessor_hub.web.shared.context import hub, session


def papers(row: Project) -> dict[str, Any]:
    """The documents with the names that their senders gave them, and which of them is the report in force."""
    stored = documents_of(session(), OwnerKind.PROJECT, row.id)
    documents = [document for document in stored if document.kind is DocumentKind.EVALUATION_REPORT]
    names = {document.id: name_of(hub().vault, document) for document in documents}
    return {"documents": documents, "names": names, "current": _current_report(row, documents)}


def _current_report(row: Project, documents: list[Document]) -> int | None:
    """The id of the document whose hash the project carries; the newest, where a report was sent twice."""
    return next((document.id for document in reversed(documents) if document.sha256 == row.report_sha256), None)
