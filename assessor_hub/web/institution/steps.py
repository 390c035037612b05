"""The steps of an application: which are filled in, which findings belong to which."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from assessor_hub.documents.models import Document, OwnerKind
from assessor_hub.documents.services import documents_of, name_of, withheld
from assessor_hub.registration.answers import STEPS, Answers
from assessor_hub.registration.evidence import STEP_OF, evidence_of
from assessor_hub.registration.judging import verdicts
from assessor_hub.registration.marks import marks_to_correct
from assessor_hub.registration.models import Application
from assessor_hub.registration.review_models import Version
from assessor_hub.rules.findings import Verdict
from assessor_hub.staffing.services import roster
from assessor_hub.web.institution.words import STEPS as WORDS
from assessor_hub.web.shared.context import hub, law, session, today


@dataclass(frozen=True)
class Step:
    """One line of the step list."""

    name: str
    title: str
    url: str
    filled: bool


def step_url(application_id: int, name: str) -> str:
    """Where a step is filled in; the roster has a page of its own."""
    if name == "roster":
        return url_for("institution.roster", application=application_id)
    return url_for("institution.application_step", application_id=application_id, step=name)


def next_url(application_id: int, name: str) -> str:
    """Where a step leads on to: the next one, and after the last the overview."""
    at = STEPS.index(name) + 1
    if at == len(STEPS):
        return url_for("institution.application", application_id=application_id)
    return step_url(application_id, STEPS[at])


def steps_of(application: Application) -> list[Step]:
    """The step list of an application; whether a step's answers suffice is the verdict's to say."""
    answers = Answers.model_validate(application.answers)
    filled = {
        "profile": answers.profile.legal_person and bool(answers.profile.fields),
        "premises": answers.premises.code is not None and bool(answers.premises.address),
        "roster": bool(roster(session(), application.institution_id, today())),
        "track_record": bool(answers.track_record),
        "commitments": answers.commitments.truthful,
    }
    return [Step(name, str(WORDS[name]), step_url(application.id, name), filled[name]) for name in STEPS]


def marks_on(application: Application, step: str) -> dict[str, list[str]]:
    """What the department wants corrected at a step, by field; the step as a whole under an empty name."""
    found: dict[str, list[str]] = {}
    for mark in marks_to_correct(session(), application):
        if mark.step == step:
            found.setdefault(mark.field, []).append(mark.remark)
    return found


def verdicts_on(application: Application, step: str) -> list[Verdict]:
    """The live verdict per level, narrowed to what a step answers."""
    judged = verdicts(session(), law(), application, today())
    return [
        Verdict(verdict.level, tuple(found for found in verdict.findings if STEP_OF[found.code] == step))
        for verdict in judged.values()
    ]


Link = tuple[str, str | None]  # words and address; None: nothing can be opened there now


def named_documents(application: Application) -> list[tuple[int, str]]:
    """The live documents of an application, by id and name."""
    rows = documents_of(session(), OwnerKind.APPLICATION, application.id)
    return [(row.id, name_of(hub().vault, row)) for row in rows]


def evidence_links(application: Application, version: Version | None = None) -> dict[str, list[Link]]:
    """Where a finding's evidence is, by its code: the step that answers it, and each document that shows it.

    By an earlier ``version`` with those of its documents that are still there, or by the application as it stands.
    """
    answers = Answers.model_validate((version or application).answers)
    rows = {row.id: row for row in documents_of(session(), OwnerKind.APPLICATION, application.id)}
    if version is not None:
        rows = {row["id"]: rows[row["id"]] for row in version.documents if row["id"] in rows}
    found = evidence_of(answers, rows.values())
    return {
        code: [
            (str(WORDS[one.step]), step_url(application.id, one.step)),
            *(_document_link(application.id, rows[key]) for key in one.documents),
        ]
        for code, one in found.items()
    }


def _document_link(application_id: int, document: Document) -> Link:
    """A document's name, with its address where nothing withholds it."""
    name = name_of(hub().vault, document)
    if withheld(document):
        return name, None
    return name, url_for(
        "institution.document", owner="application", owner_id=application_id, document_id=document.id
    )
