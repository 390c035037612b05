"""What the arguments of the routes name: rows of jilin-a and of Jilin, and the roles that the demonstration lacks."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM, Actor, actor_of
from assessor_hub.accounts.api_tokens import make_token
from assessor_hub.accounts.models import ApiToken, Role, User
from assessor_hub.accounts.services import create_user, grant
from assessor_hub.clock import beijing_day, now
from assessor_hub.demo.stories import PASSWORD
from assessor_hub.documents.models import Document, OwnerKind
from assessor_hub.institutions.models import ConflictDeclaration, Institution, Tenure
from assessor_hub.jurisdictions.services import standing_law
from assessor_hub.leads.queries import leads_for
from assessor_hub.projects.batch_models import FilingBatch
from assessor_hub.projects.declared_list_models import DeclaredList
from assessor_hub.projects.draft_models import ProjectDraft
from assessor_hub.projects.evaluation_report_models import EvaluationReport
from assessor_hub.projects.ledger_models import DeclaredProject
from assessor_hub.projects.models import Project
from assessor_hub.projects.refusal_models import FilingRefusal
from assessor_hub.reconciliation.models import NameConfirmation, PublishedList, PublishedRow
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.models import Application
from assessor_hub.rosters.models import RosterImport
from assessor_hub.rules.pack import ROOT
from assessor_hub.sanctions.models import Decision
from assessor_hub.staffing.models import Employment
from assessor_hub.summaries.models import Summary
from assessor_hub.whistleblowing.models import Tip

CITY = "220100"  # Changchun: the project is evaluated there, and the public report is about it
MISSING: tuple[tuple[str, Role, str], ...] = (
    ("county", Role.COUNTY_STAFF, CITY), ("custodian", Role.IDENTITY_CUSTODIAN, "220000"),
    ("spare", Role.CITY_STAFF, "220200"),  # whom the administrator may change without harm
)


def jilin_a(session: Session) -> Institution:
    """The institution of jilin-a."""
    return session.scalars(select(Institution).where(Institution.uscc == "91220101MA0TE5T16T")).one()


def add_missing_roles(session: Session) -> None:
    """The roles of ``MISSING``, a member of jilin-a who isn't its owner, and a token of its owner."""
    for key, role, place in MISSING:
        grant(session, _user(session, key), role, by=SYSTEM, now=now(), jurisdiction=place)
    member = _user(session, "member")
    grant(session, member, Role.MEMBER, by=SYSTEM, now=now(), institution_id=jilin_a(session).id)
    make_token(session, "程序", 90, by=actor_of(_known(session, "jilin-a")), now=now())


def _user(session: Session, key: str) -> User:
    return create_user(session, email=f"{key}@demo.example", name=key, password=PASSWORD, by=SYSTEM, now=now())


def targets_of(demo: Flask, session: Session) -> dict[str, Any]:
    """A value of each argument that routes have, all of them jilin-a's or Jilin's, by name."""
    own = jilin_a(session).id
    return _of_the_institution(session, own) | _of_its_work(session, own) | _of_people(session) | {
        "what": "premises", "institution_id": own, "key": _lead_about(demo, session, own),
        "decision_id": _first(session, select(Decision.id).where(Decision.jurisdiction == "220000")),
    } | _of_the_published_list(session)


def _of_the_published_list(session: Session) -> dict[str, Any]:
    return {
        "list_id": _first(session, select(PublishedList.id)), "named": "assessor",
        "row_id": _first(session, select(PublishedRow.id).where(PublishedRow.place == "220000")),
        "confirmation_id": _first(session, select(NameConfirmation.id)),
    }


def _of_the_institution(session: Session, own: int) -> dict[str, Any]:
    heads = select(Tenure.person_id).where(Tenure.institution_id == own, Tenure.last_day.is_(None))
    imports, staff = select(RosterImport.id), select(Employment).where(Employment.institution_id == own)
    return {
        "import_of_institution": session.scalars(imports.where(RosterImport.institution_id == own)).one(),
        "import_of_staff": session.scalars(imports.where(RosterImport.jurisdiction == "220000")).one(),
        "change_id": _first(session, select(Change.id).where(Change.institution_id == own)),
        "declaration_id": _first(
            session, select(ConflictDeclaration.id).where(ConflictDeclaration.institution_id == own)
        ),
        "employment_id": _first(session, staff.with_only_columns(Employment.id)),
        "tenure_id": _first(session, select(Tenure.id).where(Tenure.institution_id == own)),
        "head_id": session.scalars(heads).one(),
        "person_id": _first(session, staff.with_only_columns(Employment.person_id)),
        "summary_id": _first(session, select(Summary.id).where(Summary.institution_id == own)),
    }


def _of_its_work(session: Session, own: int) -> dict[str, Any]:
    application = session.scalars(select(Application.id).where(Application.institution_id == own)).one()
    project = _first(session, select(Project).where(Project.institution_id == own, Project.unit_city == CITY))
    issued = _first(session, select(EvaluationReport).where(EvaluationReport.project_id == project.id))
    refused = _first(session, select(FilingRefusal.id).where(FilingRefusal.institution_id == own))
    declared = _first(session, select(DeclaredProject.id).where(DeclaredProject.institution_id == own))
    tip = _first(session, select(Tip.id).where(Tip.receiver == CITY).order_by(Tip.id))
    return {
        "application_id": application, "owner_id": application, "project_id": project.id, "refusal_id": refused,
        "year": project.year, "uscc": project.unit_uscc, "tip_id": tip,
        "batch_id": _first(session, select(FilingBatch.id).where(FilingBatch.institution_id == own)),
        "declared_list_id": _first(session, select(DeclaredList.id).where(DeclaredList.institution_id == own)),
        "version": issued.version, "project_number": project.number, "code_of_version": issued.code,
        "declared_id": declared, "draft_id": _first(session, select(ProjectDraft.id).where(ProjectDraft.institution_id == own)),
        "document_of_application": _document(session, OwnerKind.APPLICATION, application),
        "document_of_tip": _document(session, OwnerKind.TIP, tip),
    }


def _of_people(session: Session) -> dict[str, Any]:
    owner, spare = _known(session, "jilin-a"), _known(session, "spare")
    return {
        "owner_user": owner.id, "user_id": spare.id, "grant_id": spare.grants[0].id,
        "token_id": _first(session, select(ApiToken.id)),
    }


def _known(session: Session, key: str) -> User:
    return session.scalars(select(User).where(User.email == f"{key}@demo.example")).one()


def _first(session: Session, wanted: Select[Any]) -> Any:
    """The first of what the demonstration must have."""
    found = session.scalars(wanted).first()
    assert found is not None, str(wanted)
    return found


def _document(session: Session, kind: OwnerKind, owner_id: int) -> int:
    wanted = select(Document.id).where(Document.owner_kind == kind, Document.owner_id == owner_id)
    return session.scalars(wanted).first() or 0


def _lead_about(demo: Flask, session: Session, institution_id: int) -> str:
    """The key of a lead about the institution: its legal representative heads another one too."""
    everywhere = Actor(None, "test", frozenset({(Role.AUDITOR, ROOT)}))
    law = standing_law(session, demo.extensions["hub"].packs)
    return leads_for(session, law, everywhere, beijing_day(now()), about=institution_id)[0].lead.key
