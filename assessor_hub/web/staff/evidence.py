"""Where staff find what a finding rests on: the panel of the answers on the same page, and the documents."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from assessor_hub.documents.models import Document, OwnerKind
from assessor_hub.documents.services import withheld
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.asof import AsOf
from assessor_hub.registration.evidence import evidence_of
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.web.shared.context import session
from assessor_hub.web.staff.common import named_documents

Links = dict[str, list[tuple[str, str | None]]]  # by the code of a finding: words and address


def evidence_links(
    application: Application, documents: Iterable[tuple[Document, str]], answers: Answers | None = None
) -> Links:
    """Words and address of each piece of evidence, by the code of the finding; no address for what is withheld.

    ``answers`` are those of an earlier version (None: as the application stands).
    """
    named = {row.id: (row, name) for row, name in documents}
    page = url_for("staff.application", application_id=application.id)
    said = answers or Answers.model_validate(application.answers)
    found = evidence_of(said, [row for row, _name in named.values()])
    return {
        code: [
            (_("the answers"), f"{page}#answers-{one.step}"),
            *(_document(application.id, *named[key]) for key in one.documents),
        ]
        for code, one in found.items()
    }


def recordal_links(recordal: Recordal) -> Links:
    """What the conditions of a recorded institution rest on: the application that it was recorded by."""
    application = session().get_one(Application, recordal.application_id)
    return evidence_links(application, named_documents(OwnerKind.APPLICATION, application.id))


def evidence_as_of(found: AsOf) -> Links:
    """What the findings of a day rest on: the version of the day, with its documents that are still there."""
    documents = named_documents(OwnerKind.APPLICATION, found.application.id)
    if found.version is None:
        return evidence_links(found.application, documents)
    known = {row["id"] for row in found.version.documents}
    handed_in = [(row, name) for row, name in documents if row.id in known]
    return evidence_links(found.application, handed_in, Answers.model_validate(found.version.answers))


def _document(application_id: int, document: Document, name: str) -> tuple[str, str | None]:
    if withheld(document):
        return name, None
    return name, url_for(
        "staff.document", kind="applications", owner_id=application_id, document_id=document.id
    )
