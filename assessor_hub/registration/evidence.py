"""What a finding rests on: the step that answers it, and the documents that show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessor_hub.documents.models import Document, DocumentKind
from assessor_hub.registration.answers import Answers

STEP_OF = {
    "legal_person": "profile", "fields": "profile", "platform_registration": "profile",
    "premises": "premises", "finance_rules": "premises", "quality_system": "premises",
    "titled_minimum": "roster", "senior_minimum": "roster", "contract_and_insurance": "roster",
    "track_record": "track_record",
    "internal_rules": "commitments", "clean_record": "commitments", "conduct_commitment": "commitments",
}
_KIND_OF = {
    "legal_person": DocumentKind.LEGAL_PERSON, "premises": DocumentKind.PREMISES,
    "finance_rules": DocumentKind.FINANCE_RULES, "quality_system": DocumentKind.QUALITY_SYSTEM,
    "titled_minimum": DocumentKind.STAFF, "senior_minimum": DocumentKind.STAFF,
    "contract_and_insurance": DocumentKind.STAFF, "track_record": DocumentKind.TRACK_RECORD,
    "internal_rules": DocumentKind.INTERNAL_RULES, "clean_record": DocumentKind.CREDIT_RECORD,
}


@dataclass(frozen=True)
class Evidence:
    """What a finding rests on: one of the steps, and ids of documents of the application, oldest first."""

    step: str
    documents: tuple[int, ...]


def evidence_of(answers: Answers, documents: Iterable[Document]) -> dict[str, Evidence]:
    """The evidence of every finding, by its code: documents of its kind, and those that an answer names."""
    live = list(documents)
    named = {
        "track_record": {item.document for item in answers.track_record},
        "internal_rules": {answers.commitments.document(rule) for rule in answers.commitments.internal_rules},
    }
    return {
        code: Evidence(
            step, tuple(row.id for row in live if row.kind is _KIND_OF.get(code) or row.id in named.get(code, ()))
        )
        for code, step in STEP_OF.items()
    }
