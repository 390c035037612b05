"""What projects refuse.

no_rules_in_force, not_recorded, level_not_recorded, field_not_recorded, under_ban, conditions_unmet,
work_before_recordal, unit_already_filed, key_reused, cap_reached, changed_meanwhile, reason_missing, no_head,
wrong_state, not_your_step, no_ban, draft_filed, draft_gone, too_many_drafts; of declared projects declared_ahead,
not_confirmed_there, head_missing, unit_already_declared, own_proposal; of evaluation reports those that
:mod:`assessor_hub.projects.evaluation_reports` names; of a file of many no_good_row, batch_over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from assessor_hub.refusals import Refused

if TYPE_CHECKING:
    from assessor_hub.projects.judging import Judgement


class BatchRefused(Refused):
    """Rows of a file were not filed, or not left."""


class FilingRefused(Refused):
    """A project was not filed or not moved. ``stated`` is the rule; ``figures`` the arithmetic.

    ``judged`` is what the whole filing was judged to be, where one was refused.
    """

    judged: Judgement | None = None

    def about(self, judged: Judgement) -> Self:
        """The same refusal, of this filing."""
        self.judged = judged
        return self
