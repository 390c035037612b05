"""The one place that reads the clock. Everything below the edge takes ``now`` as an argument (law five)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC)


def beijing_day(instant: datetime) -> date:
    """The Beijing calendar day of an aware instant."""
    return instant.astimezone(BEIJING).date()


def beijing_time(instant: datetime) -> datetime:
    """The instant on a Beijing wall clock, for display."""
    return instant.astimezone(BEIJING)
