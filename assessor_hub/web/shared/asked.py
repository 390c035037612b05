"""Numbers and days in a query string: what no row or year could have is taken as not asked."""

from __future__ import annotations

from datetime import date

LARGEST_ID = 2**63 - 1
YEARS = range(2000, 2101)


def row_id(text: str) -> int:
    """A row's id; ValueError, which Flask reads as absent, for anything larger than a database holds."""
    number = int(text)
    if not 0 <= number <= LARGEST_ID:
        raise ValueError("no row has this id")
    return number


def year(text: str) -> int:
    """A calendar year that the register could know; ValueError otherwise."""
    number = int(text)
    if number not in YEARS:
        raise ValueError("no year of the register")
    return number


def day(text: str) -> date:
    """A day, YYYY-MM-DD, of a year that the register could know; ValueError otherwise."""
    asked = date.fromisoformat(text)
    year(str(asked.year))
    return asked
