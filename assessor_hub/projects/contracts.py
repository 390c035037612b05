"""The contract between unit and institution, with the institution's word that it holds no clause that the rules ban.

No text asks for the contract to be handed in (reading): one that is missing is shown to staff and blocks nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.documents.models import Document
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.models import Project
from assessor_hub.projects.party_models import Attestation
from assessor_hub.rules.keys import CONDUCT, Conduct
from assessor_hub.rules.law import LawBook, Rules, Stated


def banned_clauses(law: LawBook, project: Project, now: datetime) -> Stated[tuple[Conduct, ...]]:
    """What a contract on the project's work must not hold, by the rules of the unit's province; empty for none."""
    return _rules(law, project, now).get(CONDUCT, project.level)


def attest(
    session: Session, law: LawBook, project: Project, contract: Document, clauses: Collection[str], *, by: Actor,
    now: datetime,
) -> Attestation:
    """Keep the contract that is agreed now. The caller holds the project and has stored the document.

    Refuses ``clauses_unattested`` unless the word is given on each clause that the rules ban.
    """
    rules = _rules(law, project, now)
    stated = rules.get(CONDUCT, project.level)
    missing = [clause for clause in stated.value if clause not in clauses]
    if missing:
        raise FilingRefused("clauses_unattested", stated=stated, clauses=missing)
    row = Attestation(
        project_id=project.id, document_id=contract.id, sha256=contract.sha256, clauses=list(stated.value),
        article=stated.article or "", pack_version=rules.version, attested_at=now, attested_by=by.user_id,
    )
    session.add(row)
    session.flush()
    detail = {"sha256": row.sha256, "clauses": row.clauses}
    record(
        session, Tag.CONTRACT_ATTESTED, by=by, on=project, now=now, jurisdiction=project.jurisdiction,
        pack_version=rules.version, detail=detail,
    )
    return row


def attestations_of(session: Session, project_id: int) -> list[Attestation]:
    """The contracts of a project that the caller has fetched, newest first: the first is the one agreed now."""
    wanted = select(Attestation).where(Attestation.project_id == project_id).order_by(Attestation.id.desc())
    return list(session.scalars(wanted))


def _rules(law: LawBook, project: Project, now: datetime) -> Rules:
    return law.read(project.jurisdiction, beijing_day(now))
