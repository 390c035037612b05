"""Row "filing-growth": a filing among a million projects against one among ten thousand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from assessor_hub.bench.copies import STRIDE, Copied, multiply
from assessor_hub.bench.filings import post, sender
from assessor_hub.bench.method import Block, compare
from assessor_hub.bench.report import Measure, Section
from assessor_hub.bench.scale import Scale
from assessor_hub.bench.stage import ENGINES, Stage, missing, stage
from assessor_hub.db import transaction
from assessor_hub.extensions import db
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.projects.models import Project

GROWTH = 1.15


class Wrong(Exception):
    """A filing was not accepted, so its time says nothing."""


def measure(scale: Scale) -> Section:
    """Wall time of one filing after another, by size of the tables, on each engine that is here."""
    measures, counted = [], []
    for engine in ENGINES:
        if why := missing(engine):
            counted.append(f"{engine}: not measured, {why}")
            continue
        with ExitStack() as open_stages:
            many, few = (_side(open_stages, engine, scale, size) for size in (scale.many, scale.few))
            paired = compare(many, few, scale.rounds, scale.runs)
            measures.append(Measure(f"{engine}: a filing, wall time", "ms", paired, GROWTH, at_most=True))
    return Section(
        "filing-growth", f"A filing with {scale.many:,} projects and charges in the tables (ours) against one with "
        f"{scale.few:,} (other).", measures,
        f"{scale.institutions:,} institutions; one client in process; the median of {scale.requests} filings a block; "
        "the older projects lie in the ten years before, so that no cap is in the way.", counted,
    )


def _side(open_stages: ExitStack, engine: str, scale: Scale, projects: int) -> Block:
    ready = grown(open_stages.enter_context(stage(engine, scale.institutions)), projects)
    return _filing(open_stages.enter_context(ready.product()), ready, scale.requests)


def grown(ready: Stage, projects: int) -> Stage:
    """The stage with so many older projects and their charges."""
    with ready.product() as app:
        send = sender(app, ready)
        if post(app, send.environ(1, send.body(1, 99))) != 302:
            raise Wrong("the project that is multiplied was not filed")
    with ready.product() as app, app.app_context():
        with transaction(db.session()) as session:
            multiply(session, projects, _rows(session, ready))
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE" if ready.engine == "postgresql" else "ANALYZE"))
    return ready


def _rows(session: Session, ready: Stage) -> list[Copied]:
    """The filed project and its charge, spread over institutions, persons and the ten years before."""
    charge = session.scalars(select(Charge)).one()
    spread = f"(n % {ready.institutions} - {ready.institutions // 2}) * {STRIDE}"
    first = session.scalars(select(func.min(Project.institution_id))).one()
    middle = first + ready.institutions // 2 * STRIDE
    instead = {
        "institution_id": f"{middle} + {spread}", "year": f"{charge.year - 10} + n % 10",
        "head_id": f"{charge.person_id - first + middle} + {spread}",
        "person_id": f"{charge.person_id - first + middle} + {spread}",
        "unit_uscc": "CAST(100000000000000000 + n AS VARCHAR(18))",
    }
    return [
        Copied("projects", [charge.project_id or 0], instead),
        Copied("charges", [charge.id], instead),
    ]


def _filing(app: Flask, ready: Stage, requests: int) -> Block:
    """Wall milliseconds of a filing, the median of a block."""
    send = sender(app, ready)
    places: Iterator[int] = count(1)

    def one() -> float:
        place = next(places)
        n = 1 + place % ready.institutions
        given = send.environ(n, send.body(n, place))
        began = time.perf_counter()
        status = post(app, given)
        spent = time.perf_counter() - began
        if status != 302:
            raise Wrong(f"a filing was answered {status}")
        return spent * 1000

    def block() -> float:
        return sorted(one() for _ in range(requests))[requests // 2]

    for _ in range(10):
        one()
    return block
