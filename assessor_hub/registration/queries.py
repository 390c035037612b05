"""Reads of applications and recordals. Fetching is authorising: what an actor may not see is not found."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.institutions.models import Institution
from assessor_hub.institutions.services import hold_institution
from assessor_hub.registration.models import Application, EndKind, Recordal
from assessor_hub.registration.recorded import HELD, Recorded
from assessor_hub.rules.identifiers import normalise
from assessor_hub.rules.lifecycle import ApplicationState
from assessor_hub.rules.values import Level

HANDED_IN = tuple(state for state in ApplicationState if state is not ApplicationState.DRAFT)


def _visible(actor: Actor) -> Any:
    """Own applications, and those handed in within the reach of a reader's role."""
    return or_(
        Application.institution_id == (actor.institution_id or 0),
        _in_reach(actor) & _handed_in(),
    )


def _in_reach(actor: Actor) -> Any:
    """Within a reader's jurisdiction; and for a city's staff those where their opinion is asked for."""
    return or_(actor.reach(Application.jurisdiction, READERS), actor.reach(Application.city, {Role.CITY_STAFF}))


def _handed_in() -> Any:
    """A draft that was withdrawn was never anybody's to read but the institution's."""
    return Application.status.in_(HANDED_IN) & Application.submitted_at.is_not(None)


def application_for(session: Session, actor: Actor, application_id: int, *, lock: bool = False) -> Application | None:
    """The application if the actor may see it; with ``lock`` its row is held for the transaction."""
    wanted = select(Application).where(Application.id == application_id, _visible(actor))
    if lock:
        wanted = wanted.with_for_update(of=Application)
    return session.scalar(wanted)


def own_applications(session: Session, actor: Actor) -> list[Application]:
    """The actor's institution's applications, newest first."""
    mine = select(Application).where(Application.institution_id == (actor.institution_id or 0))
    return list(session.scalars(mine.order_by(Application.id.desc())))


def has_handed_in(session: Session, institution_id: int) -> bool:
    """Whether the institution has an application before a department or a recordal: its roster is claimed then."""
    states = (ApplicationState.SUBMITTED, ApplicationState.RECORDED)
    wanted = select(Application.id).where(Application.institution_id == institution_id, Application.status.in_(states))
    return session.scalars(wanted.limit(1)).first() is not None


def queue(
    session: Session, actor: Actor, states: tuple[ApplicationState, ...], *, after: int | None = None, limit: int = 50,
    jurisdiction: str | None = None, taken_by: Iterable[int] | None = None,
) -> list[Application]:
    """Applications within the actor's reach in the given states, oldest submission first; ``after`` is an id.

    ``taken_by`` narrows them to those that one of these people has taken on.
    """
    wanted = (
        select(Application)
        .where(_in_reach(actor), Application.status.in_(states), _handed_in())
        .order_by(Application.submitted_at, Application.id)
    )
    if jurisdiction:
        wanted = wanted.where(Application.jurisdiction == jurisdiction)
    if taken_by is not None:
        wanted = wanted.where(Application.taken_by.in_(list(taken_by)))
    if after is not None:
        mark = application_for(session, actor, after)
        if mark is not None and mark.submitted_at is not None:
            wanted = wanted.where(
                (Application.submitted_at > mark.submitted_at)
                | ((Application.submitted_at == mark.submitted_at) & (Application.id > mark.id))
            )
    return list(session.scalars(wanted.limit(limit)))


_RECORDAL = select(Recordal).where(*HELD).order_by(Recordal.id.desc())
_RECORDAL_HELD = _RECORDAL.with_for_update(of=Recordal)


def recordal_on(
    session: Session, institution_id: int, jurisdiction: str, day: date, *, lock: bool = False
) -> Recordal | None:
    """The recordal that the institution has in the jurisdiction on ``day``; with ``lock`` its row is held."""
    asked = {"institution_id": institution_id, "jurisdiction": jurisdiction, "day": day}
    return session.scalars(_RECORDAL_HELD if lock else _RECORDAL, asked).first()


def recordal_for(session: Session, actor: Actor, recordal_id: int, *, lock: bool = False) -> Recordal | None:
    """A recordal of the actor's institution or within a reader's reach; with ``lock`` its row is held.

    Its institution is held before it, as a decision and a ban do, so that nobody waits in a circle.
    """
    mine = Recordal.institution_id == (actor.institution_id or 0)
    wanted = select(Recordal).where(Recordal.id == recordal_id, or_(mine, actor.reach(Recordal.jurisdiction, READERS)))
    row = session.scalar(wanted)
    if row is None or not lock:
        return row
    hold_institution(session, row.institution_id)
    return session.scalar(wanted.with_for_update(of=Recordal).execution_options(populate_existing=True))


def chain_of(session: Session, recordal: Recordal) -> list[Recordal]:
    """The recordal and those that it renews, one after the other without a day between them, newest first."""
    return [recordal, *_renewed(session, recordal)]


def _renewed(session: Session, recordal: Recordal | Recorded) -> Iterator[Recordal]:
    before = recordal.renews_id
    while before is not None:
        row = session.get_one(Recordal, before)
        yield row
        before = row.renews_id


def renewed_by(session: Session, recordal: Recordal) -> Recordal | None:
    """The recordal that took over from this one."""
    return session.scalar(select(Recordal).where(Recordal.renews_id == recordal.id))


def recorded_since(session: Session, recordal: Recordal | Recorded, level: Level) -> date:
    """Since when the institution has been recorded for ``level`` without a gap, renewals included."""
    chain: Iterable[Recordal | Recorded] = itertools.chain([recordal], _renewed(session, recordal))
    covering = itertools.takewhile(lambda one: level.value in one.levels, chain)
    return min((one.recorded_on for one in covering), default=recordal.recorded_on)


def not_renewed_by(day: date) -> Any:
    """Recordals but for those that a later one has taken over from by ``day``: that one accounts for the year."""
    return or_(Recordal.end_kind.is_(None), Recordal.end_kind != EndKind.RENEWED, Recordal.ended_on > day)


def recordals_of(session: Session, institution_id: int) -> list[Recordal]:
    """Every recordal that the institution has or had, newest first."""
    wanted = select(Recordal).where(Recordal.institution_id == institution_id)
    return list(session.scalars(wanted.order_by(Recordal.recorded_on.desc(), Recordal.id.desc())))


def recorded_institutions(
    session: Session, actor: Actor, day: date, jurisdiction: str | None = None
) -> list[Recordal]:
    """Recordals live on ``day`` within the actor's reach, by number."""
    wanted = select(Recordal).where(live_on(day), actor.reach(Recordal.jurisdiction, READERS))
    if jurisdiction:
        wanted = wanted.where(Recordal.jurisdiction == jurisdiction)
    return list(session.scalars(wanted.order_by(Recordal.jurisdiction, Recordal.id)))


def institution_for(session: Session, actor: Actor, institution_id: int) -> Institution | None:
    """An institution that is the actor's own, or that has dealt with a department within the actor's reach."""
    own = Institution.id == (actor.institution_id or 0)
    return session.scalar(select(Institution).where(Institution.id == institution_id, or_(own, dealt_with(actor))))


def dealt_with(actor: Actor) -> Any:
    """Institutions with an application handed in, or a recordal, within the reach of a reader's role."""
    return or_(
        select(Application.id)
        .where(
            Application.institution_id == Institution.id, _handed_in(),
            actor.reach(Application.jurisdiction, READERS),
        )
        .exists(),
        select(Recordal.id)
        .where(Recordal.institution_id == Institution.id, actor.reach(Recordal.jurisdiction, READERS))
        .exists(),
    )


def dealings(session: Session, actor: Actor) -> dict[int, set[str]]:
    """Every institution that :func:`institution_for` would give a reader, with where it has dealt with them."""
    handed_in = select(Application.institution_id, Application.jurisdiction).where(
        _handed_in(), actor.reach(Application.jurisdiction, READERS)
    )
    recorded = select(Recordal.institution_id, Recordal.jurisdiction).where(
        actor.reach(Recordal.jurisdiction, READERS)
    )
    found: dict[int, set[str]] = {}
    for institution_id, code in session.execute(handed_in.union(recorded)):
        found.setdefault(institution_id, set()).add(code)
    return found


def live_recordals(session: Session, institution_id: int, day: date) -> list[Recordal]:
    """The institution's recordals that hold on ``day``, oldest first."""
    mine = Recordal.institution_id == institution_id
    wanted = select(Recordal).where(mine, Recordal.recorded_on <= day, live_on(day))
    return list(session.scalars(wanted.order_by(Recordal.id)))


def is_live(recordal: Recordal, day: date) -> bool:
    """Whether the recordal holds on ``day``."""
    return recordal.recorded_on <= day and (recordal.ended_on is None or recordal.ended_on > day)


def live_on(day: date) -> Any:
    """Recordals that have not ended by ``day``."""
    return or_(Recordal.ended_on.is_(None), Recordal.ended_on > day)


def register(text: str | None, jurisdiction: str | None, day: date) -> Select[Recordal]:
    """The public register: recordals live on ``day``, by a part of the name, the code or the number, and by place."""
    wanted = select(Recordal).join(Institution, Institution.id == Recordal.institution_id)
    wanted = wanted.where(live_on(day))
    if jurisdiction:
        wanted = wanted.where(Recordal.jurisdiction == jurisdiction)
    if text:
        like = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        wanted = wanted.where(
            or_(
                Institution.name.ilike(f"%{like}%", escape="\\"), Institution.uscc == normalise(text),
                Recordal.number == text.upper(),
            )
        )
    return wanted


def institutions_for(session: Session, actor: Actor) -> list[Institution]:
    """Every institution that :func:`institution_for` would give a reader, by name."""
    return list(session.scalars(select(Institution).where(dealt_with(actor)).order_by(Institution.name)))


def applications_of(session: Session, actor: Actor, institution_id: int) -> list[Application]:
    """An institution's applications as far as the actor may see them, newest first."""
    wanted = select(Application).where(Application.institution_id == institution_id, _visible(actor))
    return list(session.scalars(wanted.order_by(Application.id.desc())))


def count_waiting(session: Session, actor: Actor) -> int:
    """How many applications wait for a decision within the actor's reach."""
    wanted = select(func.count(Application.id)).where(
        _in_reach(actor), Application.status == ApplicationState.SUBMITTED
    )
    return session.scalars(wanted).one()


def register_page(
    session: Session, text: str | None, jurisdiction: str | None, day: date, *, after: int = 0, limit: int = 50
) -> list[Recordal]:
    """One page of the public register, by id; ``after`` is the last id of the page before."""
    wanted = register(text, jurisdiction, day).where(Recordal.id > after).order_by(Recordal.id).limit(limit)
    return list(session.scalars(wanted))


def recordal_by_number(session: Session, number: str) -> Recordal | None:
    """A recordal, live or ended: the register is public."""
    return session.scalar(select(Recordal).where(Recordal.number == number))


def recorded_per_place(session: Session, day: date) -> dict[str, int]:
    """How many institutions are recorded on ``day``, by jurisdiction."""
    counted = select(Recordal.jurisdiction, func.count(Recordal.id)).where(live_on(day))
    return dict(session.execute(counted.group_by(Recordal.jurisdiction)).all())
