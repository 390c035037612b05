"""docs/coverage.md: every operational sentence of the texts, what carries it, and the tests that hold it.

Written from the packs' sentences and the ``pytest.mark.article`` marks of the tests. A mark that names no sentence is
an error. With CI=true nothing is written, and a committed file that differs is an error too.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from assessor_hub.app import create_app
from assessor_hub.checks.marks import Holders, holders
from assessor_hub.rules.pack import Entry, PackError, RulePack, Sentence, Strength, load_packs
from assessor_hub.rules.values import Level, Shape
from assessor_hub.settings import load

ROOT = Path(__file__).resolve().parents[2]
HEADER = """# Coverage

Which sentence of which text is carried by which values, held by which tests, and acts on which page. Written by
`python3 hub.py check` from `config/jurisdictions/` and the tests' `article` marks; don't edit it by hand.
"""
COLUMNS = "| article | sentence | values | tests | page |\n| --- | --- | --- | --- | --- |"


def document(packs: Mapping[str, RulePack], held: Holders, pages: Set[str]) -> str:
    """The whole file; ``pages`` are the endpoints that exist."""
    parts = [HEADER, summary(packs, held, pages)]
    parts += [section(packs[code], packs, held, pages) for code in sorted(packs) if packs[code].sentences]
    return "\n".join(parts)


def endpoints(root: Path) -> Set[str]:
    """The pages that are built: a pack may name one before it stands."""
    with tempfile.TemporaryDirectory() as instance:
        app = create_app(load(root, {"HUB_INSTANCE": instance}))
        return {rule.endpoint for rule in app.url_map.iter_rules()}


def summary(packs: Mapping[str, RulePack], held: Holders, pages: Set[str]) -> str:
    """How many sentences there are, are held by a test, and act on a page."""
    lines = ["| text | sentences | held by a test | on a page |", "| --- | --- | --- | --- |"]
    for code in sorted(packs):
        pack, rows = packs[code], packs[code].sentences
        tested = sum(bool(tests_of(pack, row, held)) for row in rows)
        lines.append(f"| {pack.head.short} | {len(rows)} | {tested} | {sum(row.page in pages for row in rows)} |")
    return "\n".join(lines) + "\n"


def section(pack: RulePack, packs: Mapping[str, RulePack], held: Holders, pages: Set[str]) -> str:
    """One jurisdiction's table."""
    rows = []
    for sentence in pack.sentences:
        values = [text for key in sentence.keys for text in values_of(pack, key, packs)]
        cells = (
            f"{pack.head.short} {sentence.article}",
            f"{sentence.gist.zh}<br>{sentence.gist.en}",
            "<br>".join(values),
            "<br>".join(tests_of(pack, sentence, held)) or "none",
            f"`{sentence.page}`" if sentence.page in pages else "not built yet",
        )
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return f"## {pack.head.name.en} ({pack.document.title.zh})\n\n{COLUMNS}\n" + "\n".join(rows) + "\n"


def tests_of(pack: RulePack, sentence: Sentence, held: Holders) -> list[str]:
    """The tests whose marks name the sentence's article, or one of them."""
    citations = [f"{pack.head.short} {article}" for article in sentence.article.split(", ")]
    return sorted({test for citation in citations for test in held.get(citation, ())})


def values_of(pack: RulePack, key: str, packs: Mapping[str, RulePack]) -> Iterator[str]:
    """Each dated answer to ``key`` with its strength, its own or an ancestor's."""
    for entry in pack.entries[key]:
        if entry.inherits is None:
            yield f"`{key}` {_answer(entry)}"
            continue
        origin = packs[entry.inherits]
        through = f", through {pack.head.short} {entry.through}" if entry.through else ""
        for inherited in origin.entries[key]:
            yield f"`{key}` {_answer(inherited)}, from {origin.head.short}{through}"


def _answer(entry: Entry) -> str:
    strength = Strength.SILENT if entry.silent else entry.strength
    levels = "" if entry.levels == tuple(Level) else f", {' and '.join(entry.levels)} level"
    since = "" if entry.effective_from.year == 1 else f", from {entry.effective_from}"
    until = "" if entry.effective_to.year == 9999 else f", to {entry.effective_to}"
    return f"{_words(entry.value)} ({strength}{levels}{since}{until})"


def _words(value: Any) -> str:
    if isinstance(value, Shape):
        value = value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {_words(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def stray_marks(packs: Mapping[str, RulePack], held: Holders) -> list[str]:
    """Marks that name no sentence of any pack: a typing error, or a sentence that the pack lacks."""
    known = {
        f"{pack.head.short} {article}"
        for pack in packs.values()
        for sentence in pack.sentences
        for article in sentence.article.split(", ")
    }
    return [
        f"{test}: the mark {citation!r} names no sentence of a pack"
        for citation, tests in sorted(held.items())
        for test in sorted(tests)
        if citation not in known
    ]


def main(root: Path = ROOT, *, write: bool) -> int:
    """Bring the file up to date, or with ``write`` false only compare. Exit code 1 with what is wrong."""
    try:
        packs = load_packs(root / "config" / "jurisdictions")
    except PackError as error:
        print(f"pack: {error}")
        return 1
    held = holders(root / "tests")
    faults = stray_marks(packs, held)
    file, wanted = root / "docs" / "coverage.md", document(packs, held, endpoints(root))
    if not file.exists() or file.read_text("utf-8") != wanted:
        if write:
            file.write_text(wanted, "utf-8")
        else:
            faults.append("docs/coverage.md is out of date: run python3 hub.py check and commit it")
    print("\n".join(faults) or "docs/coverage.md is up to date")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(write=os.environ.get("CI", "").lower() not in {"1", "true"}))
