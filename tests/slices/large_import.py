"""A department's import in a process of its own: how long each step takes, and the most memory that it ever had.

``python -m tests.slices.large_import INSTANCE DATABASE_URL FILE SIGN_IN JURISDICTION`` prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from sqlalchemy import select

from assessor_hub import clock
from assessor_hub.accounts.actor import actor_of
from assessor_hub.accounts.models import User
from assessor_hub.app import create_app
from assessor_hub.db import transaction
from assessor_hub.documents.intake import Upload
from assessor_hub.extensions import db
from assessor_hub.rosters import services
from assessor_hub.rosters.models import RosterImport
from assessor_hub.rosters.work import advance
from tests.conftest import settings_for


def peak_mb() -> int:
    """The most resident memory of this program so far; the rusage of a child begins with its parent's."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) // 1024


def main(instance: str, url: str, file: str, sign_in: str, jurisdiction: str) -> dict[str, float]:
    """Send, read, confirm and write; seconds of each step, and MB."""
    app = create_app(settings_for(Path(instance), url))
    vault, now = app.extensions["hub"].vault, clock.now()
    with app.app_context():
        session = db.session()
        by = actor_of(session.scalars(select(User).where(User.email == sign_in)).one())
        told = {"start_mb": peak_mb()}
        began = time.perf_counter()
        with transaction(session):
            upload = Upload("roster.xlsx", Path(file).read_bytes())
            sent = services.send_file(session, vault, upload, by=by, now=now, jurisdiction=jurisdiction).id
        told["send_s"] = time.perf_counter() - began
        advance(session, vault, sent, now)
        told["read_s"] = time.perf_counter() - began - told["send_s"]
        with transaction(session):
            services.confirm(session, session.get_one(RosterImport, sent), leave_out=True, by=by, now=now)
        began = time.perf_counter()
        advance(session, vault, sent, now)
        told["write_s"] = time.perf_counter() - began
        row = session.get_one(RosterImport, sent)
        told |= {name: getattr(row, name) for name in ("added", "updated", "unchanged", "faulty")}
        return told | {"peak_mb": peak_mb()}


if __name__ == "__main__":
    print(json.dumps({name: round(value, 2) for name, value in main(*sys.argv[1:]).items()}))
