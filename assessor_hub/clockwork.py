"""The timetable of a running application: hands its engine, packs and settings to the runner."""

from __future__ import annotations

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from assessor_hub.extensions import db
from assessor_hub.jobs import runner


def start(app: Flask) -> BackgroundScheduler:
    """Start the timetable of ``app``; its ``shutdown()`` stops it."""
    hub = app.extensions["hub"]
    with app.app_context():
        return runner.start(db.engine, hub.packs, hub.settings)
