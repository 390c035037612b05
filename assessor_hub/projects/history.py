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

_WHO: dict[str, Who] = {TAGS[verb].value: step.who for (_state, verb), step in PROJECT.items()}


@dataclass(frozen=True)
class Happened:
    """One step: when, which, taken by whom (as the table names them, and the person's name), in which words."""

    at: datetime
    tag: Tag
    who: Who
    name: str
    reason: str


def history_of(session: Session, project: Project) -> list[Happened]:
    """The steps of a project that the caller has fetched, the newest first."""
    entries = entries_about(session, Project.__tablename__, project.id, TAGS.values())
    return [Happened(row.at, Tag(row.tag), _WHO[row.tag], row.actor_name, row.reason) for row in entries]
