"""The first law of the house, read from the source: code and templates hold no province's code and no text's number."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from rules_cast import BOOK

from assessor_hub.rules import keys
from assessor_hub.rules.keys import Key
from assessor_hub.rules.pack import ROOT

HOUSE = Path(__file__).parents[2]
CODE, TEMPLATES = HOUSE / "assessor_hub", HOUSE / "templates"
MADE_UP = {CODE / "demo", CODE / "bench"}  # worlds with places of their own, as the tests have
MODULES = sorted(path for path in CODE.rglob("*.py") if not MADE_UP & set(path.parents))
PROVINCES = {code for code in BOOK.packs if code != ROOT}
SHORTS = {BOOK.packs[code].head.short for code in PROVINCES}
DECIDING = ("rules", "registration", "staffing", "projects", "sanctions", "summaries", "whistleblowing")
GIVES_NO_RULES = CODE / "rules" / "identifiers.py"  # the lengths of national numbering standards
ROLES = ("conditions.", "caps.", "sanctions.")


def numbers_in(value: Any) -> Iterator[int]:
    """Every number of an answer."""
    if isinstance(value, BaseModel):
        for part in value.model_dump().values():
            yield from numbers_in(part)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value


LEGAL_NUMBERS = {
    number
    for pack in BOOK.packs.values()
    for name, entries in pack.entries.items()
    if name.startswith(ROLES)
    for entry in entries
    for number in numbers_in(entry.value)
}


def judging(tree: ast.AST) -> Iterator[ast.Constant]:
    """The literals that could be a rule's number: compared with, fallen back to, bounded by, or given by default."""
    for node in ast.walk(tree):
        parts: list[ast.expr | None] = []
        if isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
        elif isinstance(node, ast.arguments):
            parts = [*node.defaults, *node.kw_defaults]
        elif isinstance(node, ast.BoolOp):
            parts = [*node.values]
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.Return):
            parts = [node.value]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"min", "max", "range"}:
            parts = [*node.args]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            parts = [*node.args[1:]]
        yield from (part for part in parts if isinstance(part, ast.Constant) and type(part.value) is int)


def literals(path: Path) -> Iterator[str]:
    """Every string of a module but its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in loose:
            yield node.value


def test_the_numbers_that_are_looked_for_are_those_of_the_texts() -> None:
    assert {15, 10, 8, 5, 4, 3} <= LEGAL_NUMBERS


def test_the_search_finds_a_number_wherever_it_would_decide() -> None:
    source = (
        "LIMIT = 15\ndef f(limit=10, *, least=8):\n    if used >= 5 or min(have, 4): return 3\n    return a or 15\n"
        "cap = table.get(key, 10)\nmany = years * 12\n"
    )
    assert sorted(part.value for part in judging(ast.parse(source))) == [3, 4, 5, 8, 10, 10, 15, 15]


@pytest.mark.parametrize(
    "path",
    [
        path for path in MODULES
        if path.relative_to(CODE).parts[0] in DECIDING and path != GIVES_NO_RULES
    ],
    ids=lambda path: path.relative_to(CODE).as_posix(),
)  # fmt: skip
def test_no_module_that_decides_holds_a_number_of_a_text(path: Path) -> None:
    held = {(part.lineno, part.value) for part in judging(ast.parse(path.read_text("utf-8")))}
    assert [(line, value) for line, value in sorted(held) if value in LEGAL_NUMBERS] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(CODE).as_posix())
def test_no_module_names_a_jurisdiction(path: Path) -> None:
    assert [text for text in literals(path) if text in PROVINCES | SHORTS] == []


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.*")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_no_template_names_a_jurisdiction(path: Path) -> None:
    words = path.read_text("utf-8")
    assert re.findall(rf"\b(?:{'|'.join(sorted(PROVINCES))})\b", words) == []
    assert re.findall(rf"""["'](?:{"|".join(sorted(SHORTS))})["']""", words) == []


def test_a_question_without_an_answer_has_no_number_to_fall_back_to() -> None:
    for name, key in keys.ALL.items():
        silent: Key[Any] = key
        if silent.may_be_silent:
            assert list(numbers_in(silent.absent)) == [], name
