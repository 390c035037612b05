"""Load every pack; say in one line what is wrong with the first that cannot be used."""

from __future__ import annotations

import sys
from pathlib import Path

from assessor_hub.rules.pack import PackError, load_packs

PACKS = Path(__file__).resolve().parents[2] / "config" / "jurisdictions"


def main(folder: Path = PACKS) -> int:
    """Exit code 0 when all packs of ``folder`` load, else 1."""
    try:
        packs = load_packs(folder)
    except PackError as error:
        print(f"pack: {error}")
        return 1
    print(f"{len(packs)} packs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
