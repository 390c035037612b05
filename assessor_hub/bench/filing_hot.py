"""Row "filing-hot": many processes on the same few pools. First that the caps hold, then what the guard costs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from flask import Flask
from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from assessor_hub import clock
from assessor_hub.audit.models import AuditEntry
from assessor_hub.audit.tags import Tag
from assessor_hub.bench.filings import Sender, post, sender, unit
from assessor_hub.bench.load import side_by_side
from assessor_hub.bench.method import Block, compare
from assessor_hub.bench.report import Measure, Section
from assessor_hub.bench.scale import Scale
from assessor_hub.bench.stage import ENGINES, Stage, examined, missing, stage
from assessor_hub.clock import beijing_day
from assessor_hub.db import run, transaction
from assessor_hub.extensions import db
from assessor_hub.institutions.models import Institution, Person, Tenure
from assessor_hub.projects.ledger import Account, take_unit
from assessor_hub.projects.ledger_models import Allowance, Charge
from assessor_hub.projects.models import Project
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.lifecycle import ProjectState
from assessor_hub.rules.pack import ROOT
from assessor_hub.rules.values import Level, UnitKind

CODE = "330000"
CAPS = {Level.NATIONAL: 15, Level.PROVINCIAL: 10}  # what the pack says; the race shows whether it was kept
Guard = Callable[[Session, Account, int], bool]


class Wrong(Exception):
    """A cap was not kept, or a request failed."""


def measure(scale: Scale) -> Section:
    """The race through the whole product on each engine that is here; the guard against another on PostgreSQL."""
    measures, counted = [], []
    for engine in ENGINES:
        if why := missing(engine):
            counted.append(f"{engine}: not measured, {why}")
            continue
        with stage(engine, scale.pools // 2, CODE) as ready:
            with ready.product() as app:
                raced = _race(app, ready, scale)
            counted.append(f"{engine}: {raced}; {examined(ready)}")
            if engine == "postgresql":
                measures.append(_guards(ready, scale))
    return Section(
        "filing-hot", f"{scale.processes} processes file for the same {scale.pools} person-pools, caps of 15 and 10. "
        "The race goes through the whole product. The comparison is of the guard alone: the product's conditional "
        "upsert (ours) against SELECT … FOR UPDATE of the person and COUNT of the charges, both followed by the same "
        "project, charge and audit entry, and a commit.", measures,
        f"{scale.processes} processes with a connection each, {scale.attempts} attempts a process and block at random "
        "pools; pools are fresh in every block.", counted, f"{LOCK};\n\n{COUNT};",
    )


# -- The race: whole requests, exact caps -----------------------------------------------------------------------------


def _race(app: Flask, ready: Stage, scale: Scale) -> str:
    """Every process sends its share of more filings than the pools can take; raises Wrong unless the caps hold."""
    send = sender(app, ready)
    wanted = [
        (n, place, level) for place in range(1, 2 * max(CAPS.values()) + 1) for n in range(1, ready.institutions + 1)
        for level in CAPS
    ]
    shares = [(app, send, wanted[start :: scale.processes]) for start in range(scale.processes)]
    began = time.perf_counter()
    statuses: Counter[int] = sum(side_by_side(_file_all, shares), Counter())
    seconds = time.perf_counter() - began
    if set(statuses) - {302, 409}:
        raise Wrong(f"answers other than filed and refused: {dict(statuses)}")
    _exact(app, scale.pools, statuses[302])
    return (
        f"{len(wanted):,} requests, {statuses[302]:,} filed, {statuses[409]:,} refused, no 5xx; every pool holds "
        f"its cap exactly; {len(wanted) / seconds:,.0f} requests a second"
    )


def _file_all(app: Flask, send: Sender, wanted: list[tuple[int, int, Level]]) -> Counter[int]:
    with app.app_context():
        db.engine.dispose(close=False)  # the connections of the process that this one was forked from
    statuses = Counter(post(app, send.environ(n, send.body(n, place, level))) for n, place, level in wanted)
    with app.app_context():
        db.engine.dispose()
    return statuses


def _exact(app: Flask, pools: int, filed: int) -> None:
    live = select(Charge.person_id, Charge.pool_level, func.count()).where(Charge.released_at.is_(None))
    with app.app_context():
        rows = db.session.execute(live.group_by(Charge.person_id, Charge.pool_level)).all()
        counters = db.session.scalars(select(Allowance.used)).all()
        db.session.remove()
        db.engine.dispose()
    held = {(person, level): units for person, level, units in rows}
    if len(held) != pools or any(units != CAPS[level] for (_person, level), units in held.items()):
        raise Wrong(f"pools beside their caps: {held}")
    if not sum(held.values()) == sum(counters) == filed:
        raise Wrong(f"{filed} filed, {sum(held.values())} charged, {sum(counters)} counted")


# -- The guard alone --------------------------------------------------------------------------------------------------

LOCK = select(Person.id).where(Person.id == bindparam("person")).with_for_update()
COUNT = select(func.count()).where(
    Charge.released_at.is_(None), Charge.person_id == bindparam("person"), Charge.pool_level == bindparam("level"),
    Charge.pool_code == bindparam("code"), Charge.year == bindparam("year"),
)
PROJECT = insert(Project).returning(Project.id)
CHARGE, ENTRY = insert(Charge).inline(), insert(AuditEntry).inline()

def lock_and_count(session: Session, account: Account, limit: int) -> bool:
    """The guard that most would write: hold the person, count, compare."""
    run(session, LOCK, {"person": account.person_id})
    counted = run(session, COUNT, {
        "person": account.person_id, "level": account.pool.level, "code": account.pool.jurisdiction,
        "year": account.year,
    }).scalar_one()
    return bool(counted < limit)


@dataclass(frozen=True)
class Attempts:
    """What one process tries: which guard, on whose pools, in a year of its own, where nothing is used yet."""

    guard: Guard
    heads: list[tuple[int, int]]
    year: int
    serial: int
    number: int


def _guards(ready: Stage, scale: Scale) -> Measure:
    with ready.product() as app:
        ours, other = (_attempts(app, scale, guard) for guard in (take_unit, lock_and_count))
        return Measure("postgresql: attempts a second", "/s", compare(ours, other, scale.rounds, scale.runs), 2)


def _attempts(app: Flask, scale: Scale, guard: Guard) -> Block:
    with app.app_context():
        tenures = select(Tenure.institution_id, Tenure.person_id).where(Tenure.last_day.is_(None))
        heads = [(institution, person) for institution, person in db.session.execute(tenures)]
        db.session.remove()
        db.engine.dispose()

    def block() -> float:
        year = next(_YEARS)
        jobs = [(app, Attempts(guard, heads, year, serial, scale.attempts)) for serial in range(scale.processes)]
        took = side_by_side(_try_all, jobs)
        return scale.processes * scale.attempts / max(took)

    return block


_YEARS: Iterator[int] = count(3000)


def _try_all(app: Flask, attempts: Attempts) -> float:
    """The seconds that all attempts of a process took."""
    with app.app_context():
        db.engine.dispose(close=False)
        session = db.session()
        session.execute(select(Institution.id).limit(1))  # connected before the clock runs
        began = time.perf_counter()
        for turn in range(attempts.number):
            with transaction(session):
                _try(session, attempts, attempts.serial * attempts.number + turn)
        took = time.perf_counter() - began
        db.session.remove()
        db.engine.dispose()
    return took


def _try(session: Session, attempts: Attempts, serial: int) -> None:
    """One attempt: the guard, and where it lets through, the rows of a filing."""
    institution, person = attempts.heads[serial * 7 % len(attempts.heads)]
    level = list(CAPS)[serial % 2]
    pool = Pool(level, ROOT if level is Level.NATIONAL else CODE)
    account = Account(person, pool, attempts.year)
    if not attempts.guard(session, account, CAPS[level]):
        return
    now = clock.now()
    key = f"{attempts.year}-{serial}"
    project = run(session, PROJECT, {
        "number": key, "request_key": key, "institution_id": institution, "head_id": person, "level": level,
        "year": attempts.year, "unit_kind": UnitKind.FACTORY, "unit_name": key, "unit_uscc": unit(serial + 1),
        "unit_city": "330100", "jurisdiction": CODE, "work_from": beijing_day(now), "status": ProjectState.SUBMITTED,
        "submitted_at": now, "submitted_by": 1, "moved_at": now, "pack_version": "bench", "flags": "",
    }).scalar_one()
    run(session, CHARGE, {
        **account.key, "project_id": project, "institution_id": institution, "day": beijing_day(now), "charged_at": now,
    })
    run(session, ENTRY, {
        "at": now, "tag": Tag.PROJECT_FILED.value, "actor_id": 1, "actor_name": "bench", "subject": "projects",
        "subject_id": project, "jurisdiction": CODE, "reason": "", "pack_version": "bench", "detail": {},
    })
