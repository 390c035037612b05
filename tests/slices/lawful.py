"""What no path of an application may leave behind: asked of the database after each step of a walk."""

from __future__ import annotations

import itertools
import json
from datetime import date
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import select

from assessor_hub.registration import review
from assessor_hub.registration.marks import marks_of, marks_to_correct
from assessor_hub.registration.models import Application, EndKind, Recordal
from assessor_hub.registration.proposals import open_proposal, proposals_of
from assessor_hub.registration.review_models import Closing, ReviewDecision, Version
from assessor_hub.rules.lifecycle import APPLICATION, ApplicationState, ApplicationVerb
from tests.world import World

A, V = ApplicationState, ApplicationVerb
TEXT, ASSUMED = "220000", "330000"  # a province whose text states the conditions, and one where they are assumed
OPEN = (A.DRAFT, A.SUBMITTED, A.RETURNED)
FIRM = {"text", "restated"}
STEPS = {(before, after) for (before, _verb), after in APPLICATION.items()}


class Lawful(RuleBasedStateMachine):
    """A machine over ``world`` whose every state is held against what the law and the books ask."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[int, ApplicationState] = {}
        self.frozen: dict[int, str] = {}

    @invariant()
    def no_two_recordals_share_a_day(self) -> None:
        with self.world.session() as session:
            for place in (TEXT, ASSUMED):
                rows = session.scalars(select(Recordal).where(Recordal.jurisdiction == place)).all()
                spans = sorted((row.recorded_on, row.ended_on or date.max) for row in rows)
                lasting = [span for span in spans if span[0] < span[1]]
                assert all(before[1] <= after[0] for before, after in itertools.pairwise(lasting))
                assert sum(row.ended_on is None for row in rows) <= 1

    @invariant()
    def nothing_is_recorded_against_a_text_or_without_a_written_decision(self) -> None:
        with self.world.session() as session:
            for recordal in session.scalars(select(Recordal).where(Recordal.ended_on.is_(None))):
                wanted = select(ReviewDecision).where(
                    ReviewDecision.application_id == recordal.application_id, ReviewDecision.set_aside_at.is_(None),
                    ReviewDecision.verb == V.RECORD,
                )
                decision = session.scalars(wanted).one()
                assert decision.levels == recordal.levels
                for verdict in decision.verdict:
                    if verdict["level"] in decision.levels:
                        self._recordable(verdict["findings"], decision.written)

    @staticmethod
    def _recordable(findings: list[dict[str, Any]], written: dict[str, str]) -> None:
        decided = {line.partition(".")[2] for line, words in written.items() if words.strip()}
        for found in findings:
            firm = found["strength"] in FIRM or found["confirmed"]
            assert not (found["outcome"] == "not_met" and firm), found
            assert found["outcome"] == "met" or found["code"] in decided, found

    @invariant()
    def every_step_is_in_the_table_and_every_end_has_its_decision(self) -> None:
        with self.world.session() as session:
            rows = session.scalars(select(Application).order_by(Application.id)).all()
            for row in rows:
                before = self.seen.get(row.id, A.DRAFT)
                assert before is row.status or (before, row.status) in _reachable(), (before, row.status)
                self.seen[row.id] = row.status
                standing = [one for one in review.decisions_on(session, row.id) if one.set_aside_at is None]
                if row.status in {A.REFUSED, A.RECORDED}:
                    assert standing[0].verb is {A.REFUSED: V.REFUSE, A.RECORDED: V.RECORD}[row.status]
                if row.status is A.RECORDED:
                    made = select(Recordal).where(Recordal.application_id == row.id).order_by(Recordal.id.desc())
                    last = session.scalars(made).first()
                    assert last is not None
                    assert last.end_kind is not EndKind.SET_ASIDE
                assert marks_to_correct(session, row) == (marks_of(session, row) if row.status is A.RETURNED else [])
            for place in (TEXT, ASSUMED):
                assert sum(row.jurisdiction == place and row.status in OPEN for row in rows) <= 1

    @invariant()
    def nobody_decides_on_their_own_proposal(self) -> None:
        with self.world.session() as session:
            for row in session.scalars(select(Application)):
                for proposal in proposals_of(session, row.id):
                    assert proposal.closing is not Closing.DECIDED or proposal.closed_by != proposal.made_by
                assert open_proposal(session, row.id) is None or row.status is A.SUBMITTED

    @invariant()
    def a_version_never_changes(self) -> None:
        with self.world.session() as session:
            for row in session.scalars(select(Version)):
                said = json.dumps([row.number, row.answers, row.particulars, row.roster, row.documents])
                assert self.frozen.setdefault(row.id, said) == said
            for application in session.scalars(select(Application)):
                kept = session.scalars(select(Version).where(Version.application_id == application.id)).all()
                assert len(kept) == application.version


def _reachable() -> set[tuple[ApplicationState, ApplicationState]]:
    """What a rule of several steps can lead to: any path of the table."""
    paths, found = set(STEPS), set(STEPS)
    while found:
        found = {(a, d) for a, b in paths for c, d in STEPS if b is c} - paths
        paths |= found
    return paths
