"""Periods by the Civil Code, art. 200–204, by analogy: the first day is not counted, the last one is."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """Days from ``first`` to ``last``, both inclusive."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period cannot end ({self.last}) before it begins ({self.first})")

    def contains(self, day: date) -> bool:
        """Whether ``day`` lies within."""
        return self.first <= day <= self.last


def last_day_of_years(first_day: date, years: int) -> date:
    """The corresponding day ``years`` later, or that month's last day where there is none (art. 202)."""
    return last_day_of_months(first_day, years * 12)


def last_day_of_months(first_day: date, months: int) -> date:
    """The corresponding day ``months`` later, or that month's last day where there is none (art. 202)."""
    index = first_day.year * 12 + first_day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(first_day.day, calendar.monthrange(year, month)[1]))


def last_day_of_month(month: str) -> date:
    """The last day of a month written ``YYYY-MM``."""
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, calendar.monthrange(year, number)[1])


def last_day_of_days(first_day: date, days: int) -> date:
    """The last of ``days`` days, the first day not counted (art. 201)."""
    return first_day + timedelta(days=days)
