"""Reads of leads: computed as of now, shown as far as the reader's reach and the public register go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.institutions.models import Institution
from assessor_hub.leads.evidence import Lead
from assessor_hub.leads.models import LeadAssessment, LeadKind, LeadState
from assessor_hub.leads.people import banned_head, head_on_staff, shared_head, shared_staff
from assessor_hub.leads.pools import head_changed
from assessor_hub.leads.sharing import same_address, same_document, same_phone
from assessor_hub.leads.units import unit_is_assessor
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import dealings
from assessor_hub.rules.law import LawBook
from assessor_hub.sanctions.models import Decision

FINDERS: dict[LeadKind, Callable[[Session, LawBook, date], Iterable[Lead]]] = {
    LeadKind.BANNED_HEAD: banned_head,
    LeadKind.HEAD_CHANGED: head_changed,
    LeadKind.UNIT_IS_ASSESSOR: unit_is_assessor,
    LeadKind.SAME_DOCUMENT: same_document,
    LeadKind.SHARED_STAFF: shared_staff,
    LeadKind.HEAD_ON_STAFF: head_on_staff,
    LeadKind.SHARED_HEAD: shared_head,
    LeadKind.SAME_PHONE: same_phone,
    LeadKind.SAME_ADDRESS: same_address,
}


@dataclass(frozen=True)
class SeenLead:
    """A lead as one reader may see it.

    ``within`` are the institutions in the reader's reach, whose evidence is shown in full; ``names`` has them and
    those that the public register or the public list of decisions names; the rest stay "another institution".
    ``words`` are the latest assessments, by jurisdiction of the reader; ``earlier`` those of the same lead on other
    evidence, newest first.
    """

    lead: Lead
    within: frozenset[int]
    names: dict[int, str]
    jurisdictions: tuple[str, ...]
    words: dict[str, LeadAssessment]
    earlier: tuple[LeadAssessment, ...]

    @property
    def state(self) -> LeadState:
        """Open while a jurisdiction has said nothing; not relevant once each has said so."""
        said = {self.words[code].state if code in self.words else LeadState.OPEN for code in self.jurisdictions}
        return next(state for state in LeadState if state in said)


def leads_for(
    session: Session, law: LawBook, actor: Actor, day: date, *, kinds: Iterable[LeadKind] = FINDERS,
    about: int | None = None,
) -> list[SeenLead]:
    """Leads on ``day`` that involve an institution within the reader's reach; ``about`` narrows to one of them.

    Institutions see none: their reach as readers is empty.
    """
    reach = dealings(session, actor)
    if about is not None:
        reach = {about: reach[about]} if about in reach else {}
    if not reach:
        return []
    wanted = set(kinds)
    found = [
        lead for kind, finder in FINDERS.items() if kind in wanted
        for lead in finder(session, law, day) if not reach.keys().isdisjoint(lead.parties)
    ]
    return _seen(session, found, dealings(session, actor) if about is not None else reach, day)


def lead_for(
    session: Session, law: LawBook, actor: Actor, day: date, institution_id: int, key: str
) -> SeenLead | None:
    """One lead about an institution within reach; None where its evidence has changed since, or it never was."""
    found = leads_for(session, law, actor, day, about=institution_id)
    return next((one for one in found if one.lead.key == key), None)


def _seen(session: Session, found: list[Lead], reach: dict[int, set[str]], day: date) -> list[SeenLead]:
    names = _names(session, {party for lead in found for party in lead.parties}, set(reach), day)
    words = _words(session, {lead.anchor for lead in found})
    seen = []
    for lead in found:
        within = frozenset(party for party in lead.parties if party in reach)
        codes = tuple(sorted(set().union(*(reach[party] for party in within))))
        said = [row for row in words[lead.anchor] if row.jurisdiction in codes]
        seen.append(SeenLead(
            lead, within, {party: names[party] for party in lead.parties if party in names}, codes,
            {row.jurisdiction: row for row in said if row.lead_key == lead.key},  # the latest comes last
            tuple(reversed([row for row in said if row.lead_key != lead.key])),
        ))
    return seen


def _words(session: Session, anchors: set[str]) -> dict[str, list[LeadAssessment]]:
    """Every assessment of the leads, oldest first; few leads are ever assessed, so all are read."""
    words: dict[str, list[LeadAssessment]] = defaultdict(list)
    for row in session.scalars(select(LeadAssessment).order_by(LeadAssessment.id)):
        if row.anchor in anchors:
            words[row.anchor].append(row)
    return words


def _names(session: Session, parties: set[int], within: set[int], day: date) -> dict[int, str]:
    """Names of institutions within reach, once recorded (the register is public), or on the public list."""
    recorded = select(Recordal.institution_id).where(Recordal.recorded_on <= day)
    listed = select(Decision.institution_id).where(Decision.last_day >= day, Decision.revoked_at.is_(None))
    open_to_all = set(session.scalars(recorded.union(listed)))
    wanted: Any = select(Institution.id, Institution.name)
    if len(parties) <= 500:  # a short list of parameters, else all names: both engines have limits
        wanted = wanted.where(Institution.id.in_(parties))
    return {row_id: name for row_id, name in session.execute(wanted) if row_id in within or row_id in open_to_all}
