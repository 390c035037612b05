"""What happened to a project: its steps as the audit trail has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assessor_hub.audit.queries import entries_about
from assessor_hub.audit.tags import Tag
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import TAGS
from assessor_hub.rules.lifecycle import PROJECT, Who

#: A correction is no step: the state stays, and who reads the course must see why the version changed.
_WHO: dict[Tag, Who] = {TAGS[verb]: step.who for (_state, verb), step in PROJECT.items()}
_WHO[Tag.EVALUATION_REPORT_CORRECTED] = Who.INSTITUTION


@dataclass(frozen=True)
class Happened:
    """One step or a correction: when, which, taken by whom (as the table names them, by name too), in which words."""

    at: datetime
    tag: Tag
    who: Who
    name: str
    reason: str


def history_of(session: Session, project: Project) -> list[Happened]:
    """The steps of a project that the caller has fetched, the newest first."""
    entries = entries_about(session, Project.__tablename__, project.id, _WHO)
    return [Happened(row.at, Tag(row.tag), _WHO[Tag(row.tag)], row.actor_name, row.reason) for row in entries]
