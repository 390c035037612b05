"""Where staff find what a finding rests on: the panel of the answers on the same page, and the documents."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from assessor_hub.documents.models import Document
from assessor_hub.documents.services import withheld
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.evidence import evidence_of
from assessor_hub.registration.models import Application


def evidence_links(
    application: Application, documents: Iterable[tuple[Document, str]]
) -> dict[str, list[tuple[str, str | None]]]:
    """Words and address of each piece of evidence, by the code of the finding; no address for what is withheld."""
    named = {row.id: (row, name) for row, name in documents}
    page = url_for("staff.application", application_id=application.id)
    found = evidence_of(Answers.model_validate(application.answers), [row for row, _name in named.values()])
    return {
        code: [
            (_("the answers"), f"{page}#answers-{one.step}"),
            *(_document(application.id, *named[key]) for key in one.documents),
        ]
        for code, one in found.items()
    }


def _document(application_id: int, document: Document, name: str) -> tuple[str, str | None]:
    if withheld(document):
        return name, None
    return name, url_for(
        "staff.document", kind="applications", owner_id=application_id, document_id=document.id
    )
