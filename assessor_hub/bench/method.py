"""How two things are compared on a machine that is never quiet: short blocks in turn, and medians of ratios.

A round is A B B A or B A A B, so that what drifts hits both sides alike. Its ratio is that of the sides' sums; beside
it stands A against A, the ratio of its two blocks of one side. A run whose median of A against A lies outside the band
says nothing and is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

BAND = (0.9, 1.1)
RUNS = 4  # so often a run is begun again before the machine is said to be too noisy

Block = Callable[[], float]


@dataclass(frozen=True)
class Paired:
    """What a run says: the medians of both sides' figures and of a / b, and a / a of the same run.

    ``thrown_away`` counts the runs before it that were not calm.
    """

    a: float
    b: float
    ratio: float
    same: float
    rounds: int
    thrown_away: int = 0

    @property
    def calm(self) -> bool:
        """Whether the run measures the two sides and not the machine's other work."""
        return BAND[0] <= self.same <= BAND[1]


def compare(a: Block, b: Block, rounds: int, runs: int = RUNS) -> Paired:
    """Measure until a run is calm, at most ``runs`` times; the last one may not be, and says so."""
    thrown_away = 0
    while True:
        measured = _run(a, b, rounds)
        if measured.calm or thrown_away + 1 >= runs:
            return Paired(measured.a, measured.b, measured.ratio, measured.same, rounds, thrown_away)
        thrown_away += 1


def _run(a: Block, b: Block, rounds: int) -> Paired:
    return of_rounds([_round(a, b, first_is_a=place % 2 == 0) for place in range(rounds)])


def _round(a: Block, b: Block, *, first_is_a: bool) -> tuple[float, float, float, float]:
    """Both blocks of A and both of B, in the order in which each side ran."""
    outer, inner = (a, b) if first_is_a else (b, a)
    first, second, third, fourth = outer(), inner(), inner(), outer()
    return (first, fourth, second, third) if first_is_a else (second, third, first, fourth)


def of_rounds(rounds: Sequence[tuple[float, float, float, float]]) -> Paired:
    """The run that rounds of (A, A, B, B) make."""
    return Paired(
        a=median(figure for row in rounds for figure in row[:2]),
        b=median(figure for row in rounds for figure in row[2:]),
        ratio=median((a1 + a2) / (b1 + b2) for a1, a2, b1, b2 in rounds),
        same=median(a1 / a2 for a1, a2, _b1, _b2 in rounds),
        rounds=len(rounds),
    )
