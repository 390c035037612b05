"""Measure the rows that are named, or all of them, print each and write docs/benchmarks.md."""

from __future__ import annotations

import sys
from collections.abc import Callable

from assessor_hub import clock
from assessor_hub.bench import filing, filing_growth, filing_hot
from assessor_hub.bench.report import FILE, Section, machine, write, written
from assessor_hub.bench.scale import FULL, Scale
from assessor_hub.translations_build import compile_catalogues

ROWS: dict[str, Callable[[Scale], Section]] = {
    "filing": filing.measure,
    "filing-hot": filing_hot.measure,
    "filing-growth": filing_growth.measure,
}


def main(names: list[str]) -> int:
    """Exit code 0 when every row was measured; a missed goal is a figure, no failure."""
    unknown = [name for name in names if name not in ROWS]
    if unknown:
        print(f"hub.py: no row is called {unknown[0]}; there are {', '.join(ROWS)}", file=sys.stderr)
        return 2
    compile_catalogues()
    for name in names or ROWS:
        section = ROWS[name](FULL)
        print(written(section, clock.now(), machine()).split("\nSQL:")[0], flush=True)
        write([section], clock.now())
    print(f"Written to {FILE.relative_to(FILE.parent.parent)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
