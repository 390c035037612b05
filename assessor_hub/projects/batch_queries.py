"""Reads of batches: what became of each row, and what the rows of a preview would meet as things stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from assessor_hub.accounts.actor import Actor
from assessor_hub.projects.batch_models import BatchState, FilingBatch, FilingBatchRow, RowState
from assessor_hub.projects.batches import filing_of
from assessor_hub.projects.declared_queries import declared_in_the_way
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.judging import judge
from assessor_hub.projects.ledger import Account, used
from assessor_hub.projects.models import LIVE, Project
from assessor_hub.projects.queries import PoolUse
from assessor_hub.rules.law import LawBook, Stated
from assessor_hub.rules.values import Cap

_FILED_FROM = (BatchState.FILING, BatchState.DONE, BatchState.STOPPED)


@dataclass(frozen=True)
class Demand:
    """How a pool stands, how many rows ask for a unit of it, and which lines of them would find the cap reached."""

    use: PoolUse
    rows: int
    beyond: tuple[int, ...]


@dataclass(frozen=True)
class Forecast:
    """What rows would meet if they were filed on ``day``, all at once and nobody else: nothing is taken.

    ``refused`` is by line, without the rows for which a pool is too small: ``pools`` names those.
    """

    day: date
    pools: list[Demand]
    free: int
    refused: Mapping[int, FilingRefused]

    @property
    def beyond(self) -> set[int]:
        """The lines that would find a cap reached."""
        return {line for demand in self.pools for line in demand.beyond}


def batch_for(session: Session, actor: Actor, batch_id: int, *, lock: bool = False) -> FilingBatch | None:
    """A batch of the actor's own institution; with ``lock`` its row is held for the transaction."""
    wanted = select(FilingBatch).where(
        FilingBatch.id == batch_id, FilingBatch.institution_id == (actor.institution_id or 0)
    )
    return session.scalar(wanted.with_for_update() if lock else wanted)


def own_batches(session: Session, actor: Actor, limit: int = 20) -> list[tuple[FilingBatch, Counter[RowState]]]:
    """The newest batches of the actor's institution but the cancelled ones, each with its rows by state."""
    wanted = select(FilingBatch).where(
        FilingBatch.institution_id == (actor.institution_id or 0), FilingBatch.state != BatchState.CANCELLED
    )
    batches = list(session.scalars(wanted.order_by(FilingBatch.id.desc()).limit(limit)))
    counts: dict[int, Counter[RowState]] = {batch.id: Counter() for batch in batches}
    grouped = (
        select(FilingBatchRow.batch_id, FilingBatchRow.state, func.count())
        .where(FilingBatchRow.batch_id.in_(counts))
        .group_by(FilingBatchRow.batch_id, FilingBatchRow.state)
    )
    for batch_id, state, number in session.execute(grouped):
        counts[batch_id][state] = number
    return [(batch, counts[batch.id]) for batch in batches]


def rows_of(session: Session, batch: FilingBatch) -> list[FilingBatchRow]:
    """The rows of a batch, which the caller has fetched, in their order, with their projects and refusals."""
    wanted = select(FilingBatchRow).where(FilingBatchRow.batch_id == batch.id).order_by(FilingBatchRow.line)
    answers = selectinload(FilingBatchRow.project), selectinload(FilingBatchRow.refusal)
    return list(session.scalars(wanted.options(*answers)))


def filed_before(session: Session, batch: FilingBatch) -> FilingBatch | None:
    """The newest batch of the same institution that was filed from the same file."""
    same = select(FilingBatch).where(
        FilingBatch.institution_id == batch.institution_id, FilingBatch.sha256 == batch.sha256,
        FilingBatch.id != batch.id, FilingBatch.state.in_(_FILED_FROM),
    )
    return session.scalars(same.order_by(FilingBatch.id.desc())).first()


def forecast(
    session: Session, law: LawBook, batch: FilingBatch, rows: Iterable[FilingBatchRow], day: date
) -> Forecast:
    """Judge the rows that wait, in order, as a filing on ``day`` would be."""
    own = batch.institution_id
    live = select(Project.unit_uscc, Project.unit_kind, Project.level).where(
        Project.institution_id == own, Project.year == day.year, LIVE
    )
    there = {tuple(unit) for unit in session.execute(live)}
    wanted: dict[Account, list[int]] = {}
    caps: dict[Account, Stated[Cap]] = {}
    refused: dict[int, FilingRefused] = {}
    free = 0
    for row in rows:
        filing = filing_of(row, "")
        judged = judge(session, law, filing, own, day)
        if judged.refused is not None:
            refused[row.line] = judged.refused
        elif (row.unit_uscc, row.unit_kind, row.level) in there:
            refused[row.line] = FilingRefused("unit_already_filed", unit=filing.unit_name, year=day.year)
        elif (declared := declared_in_the_way(session, own, filing, day.year)) is not None:
            refused[row.line] = declared
        elif judged.account is None or judged.cap is None:
            free += 1
        else:
            wanted.setdefault(judged.account, []).append(row.line)
            caps.setdefault(judged.account, judged.cap)
    pools = [_demand(session, account, caps[account], lines, day) for account, lines in wanted.items()]
    return Forecast(day, pools, free, refused)


def _demand(session: Session, account: Account, cap: Stated[Cap], lines: list[int], day: date) -> Demand:
    """What rows ask of a pool; a cap that may not refuse by itself stops none of them."""
    use = PoolUse(account.pool, cap, day, used(session, account))
    return Demand(use, len(lines), tuple(lines[use.left :]) if cap.may_refuse else ())
