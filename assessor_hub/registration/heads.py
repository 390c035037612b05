"""Legal representatives as a department may see them: who heads or headed an institution within a reader's reach."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.institutions.models import Institution, Person, Tenure
from assessor_hub.registration.queries import dealt_with
from assessor_hub.rules.identifiers import normalise


def head_for(session: Session, actor: Actor, person_id: int) -> Person | None:
    """The person, if they head or headed an institution that has dealt with a department within the reach."""
    return session.scalar(select(Person).where(Person.id == person_id, Person.id.in_(_within(actor))))


def heads_for(session: Session, actor: Actor, text: str, *, limit: int = 50) -> list[tuple[Person, list[Tenure]]]:
    """Such persons by a part of their name or of an institution's, or by its code; each with all their tenures."""
    like = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    named = or_(
        Tenure.name.ilike(f"%{like}%", escape="\\"), Institution.name.ilike(f"%{like}%", escape="\\"),
        Institution.uscc == normalise(text),
    )
    wanted = select(Person).where(Person.id.in_(_within(actor).where(named))).order_by(Person.name, Person.id)
    return [(person, tenures_of(session, person.id)) for person in session.scalars(wanted.limit(limit))]


def tenures_of(session: Session, person_id: int) -> list[Tenure]:
    """Every tenure of a person that was fetched, oldest first."""
    wanted = select(Tenure).where(Tenure.person_id == person_id).order_by(Tenure.first_day, Tenure.id)
    return list(session.scalars(wanted))


def _within(actor: Actor) -> Any:
    joined = select(Tenure.person_id).join(Institution, Institution.id == Tenure.institution_id)
    return joined.where(dealt_with(actor))
