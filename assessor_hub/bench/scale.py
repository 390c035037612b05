"""How much is measured: the full scale of docs/benchmarks.md, and a tiny one that shows that a row works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Sizes of a run. ``seconds`` and ``requests`` are of one block, over connections and in process."""

    institutions: int
    connections: int
    seconds: float
    requests: int
    rounds: int
    runs: int
    processes: int  # that race for the same pools
    attempts: int  # of each of them
    pools: int  # person-pools that they race for
    few: int  # projects before a filing
    many: int


FULL = Scale(
    institutions=10_000, connections=16, seconds=2, requests=40, rounds=4, runs=3, processes=32, attempts=20, pools=60,
    few=10_000, many=1_000_000,
)
TINY = Scale(
    institutions=600, connections=2, seconds=0.3, requests=3, rounds=1, runs=1, processes=4, attempts=20, pools=4,
    few=60, many=600,
)
