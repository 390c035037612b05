"""Which tests hold which article, read from the ``pytest.mark.article`` calls of the tests without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

Holders = Mapping[str, frozenset[str]]


def holders(folder: Path) -> Holders:
    """For each citation ("JL 22-2") the tests under ``folder`` that are marked with it, as ``file::test``."""
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        file = path.relative_to(folder).as_posix()
        for citation, owner in marks(ast.parse(path.read_text("utf-8"))):
            found.setdefault(citation, set()).add(f"{file}::{owner}" if owner else file)
    return {citation: frozenset(tests) for citation, tests in found.items()}


def marks(node: ast.AST, owner: str = "") -> Iterator[tuple[str, str]]:
    """Every (citation, name of the enclosing test or class) below ``node``; a module's ``pytestmark`` has no name."""
    for child in ast.iter_child_nodes(node):
        named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        inner = f"{owner}::{child.name}".lstrip(":") if named else owner  # type: ignore[attr-defined]  # named: has one
        if isinstance(child, ast.Call) and _is_mark(child.func):
            for argument in child.args:
                if isinstance(argument, ast.Constant):
                    yield from ((citation, owner) for citation in citations(str(argument.value)))
        yield from marks(child, inner)


def _is_mark(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "article"
        and isinstance(function.value, ast.Attribute)
        and function.value.attr == "mark"
    )


def citations(text: str) -> list[str]:
    """``JL 20(3), 20(5)`` as ``["JL 20(3)", "JL 20(5)"]``."""
    short, _, articles = text.partition(" ")
    return [f"{short} {article.strip()}" for article in articles.split(",")]
