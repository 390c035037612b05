"""Processes that start at the same moment and say what became of each."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

FORK = multiprocessing.get_context("fork")


def at_once(
    run: Callable[..., None], database: str, instance: Path, racers: Sequence[Any], answers: int
) -> Counter[str]:
    """Run each racer in a process of its own, with a barrier and a queue; counts as many answers as are awaited."""
    start, results = FORK.Barrier(len(racers)), FORK.Queue()
    processes = [FORK.Process(target=run, args=(database, instance, racer, start, results)) for racer in racers]
    for process in processes:
        process.start()
    outcomes = Counter(results.get(timeout=120) for _ in range(answers))
    for process in processes:
        process.join(timeout=30)
    return outcomes
