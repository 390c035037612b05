"""A pytest plugin: skips what this machine cannot run and says how much that was in one line of the summary.

The markers ``browser`` and ``postgresql`` need HUB_TEST_BROWSER and HUB_TEST_POSTGRESQL, which ``hub.py test`` sets
from what it finds; ``full`` needs HUB_TEST_FULL, that is ``hub.py test --full``.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

NEEDS = {
    "browser": ("HUB_TEST_BROWSER", "no browser here"),
    "postgresql": ("HUB_TEST_POSTGRESQL", "no PostgreSQL here"),
    "full": ("HUB_TEST_FULL", "long, left to --full"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test whose need is not met to be skipped, with the reason."""
    for marker, (variable, reason) in NEEDS.items():
        if os.environ.get(variable):
            continue
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name and count what was not run."""
    skipped: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", ()):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        skipped[reason.removeprefix("Skipped: ")] += 1
    if skipped:
        told = "; ".join(f"{count} {reason}" for reason, count in sorted(skipped.items()))
        terminalreporter.write_line(f"NOT RUN: {told}", yellow=True)
