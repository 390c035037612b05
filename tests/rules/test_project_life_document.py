"""docs/project-life.md is the table of a project's life, written out; this test writes what it should say."""

from __future__ import annotations

from pathlib import Path

from assessor_hub.rules.lifecycle import PROJECT

DOCUMENT = Path(__file__).parents[2] / "docs" / "project-life.md"
HEAD = """# The life of a project

Written out from `assessor_hub/rules/lifecycle.py`, which is the rule; a test holds the two together. *who*: the project's
own institution (owner or member), a reviewer or approver of the project's jurisdiction, or the timetable. *reason*: whether
the step is taken in writing. *unit*: what becomes of the unit of the cap (readings, "What uses a cap").

| from | step | to | who | reason | unit |
| --- | --- | --- | --- | --- | --- |
"""


def written_out() -> str:
    rows = [
        " | ".join(("", state, verb, step.to, step.who, step.reason, step.unit.replace("_", " "), "")).strip()
        for (state, verb), step in PROJECT.items()
    ]
    return HEAD + "\n".join(rows) + "\n"


def test_the_document_says_what_the_table_says() -> None:
    assert DOCUMENT.read_text("utf-8") == written_out()
