"""Compare the Chinese catalogue with the strings of the code and the templates; ``--update`` adds and drops entries.

Fails on every missing, empty, fuzzy or obsolete entry, and where a translation's placeholders differ from the
original's. Strings are extracted in memory; there is no template catalogue on disk.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
LOCALE = "zh"
METHODS = [("assessor_hub/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
OPTIONS = {"templates/**.html": {"silent": "false"}, "templates/**.txt": {"silent": "false"}}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w+)\}")


def catalogue_file(root: Path = ROOT) -> Path:
    """Where the Chinese catalogue stands."""
    return root / "assessor_hub" / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"


def extract(root: Path = ROOT) -> Catalog:
    """Every string that the pages may show, as an empty catalogue; files without lines, so that diffs stay small."""
    found = Catalog(charset="utf-8")
    for file, _line, message, comments, context in extract_from_dir(
        root, METHODS, OPTIONS, KEYWORDS, comment_tags=("NOTE:",), strip_comment_tags=True, directory_filter=_is_ours
    ):
        found.add(message, locations=[(file, 1)], auto_comments=comments, context=context)
    return found


def _is_ours(folder: str) -> bool:
    name = Path(folder).name
    return not (name.startswith(".") or name in {"instance", "node_modules", "checks", "tests", "__pycache__"})


def read(file: Path) -> Catalog:
    """The catalogue as committed; an empty one where there is none yet."""
    if not file.exists():
        return Catalog(locale=LOCALE, charset="utf-8", fuzzy=False)
    with file.open("rb") as source:
        return read_po(source, locale=LOCALE)


def faults(template: Catalog, catalogue: Catalog) -> list[str]:
    """What is wrong with ``catalogue``, one line each."""
    lines = []
    for message in _strings(template):
        lines += _faults_of(message, catalogue.get(message.id, message.context))
    known = {(_first(message), message.context) for message in _strings(template)}
    kept = {(_first(message), message.context) for message in _strings(catalogue)}
    gone = [text for text, _context in kept - known] + [_first(message) for message in catalogue.obsolete.values()]
    return lines + [f"obsolete: {text!r}" for text in sorted(gone)]


def _strings(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _faults_of(wanted: Message, found: Message | None) -> list[str]:
    where = ", ".join(sorted({file for file, _line in wanted.locations}))
    text = f"{_first(wanted)!r} ({where})"
    if found is None:
        return [f"missing: {text}"]
    if found.fuzzy:
        return [f"fuzzy: {text}"]
    given = [found.string] if isinstance(found.string, str) else list(found.string or ("",))
    if not all(given):
        return [f"empty: {text}"]
    asked = placeholders(wanted.id if isinstance(wanted.id, str) else " ".join(wanted.id))
    return [f"placeholders differ: {text}: {string!r}" for string in given if placeholders(string) != asked]


def placeholders(text: str) -> set[str]:
    """The names that a sentence is filled with, in either style."""
    return {percent or brace for percent, brace in PLACEHOLDER.findall(text)}


def update(template: Catalog, file: Path) -> None:
    """Add what is missing with an empty translation, drop what is obsolete, keep everything else and the dates."""
    catalogue = read(file)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(target, catalogue, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)


def main(words: list[str]) -> int:
    """Exit code 1 with the faults; ``--update`` first brings the catalogue's entries up to date."""
    template = extract()
    if "--update" in words:
        update(template, catalogue_file())
    found = faults(template, read(catalogue_file()))
    print("\n".join(found) or f"{len(template)} strings, all translated")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
