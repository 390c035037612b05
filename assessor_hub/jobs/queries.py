"""Reads of job runs."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.jobs.models import JobRun
from assessor_hub.jobs.timetable import DOCTOR


def last_examination(session: Session) -> JobRun | None:
    """The latest finished run of the doctor."""
    runs = select(JobRun).where(JobRun.job == DOCTOR, JobRun.finished_at.is_not(None))
    return session.scalars(runs.order_by(JobRun.id.desc()).limit(1)).first()


def differences_of(run: JobRun) -> list[str]:
    """What a run of the doctor found, in words; empty where the books agreed."""
    return run.outcome.splitlines()[1:]
