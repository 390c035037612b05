"""Whether a recorded institution lacks the basic conditions, since when, and what its rules let follow.

Computed as of a day and never stored: it begins and ends by itself with the facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.audit.models import AuditEntry
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.outbox.services import tell_institution
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.judging import institution_verdicts
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.present import present_on
from assessor_hub.registration.queries import live_on, recorded_institutions
from assessor_hub.rules.findings import Finding, Outcome
from assessor_hub.rules.keys import SANCTION_LACKS_CONDITIONS, TRACK_RECORD
from assessor_hub.rules.law import LawBook, Stated
from assessor_hub.rules.periods import last_day_of_years
from assessor_hub.rules.values import Consequence, Effect, Level
from assessor_hub.staffing.services import turns_of


@dataclass(frozen=True)
class Lack:
    """What a recorded institution lacks on ``day``, without a break since ``since``, and what follows from it."""

    recordal: Recordal
    day: date
    since: date
    unmet: tuple[Finding, ...]
    effect: Stated[Consequence]

    def stops(self, effect: Effect) -> bool:
        """Whether its rules let ``effect`` follow, and a condition of a text is unmet."""
        firm = any(found.refuses for found in self.unmet)
        return firm and self.effect.value.effect is effect


def unmet_on(session: Session, law: LawBook, recordal: Recordal, day: date) -> tuple[Finding, ...]:
    """The conditions that are not met on ``day`` at a level which the recordal covers, each once.

    Where two levels ask the same, the one that may refuse by itself speaks for both.
    """
    found: dict[tuple[str, object], Finding] = {}
    verdicts = institution_verdicts(session, law, recordal, day)
    for level in (Level(value) for value in recordal.levels):
        for finding in verdicts[level].findings:
            key = finding.code, finding.stated.value
            if finding.outcome is Outcome.NOT_MET and (key not in found or not found[key].refuses):
                found[key] = finding
    return tuple(found.values())


def lack_on(session: Session, law: LawBook, recordal: Recordal, day: date) -> Lack | None:
    """What the institution lacks on ``day``; None where it meets every condition of the levels it is recorded for."""
    unmet = unmet_on(session, law, recordal, day)
    if not unmet:
        return None
    since = day
    for earlier in turning_days(session, law, recordal, day):
        if not unmet_on(session, law, recordal, earlier - timedelta(days=1)):
            since = earlier
            break
        since = earlier
    effect = law.read(recordal.jurisdiction, day).get(SANCTION_LACKS_CONDITIONS, Level(recordal.levels[0]))
    return Lack(recordal, day, since, unmet, effect)


def lack_coming(session: Session, law: LawBook, recordal: Recordal, day: date) -> Lack | None:
    """What the institution lacks on ``day``, or from the first day on that announced resignations leave too few."""
    now = lack_on(session, law, recordal, day)
    if now is not None:
        return now
    ahead = sorted(one for one in turns_of(session, recordal.institution_id) if one > day)
    lacks = (lack_on(session, law, recordal, one) for one in ahead)
    return next((lack for lack in lacks if lack is not None), None)


def turning_days(session: Session, law: LawBook, recordal: Recordal, day: date) -> list[date]:
    """The days from the recordal to ``day`` on which a condition can have turned, latest first.

    Between two of them nothing changes: people come and go, works grow too old, changes happen, rules are dated.
    """
    days = {recordal.recorded_on, *turns_of(session, recordal.institution_id), *_age_days(session, law, recordal, day)}
    filed = select(Change.happened_on).where(Change.recordal_id == recordal.id)
    days.update(session.scalars(filed))
    for entries in law.packs[recordal.jurisdiction].entries.values():
        days.update(entry.effective_from for entry in entries)
    return sorted((one for one in days if recordal.recorded_on <= one <= day), reverse=True)


def _age_days(session: Session, law: LawBook, recordal: Recordal, day: date) -> Iterator[date]:
    """The first day on which each work, the lease or the certificate is too old."""
    years = law.read(recordal.jurisdiction, day).get(TRACK_RECORD).value.years
    application = session.get_one(Application, recordal.application_id)
    answers = Answers.model_validate(application.answers)
    for item in answers.track_record:
        yield last_day_of_years(item.done_on, years) + timedelta(days=1)
    for premises in (answers.premises, present_on(session, recordal, application, day).answers.premises):
        for last in (premises.until, premises.quality_until):
            if last is not None:
                yield last + timedelta(days=1)


def lacking_within(session: Session, law: LawBook, actor: Actor, day: date) -> list[Lack]:
    """Every recorded institution within a reader's reach that lacks conditions on ``day``."""
    rows = recorded_institutions(session, actor, day)
    lacks = (lack_on(session, law, recordal, day) for recordal in rows if actor.may(READERS, recordal.jurisdiction))
    return [lack for lack in lacks if lack is not None]


def tell_turns(session: Session, law: LawBook, *, by: Actor, now: datetime) -> int:
    """Tell every recorded institution whose conditions have turned since it was last told; returns how many.

    What somebody's act did not tell, time does: works that grow too old, resignations whose day has come.
    """
    live = session.scalars(select(Recordal).where(live_on(beijing_day(now))).order_by(Recordal.id))
    return sum(tell_turn(session, law, recordal, by=by, now=now) for recordal in live)


def tell_turn(session: Session, law: LawBook, recordal: Recordal, *, by: Actor, now: datetime) -> bool:
    """Tell one recorded institution if its conditions have turned since it was last told; returns whether they have."""
    today = beijing_day(now)
    since, lack = last_told(session, recordal), lack_on(session, law, recordal, today)
    if lack is not None and since != str(lack.since):
        tell_of_lack(session, lack, by=by, now=now)
    elif lack is None and since is not None and since <= str(today):
        _tell_met(session, recordal, by=by, now=now)
    else:
        return False
    return True


def last_told(session: Session, recordal: Recordal) -> str | None:
    """The first day of the lack that the institution was last told of; None where it has been told that it is over."""
    entries = select(AuditEntry).where(
        AuditEntry.subject == Recordal.__tablename__, AuditEntry.subject_id == recordal.id,
        AuditEntry.tag.in_([Tag.CONDITIONS_LACKING.value, Tag.CONDITIONS_MET.value]),
    )
    last = session.scalars(entries.order_by(AuditEntry.id.desc())).first()
    return str(last.detail["since"]) if last is not None and last.tag == Tag.CONDITIONS_LACKING.value else None


def _tell_met(session: Session, recordal: Recordal, *, by: Actor, now: datetime) -> None:
    figures = {"jurisdiction": recordal.jurisdiction}
    tell_institution(session, recordal.institution_id, Tag.CONDITIONS_MET, figures, now)
    record(
        session, Tag.CONDITIONS_MET, by=by, on=recordal, now=now, jurisdiction=recordal.jurisdiction,
        pack_version=recordal.pack_version,
    )


def tell_of_lack(session: Session, lack: Lack, *, by: Actor, now: datetime) -> None:
    """Tell the institution what it lacks from which day on, and put on record that it was told."""
    figures = {"jurisdiction": lack.recordal.jurisdiction, "since": str(lack.since)}
    tell_institution(session, lack.recordal.institution_id, Tag.CONDITIONS_LACKING, figures, now)
    record(
        session, Tag.CONDITIONS_LACKING, by=by, on=lack.recordal, now=now, jurisdiction=lack.recordal.jurisdiction,
        pack_version=lack.recordal.pack_version,
        detail={"since": str(lack.since), "unmet": [found.code for found in lack.unmet],
                "effect": lack.effect.value.effect.value},
    )
