"""Different acts of several processes at the same moment, each in a transaction of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from assessor_hub.app import create_app
from assessor_hub.db import transaction
from assessor_hub.extensions import db
from assessor_hub.jurisdictions.services import standing_law
from assessor_hub.refusals import Refused
from assessor_hub.rules.law import LawBook
from tests.conftest import settings_for
from tests.database.processes import at_once

Act = Callable[[Session, LawBook], object]


@dataclass(frozen=True)
class Runner:
    """A process: what it is called, and what it does one after the other, with a pause before each."""

    name: str
    acts: tuple[Act, ...]
    pause: float = 0.0  # seconds


@dataclass(frozen=True, order=True)
class Outcome:
    """What became of an act: ``done``, the code of a refusal or the name of a fault; from when to when, in seconds."""

    began: float
    ended: float
    name: str
    code: str


def together(database: str, instance: Path, runners: Iterable[Runner]) -> list[Outcome]:
    """Run all at once; the outcomes in the order in which the acts began."""
    racers = list(runners)
    return sorted(at_once(_run, database, instance, racers, sum(len(racer.acts) for racer in racers)).elements())


def _run(database: str, instance: Path, runner: Runner, start: Any, results: Any) -> None:
    app = create_app(settings_for(instance, database))
    with app.app_context():
        session = db.session()
        law = standing_law(session, app.extensions["hub"].packs)
        session.rollback()
        start.wait()
        for act in runner.acts:
            time.sleep(runner.pause)
            began = time.monotonic()  # one clock for all processes of a machine
            code = _outcome(session, law, act)
            results.put(Outcome(began, time.monotonic(), runner.name, code))
        db.session.remove()
        db.engine.dispose()


def _outcome(session: Session, law: LawBook, act: Act) -> str:
    try:
        with transaction(session):
            act(session, law)
    except Refused as refused:
        return refused.code
    except Exception as fault:
        return type(fault).__name__
    return "done"
