"""Many processes that file for one legal representative at the same moment."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessor_hub.accounts.actor import Actor
from assessor_hub.app import create_app
from assessor_hub.db import transaction
from assessor_hub.extensions import db
from assessor_hub.projects import filing
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.filing import Filing, file_project
from assessor_hub.projects.ledger import Account, used
from tests.conftest import settings_for
from tests.database.processes import at_once


@dataclass(frozen=True)
class Racer:
    """What one process does: as whom it files what; ``guarded`` off takes the guard out."""

    actor: Actor
    filings: tuple[Filing, ...]
    account: Account
    now: Any
    guarded: bool = True


def race(database: str, instance: Path, racers: list[Racer]) -> Counter[str]:
    """Run all racers at once; counts outcomes: accepted, the code of a refusal, or the name of a fault."""
    return at_once(_run, database, instance, racers, sum(len(racer.filings) for racer in racers))


def _run(database: str, instance: Path, racer: Racer, start: Any, results: Any) -> None:
    app = create_app(settings_for(instance, database))
    with app.app_context():
        session = db.session()
        law = app.extensions["hub"].packs
        start.wait()
        for filing in racer.filings:
            if not racer.guarded:
                _take_the_guard_out(session, racer)
            try:
                with transaction(session):
                    file_project(session, law, filing, by=racer.actor, now=racer.now)
                results.put("accepted")
            except FilingRefused as refused:
                results.put(refused.code)
            except Exception as fault:
                results.put(type(fault).__name__)
        db.session.remove()
        db.engine.dispose()


def _take_the_guard_out(session: Any, racer: Racer) -> None:
    """Look first, then act: what every cap that oversells does."""
    seen = used(session, racer.account)
    session.rollback()
    time.sleep(0.05)

    def look_then_act(in_session: Any, account: Account, limit: int) -> bool:
        return seen < limit and unguarded(in_session, account, filing.NO_LIMIT)

    filing.take_unit = look_then_act  # type: ignore[assignment]  # this process only: it was forked for one race


unguarded = filing.take_unit
