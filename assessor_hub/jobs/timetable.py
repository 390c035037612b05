"""The timetable: what runs when. Jobs only call services; each has a period, so that a period's work is done once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.audit.services import seal
from assessor_hub.clock import beijing_time
from assessor_hub.crypto import Vault
from assessor_hub.db import transaction
from assessor_hub.documents.clamd import Clamd
from assessor_hub.documents.preparing import prepare_waiting
from assessor_hub.documents.staging import Staging
from assessor_hub.documents.store import Store
from assessor_hub.jobs.mail import Mailer
from assessor_hub.outbox.letters import deliver_letters
from assessor_hub.outbox.models import Letter
from assessor_hub.outbox.services import deliver
from assessor_hub.projects import batches, declared_lists
from assessor_hub.projects.commissions import addressee
from assessor_hub.projects.doctor import examine
from assessor_hub.projects.moving import lapse_returned
from assessor_hub.reconciliation import services as reconciliation
from assessor_hub.registration.lacking import tell_turns
from assessor_hub.rosters import services as rosters
from assessor_hub.rosters.work import work as work_on_rosters
from assessor_hub.rules.keys import REF_CORRECTION
from assessor_hub.rules.law import LawBook, Rules
from assessor_hub.rules.working_days import CalendarUnknown, last_day_for_acting

log = structlog.get_logger(__name__)
DOCTOR = "examine_ledger"
MOST_DIFFERENCES = 200  # lines that are kept with a run; the log has them all


@dataclass(frozen=True)
class Tools:
    """What jobs work with."""

    packs: LawBook
    mailer: Mailer | None
    staging: Staging
    store: Store
    scanner: Clamd | None
    vault: Vault


@dataclass(frozen=True)
class Job:
    """A job: its name, how often it is tried (seconds), the period that one run settles, and the work.

    ``period`` is None for work that is idempotent by itself and leaves no run behind.
    """

    name: str
    every: int
    period: Callable[[datetime], str] | None
    work: Callable[[Session, Tools, datetime], str]


def _day(now: datetime) -> str:
    return beijing_time(now).date().isoformat()


def _seal(session: Session, _tools: Tools, now: datetime) -> str:
    return f"{seal(session, now)} sealed"


def _deliver(session: Session, tools: Tools, now: datetime) -> str:
    return f"{deliver(session, tools.mailer.send, now)} sent" if tools.mailer else "no mail server is set"


def _deliver_letters(session: Session, tools: Tools, now: datetime) -> str:
    if tools.mailer is None:
        return "no mail server is set"
    mailer, vault = tools.mailer, tools.vault

    def send(letter: Letter) -> None:
        to = addressee(session, vault, letter.ref)
        if to is not None:  # who is no contact any more gets no letter
            mailer.send_letter(to, letter)

    return f"{deliver_letters(session, send, now)} settled"


def _lapse(session: Session, tools: Tools, now: datetime) -> str:
    with transaction(session):
        return f"{lapse_returned(session, tools.packs, by=SYSTEM, now=now, last_day=_correction_ends)} lapsed"


def _tell_turns(session: Session, tools: Tools, now: datetime) -> str:
    with transaction(session):
        return f"{tell_turns(session, tools.packs, by=SYSTEM, now=now)} told"


def _correction_ends(rules: Rules, returned_on: date) -> date:
    """The last day for correcting a returned project: a reference setting, in days, and a period for acting.

    Where the holidays of its year are not published yet nothing lapses: the end is not guessed.
    """
    try:
        return last_day_for_acting(returned_on, rules.get(REF_CORRECTION).value.length)
    except CalendarUnknown as unknown:
        log.warning("correction period waits for the holiday calendar", year=unknown.year)
        return date.max


def _examine(session: Session, tools: Tools, _now: datetime) -> str:
    """Counters, charges and tenures are counted anew; a difference is logged, and told to the administrators."""
    faults = examine(session, tools.packs)
    for fault in faults:
        log.error("the doctor found a difference", difference=fault)
    return "\n".join([f"{len(faults)} differences", *faults[:MOST_DIFFERENCES]])


def _purge(_session: Session, tools: Tools, now: datetime) -> str:
    """Files of failed public reports are kept for an hour, also where nobody visits the form."""
    return f"{tools.staging.purge(now)} purged"


def _prepare(session: Session, tools: Tools, now: datetime) -> str:
    return f"{prepare_waiting(session, tools.store, tools.scanner, now)} prepared"


def _import_rosters(session: Session, tools: Tools, now: datetime) -> str:
    return f"{work_on_rosters(session, tools.vault, now)} advanced"


def _forget_rosters(session: Session, _tools: Tools, now: datetime) -> str:
    """Previews that nobody confirmed, and the rows that were left out, go after a while: some hold personal data."""
    with transaction(session):
        slices = (rosters, reconciliation, batches, declared_lists)
        return f"{sum(slice.purge(session, now) for slice in slices)} forgotten"


TIMETABLE = (
    Job("seal_audit", 5, None, _seal),
    Job("deliver_messages", 10, None, _deliver),
    Job("deliver_letters", 10, None, _deliver_letters),
    Job("prepare_documents", 5, None, _prepare),
    Job("import_rosters", 3, None, _import_rosters),
    Job("forget_rosters", 600, None, _forget_rosters),
    Job("purge_staging", 600, None, _purge),
    Job(DOCTOR, 600, _day, _examine),
    Job("lapse_returned", 600, _day, _lapse),
    Job("tell_turned_conditions", 600, _day, _tell_turns),
)
