"""The institution that the actor works for, and its rows: fetched as the actor's own, or nothing is found.

A person who also holds a role of a department reaches further in the queries; here only their own institution counts.
"""

from __future__ import annotations

from typing import cast

from assessor_hub.accounts.models import Role
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.batch_models import FilingBatch
from assessor_hub.projects.batch_queries import batch_for
from assessor_hub.projects.declared_list_models import DeclaredList
from assessor_hub.projects.declared_list_queries import list_for
from assessor_hub.projects.declared_queries import declared_for
from assessor_hub.projects.ledger_models import DeclaredProject
from assessor_hub.projects.models import Project
from assessor_hub.projects.queries import project_for
from assessor_hub.projects.refusals import Kept, refusal_for
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.change_queries import change_for
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.queries import application_for, institution_for, recordal_for
from assessor_hub.staffing.models import Employment
from assessor_hub.staffing.services import member_for
from assessor_hub.web.shared.context import actor, session
from assessor_hub.web.shared.guards import found

OWNERS = frozenset({Role.OWNER})


def own_id() -> int:
    """The id of the actor's institution; the guards let nobody without one come here."""
    return cast(int, found(actor().institution_id))


def own_institution() -> Institution:
    """The actor's institution."""
    return cast(Institution, found(institution_for(session(), actor(), own_id())))


def own_application(application_id: int, *, lock: bool = False) -> Application:
    """An application of the actor's institution, or 404; with ``lock`` its row is held for the transaction."""
    application = application_for(session(), actor(), application_id, lock=lock)
    own = application is not None and application.institution_id == own_id()
    return cast(Application, found(application if own else None))


def own_recordal(recordal_id: int, *, lock: bool = False) -> Recordal:
    """A recordal of the actor's institution, or 404."""
    recordal = recordal_for(session(), actor(), recordal_id, lock=lock)
    own = recordal is not None and recordal.institution_id == own_id()
    return cast(Recordal, found(recordal if own else None))


def own_project(project_id: int, *, lock: bool = False) -> Project:
    """A project of the actor's institution, or 404; with ``lock`` its row is held for the transaction."""
    project = project_for(session(), actor(), project_id, lock=lock)
    own = project is not None and project.institution_id == own_id()
    return cast(Project, found(project if own else None))


def own_declared(declared_id: int, *, lock: bool = False) -> DeclaredProject:
    """A declared project of the actor's institution, or 404; with ``lock`` its row is held for the transaction."""
    row = declared_for(session(), actor(), declared_id, lock=lock)
    own = row is not None and row.institution_id == own_id()
    return cast(DeclaredProject, found(row if own else None))


def own_declared_list(list_id: int, *, lock: bool = False) -> DeclaredList:
    """A list of declared projects of the actor's institution, or 404; with ``lock`` it is held for the transaction."""
    sent = list_for(session(), actor(), list_id, lock=lock)
    own = sent is not None and sent.institution_id == own_id()
    return cast(DeclaredList, found(sent if own else None))


def own_batch(batch_id: int, *, lock: bool = False) -> FilingBatch:
    """A file of projects of the actor's institution, or 404; with ``lock`` its row is held for the transaction."""
    return cast(FilingBatch, found(batch_for(session(), actor(), batch_id, lock=lock)))


def own_change(change_id: int) -> Change:
    """A filed change of the actor's institution, or 404."""
    change = change_for(session(), actor(), change_id)
    own = change is not None and change.institution_id == own_id()
    return cast(Change, found(change if own else None))


def own_member(employment_id: int, *, lock: bool = False) -> Employment:
    """A line of the institution's roster whose person has not left, or 404; with ``lock`` it is held."""
    row = member_for(session(), actor(), employment_id, lock=lock)
    return cast(Employment, found(row if row is not None and row.last_day is None else None))


def own_refusal(refusal_id: int) -> Kept:
    """A refused filing of the actor's institution, or 404."""
    kept = refusal_for(session(), actor(), refusal_id)
    own = kept is not None and kept.row.institution_id == own_id()
    return cast(Kept, found(kept if own else None))
