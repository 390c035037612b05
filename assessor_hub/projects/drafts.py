"""Drafts: kept while an institution writes, gone with the project that they become.

Nothing of a draft is judged, counted or audited: it is no act yet. The rules of the day on which it is filed judge it,
whatever year it was begun in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.projects.draft_models import ProjectDraft
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.ledger import hold_institution
from assessor_hub.projects.models import Project
from assessor_hub.rules.lifecycle import Who

FIELDS = ("level", "unit_kind", "unit_name", "unit_uscc", "unit_city", "work_from")
LONGEST = 200  # characters of one answer: more than any field takes when it is filed
MOST = 500  # drafts of one institution: more than anybody has in hand, and an end to what a script could pile up


def drafts_of(session: Session, actor: Actor) -> list[ProjectDraft]:
    """The drafts of the actor's institution, the one saved last first."""
    mine = select(ProjectDraft).where(ProjectDraft.institution_id == (actor.institution_id or 0))
    return list(session.scalars(mine.order_by(ProjectDraft.saved_at.desc(), ProjectDraft.id.desc())))


def draft_for(session: Session, actor: Actor, draft_id: int) -> ProjectDraft | None:
    """A draft of the actor's institution; nobody else has one."""
    return session.scalar(
        select(ProjectDraft).where(
            ProjectDraft.id == draft_id, ProjectDraft.institution_id == (actor.institution_id or 0)
        )
    )


def draft_by_key(session: Session, actor: Actor, request_key: str) -> ProjectDraft | None:
    """The draft of the actor's institution that has the key."""
    return session.scalar(select(ProjectDraft).where(*_mine(request_key, actor)))


def save_draft(
    session: Session, answers: Mapping[str, str], *, request_key: str, revision: int, by: Actor, now: datetime
) -> ProjectDraft:
    """Keep what was typed so far under the form's key; ``revision`` is that of the page, 0 before its first save.

    Refuses ``draft_filed`` where the key has made a project already, ``draft_gone`` where a colleague has discarded
    it, ``changed_meanwhile`` where one has saved it since, ``too_many_drafts`` beyond :data:`MOST`.
    """
    if by.institution_id is None or by.user_id is None:
        raise FilingRefused("not_your_step", who=Who.INSTITUTION)
    hold_institution(session, by.institution_id, changing=True)  # no filing of the key is under way
    if session.scalar(select(Project.id).where(Project.request_key == request_key)) is not None:
        raise FilingRefused("draft_filed")
    kept = {name: str(answers.get(name) or "").strip()[:LONGEST] for name in FIELDS}
    row = draft_by_key(session, by, request_key)
    if row is None:
        return _begin(session, kept, request_key, revision, by, now)
    if row.revision != revision and row.saved_by != by.user_id:  # one's own later save is no surprise
        raise FilingRefused("changed_meanwhile")
    row.answers, row.saved_at, row.saved_by = kept, now, by.user_id
    row.revision += 1
    return row


def _begin(
    session: Session, kept: dict[str, str], request_key: str, revision: int, by: Actor, now: datetime
) -> ProjectDraft:
    if revision:
        raise FilingRefused("draft_gone")
    if len(drafts_of(session, by)) >= MOST:
        raise FilingRefused("too_many_drafts", limit=MOST)
    row = ProjectDraft(
        request_key=request_key, institution_id=by.institution_id, answers=kept, revision=1, begun_at=now,
        saved_at=now, saved_by=by.user_id,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:  # another institution's form has the key: nobody's browser makes such a one
        raise FilingRefused("draft_gone") from taken
    return row


def discard_draft(session: Session, row: ProjectDraft, *, revision: int) -> None:
    """Throw a draft away. Refuses ``changed_meanwhile`` where a colleague has saved it since."""
    if row.revision != revision:
        raise FilingRefused("changed_meanwhile")
    session.delete(row)


def forget_draft(session: Session, draft_id: int) -> None:
    """The draft becomes the project that is filed in this transaction, and goes with its commit."""
    session.execute(delete(ProjectDraft).where(ProjectDraft.id == draft_id))


def keep_refusal(session: Session, request_key: str, refusal_id: int, *, by: Actor) -> None:
    """A draft whose filing was refused stays, with the refusal as it was kept."""
    session.execute(update(ProjectDraft).where(*_mine(request_key, by)).values(refusal_id=refusal_id))


def _mine(request_key: str, by: Actor) -> tuple[Any, ...]:
    return ProjectDraft.request_key == request_key, ProjectDraft.institution_id == (by.institution_id or 0)
