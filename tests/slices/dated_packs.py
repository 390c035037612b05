"""An installation whose packs are edited: smaller caps, caps with dates, and what the walk says of them without them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from flask import Flask

from assessor_hub.app import create_app
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.pack import ROOT, load_packs
from assessor_hub.rules.values import Level, UnitKind
from tests.conftest import settings_for

SMALL = {"limit = 15,": "limit = 4,", "limit = 10,": "limit = 3,"}
NATIONAL = Pool(Level.NATIONAL, ROOT)
ZHEJIANG = Pool(Level.PROVINCIAL, "330000")
JILIN = Pool(Level.PROVINCIAL, "220000")
POOLS = (NATIONAL, ZHEJIANG, JILIN)  # small ones, so that short walks reach their caps
DATED = {  # what the packs of the walk say beside the good ones: a cap that falls, a pool that begins and ends
    "330000-zhejiang.toml": (
        'value = { limit = 3, kinds = ["factory", "park"], nationwide = false }\nstrength = "text"\narticle = "22-3"\n',
        'value = { limit = 3, kinds = ["factory", "park"], nationwide = false }\nstrength = "text"\narticle = "22-3"\n'
        'effective_to = 2026-12-31\n\n[[caps.provincial]]\n'
        'value = { limit = 2, kinds = ["factory", "park"], nationwide = false }\nstrength = "text"\narticle = "22-3"\n'
        "effective_from = 2027-01-01\n",
    ),
    "220000-jilin.toml": (
        "[[caps.provincial]]\nsilent = true\n",
        "[[caps.provincial]]\nsilent = true\neffective_to = 2026-12-31\n\n[[caps.provincial]]\n"
        'value = { limit = 2, kinds = ["factory"], nationwide = false }\nstrength = "text"\narticle = "22-2"\n'
        "effective_from = 2027-01-01\neffective_to = 2027-12-31\n\n[[caps.provincial]]\nsilent = true\n"
        "effective_from = 2028-01-01\n",
    ),
}


def pool_on(level: Level, city: str, kind: UnitKind, day: date) -> Pool | None:
    """The pool of the walk's packs, said without them."""
    if level is Level.NATIONAL:
        return NATIONAL
    if city == "330100":
        return ZHEJIANG if kind is not UnitKind.SUPPLY_CHAIN else None
    return JILIN if kind is UnitKind.FACTORY and day.year == 2027 else None


def limit_on(pool: Pool, day: date) -> int:
    """The cap of the walk's packs, said without them."""
    return 4 if pool == NATIONAL else 2 if pool == JILIN or day.year > 2026 else 3


def edit(app: Flask, folder: Path, everywhere: Mapping[str, str], dated: Mapping[str, tuple[str, str]]) -> None:
    """Give the app packs with every ``everywhere`` replaced, and in one file each the first of a ``dated`` pair."""
    hub = app.extensions["hub"]
    rules = shutil.copytree(hub.settings.jurisdictions, folder / "jurisdictions")
    for path in rules.glob("*.toml"):
        text = path.read_text("utf-8")
        for old, new in everywhere.items():
            text = text.replace(old, new)
        old, new = dated.get(path.name, ("", ""))
        assert old in text
        path.write_text(text.replace(old, new, 1) if old else text, "utf-8")
    app.extensions["hub"] = type(hub)(hub.settings, LawBook(load_packs(rules)), hub.store)


def app_with(folder: Path, everywhere: Mapping[str, str], dated: Mapping[str, tuple[str, str]]) -> Flask:
    """An application of its own with edited packs."""
    app = create_app(settings_for(folder))
    edit(app, folder, everywhere, dated)
    return app
