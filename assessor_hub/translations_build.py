"""Compile the catalogues: ``.mo`` files are made from ``.po`` files on the spot and never committed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).resolve().parent / "translations"


def compile_catalogues(folder: Path = CATALOGUES) -> list[Path]:
    """Compile each ``<locale>/LC_MESSAGES/*.po`` that is newer than its ``.mo``; the files written."""
    written = []
    for po in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        _compile(po, mo)
        written.append(mo)
    return written


def _compile(po: Path, mo: Path) -> None:
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parent.parent.name)
    draft = mo.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as target:
        write_mo(target, catalogue)
    draft.replace(mo)  # a process that reads meanwhile sees the old or the new file, never half of one


if __name__ == "__main__":
    compile_catalogues()
    sys.exit(0)
