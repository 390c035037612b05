"""What evaluated units say in the demonstration: one commissioned its project, one did not, one has not answered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from assessor_hub.accounts.actor import Actor
from assessor_hub.demo.papers import paper
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import store_documents
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.commissions import Contact, answer, ask
from assessor_hub.projects.contracts import attest, banned_clauses
from assessor_hub.projects.models import Project
from assessor_hub.projects.party_models import Answer
from assessor_hub.rules.lifecycle import ProjectState

if TYPE_CHECKING:
    from assessor_hub.demo.narrator import Narrator

SITE = "http://127.0.0.1:8000"
_SAID: tuple[tuple[ProjectState, Answer | None, str], ...] = (
    (ProjectState.REPORTED, Answer.CONFIRMED, ""),
    (ProjectState.REPORTED, Answer.DENIED, "我单位只做过前期沟通，没有签订委托合同。"),
    (ProjectState.REGISTERED, None, ""),
)


def ask_units(narrator: Narrator, name: str, owner: Actor) -> None:
    """Name a contact for three projects of an institution and keep the answers; the commissioned one has a contract."""
    session = narrator.session
    theirs = select(Project).join(Institution).where(Institution.name == name).order_by(Project.id)
    waiting = list(session.scalars(theirs))
    for place, (state, said, note) in enumerate(_SAID):
        project = next(row for row in waiting if row.status is state)
        waiting.remove(project)
        at = narrator.now - timedelta(days=6 - place)
        contact = Contact(f"联系人{place + 1}", f"unit-{place + 1}@demo.example", SITE)
        row = ask(session, narrator.hub.vault, project, contact, by=owner, now=at)
        if said is not None:
            answer(session, row, project, said, note, revision=project.revision, now=at + timedelta(days=1))
        if said is Answer.CONFIRMED:
            _hand_in(narrator, project, owner)


def _hand_in(narrator: Narrator, project: Project, owner: Actor) -> None:
    session, now = narrator.session, narrator.now - timedelta(days=6)
    stored, *_rest = store_documents(
        session, narrator.hub.vault, narrator.hub.store, [Upload("评价服务合同.pdf", paper(f"contract {project.number}"))],
        owner_kind=OwnerKind.PROJECT, owner_id=project.id, kind=DocumentKind.CONTRACT, by=owner, now=now,
    )
    clauses = banned_clauses(narrator.law, project, now).value
    attest(session, narrator.law, project, stored, clauses, by=owner, now=now)
