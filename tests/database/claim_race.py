"""Many processes that hand in the same person for different institutions at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.app import create_app
from assessor_hub.db import transaction
from assessor_hub.extensions import db
from assessor_hub.rules.counting import ClaimDays, Spans
from assessor_hub.staffing import services, settling
from assessor_hub.staffing.errors import StaffingRefused
from assessor_hub.staffing.models import Counting
from assessor_hub.staffing.services import claim_all
from tests.conftest import settings_for
from tests.database.processes import at_once


@dataclass(frozen=True)
class Racer:
    """What one process does: whose roster it hands in when; ``guarded`` off takes the guard out."""

    institution_id: int
    now: datetime
    guarded: bool = True


def race(database: str, instance: Path, racers: list[Racer]) -> Counter[str]:
    """Run all racers at once; counts outcomes: done, the code of a refusal, or the name of a fault."""
    return at_once(_run, database, instance, racers, len(racers))


def _run(database: str, instance: Path, racer: Racer, start: Any, results: Any) -> None:
    app = create_app(settings_for(instance, database))
    with app.app_context():
        session = db.session()
        start.wait()
        if not racer.guarded:
            _take_the_guard_out(session)
            start.wait()
        try:
            with transaction(session):
                claim_all(session, racer.institution_id, by=SYSTEM, now=racer.now)
            results.put("done")
        except StaffingRefused as refused:
            results.put(refused.code)
        except Exception as fault:
            results.put(type(fault).__name__)
        db.session.remove()
        db.engine.dispose()


def _take_the_guard_out(session: Any) -> None:
    """Look first whether the person is free, then act, and hold nobody; in this process only, forked for one race."""
    free = session.scalar(select(func.count(Counting.id))) == 0
    session.rollback()

    def look_then_act(claims: Iterable[ClaimDays]) -> dict[int, Spans]:
        return {one.ref: one.counted or (one.eligible if free else ()) for one in claims}

    settling.allot = look_then_act
    settling.hold = services.hold = lambda *_: None
