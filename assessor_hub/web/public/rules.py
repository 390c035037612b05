"""The rules as anyone may read them: the tree of jurisdictions, and every value of a day with its article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext as _

from assessor_hub.rules.law import Commencement, LawBook, NoRulesInForce, Rules, Standing, Stated
from assessor_hub.rules.pack import ROOT, RulePack
from assessor_hub.rules.values import Level
from assessor_hub.web.public import blueprint
from assessor_hub.web.shared.context import law, today
from assessor_hub.web.shared.guards import public
from assessor_hub.web.shared.words.questions import section
from assessor_hub.web.shared.words.values import question, value_text


@dataclass(frozen=True)
class Node:
    """A jurisdiction in the tree: its pack, its standing on a day, how deep it stands, and its days of validity."""

    pack: RulePack
    standing: Standing
    depth: int
    acts: tuple[Commencement, ...]
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class Answer:
    """One line of the rules page. ``levels`` is empty where the answer holds for every level."""

    key: str
    question: str
    text: str
    stated: Stated[Any]
    levels: tuple[Level, ...]
    from_day: date | None
    to_day: date | None


@blueprint.route("/rules")
@public
def rules_index() -> Any:
    """The tree of jurisdictions with the standing of their texts today."""
    return render_template("public/rules_index.html", nodes=list(_tree(law(), ROOT, 0)))


@blueprint.route("/rules/<code>", endpoint="rules")
@public
def rules_of(code: str) -> Any:
    """Every value that a text has on a day, in force or not, with what the text is on that day."""
    book = law()
    if code not in book.packs:
        abort(404)
    day, wrong = _asked_day()
    node = _node(book, code, 0, day)
    try:
        sections = _sections(book.read(code, day))
    except NoRulesInForce:
        return render_template("public/rules_not_held.html", node=node, wrong=wrong), 422 if wrong else 200
    page = render_template(
        "public/rules.html", node=node, sections=sections, asked=day, wrong=wrong, version=book.version(code)
    )
    return page, 422 if wrong else 200


def _asked_day() -> tuple[date, str]:
    """The day asked for, or today with what was wrong about it."""
    typed = request.args.get("day", "")
    if not typed:
        return today(), ""
    try:
        return date.fromisoformat(typed), ""
    except ValueError:
        return today(), _('"%(typed)s" is no day. Write it as 2026-01-31. Shown is today.', typed=typed[:20])


def _tree(book: LawBook, code: str, depth: int) -> Iterator[Node]:
    yield _node(book, code, depth, today())
    for child in sorted(child for child, pack in book.packs.items() if pack.head.parent == code):
        yield from _tree(book, child, depth + 1)


def _node(book: LawBook, code: str, depth: int, day: date) -> Node:
    pack, acts = book.packs[code], tuple(act for act in book.commencements if act.code == code)
    stated = pack.document.effective_from
    binding = [act.first_day for act in acts if act.kind == "in_force"]
    first = min(binding) if binding else stated if isinstance(stated, date) else None
    last = book.last_day(code)
    return Node(pack, book.standing(code, day), depth, acts, first, last if last != date.max else None)


def _sections(rules: Rules) -> list[tuple[str, str, list[Answer]]]:
    """(name, heading, answers) in the order of the registry, grouped by the first part of the keys."""
    rows = groupby(rules.all(), key=lambda row: row[0].key.partition(".")[0])
    return [(name, section(name), [_answer(*row) for row in group]) for name, group in rows]


def _answer(stated: Stated[Any], levels: tuple[Level, ...]) -> Answer:
    return Answer(
        key=stated.key, question=question(stated.key), text=value_text(stated.key, stated.value), stated=stated,
        levels=levels if len(levels) < len(Level) else (),
        from_day=stated.effective_from if stated.effective_from != date.min else None,
        to_day=stated.effective_to if stated.effective_to != date.max else None,
    )
