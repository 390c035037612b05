"""What registration refuses.

already_open, already_recorded, no_recordal_here, no_rules_in_force, not_editable, changed_meanwhile, not_truthful,
empty_roster, reason_missing, level_refused, no_level, under_ban, notice_issued, notice_of_ended, signer_missing,
authorisation_missing, not_under_review, remark_missing, needs_writing, lines_unchecked, own_proposal, proposal_needed,
no_four_eyes, already_so, recordal_over, no_city_step, not_a_colleague, days_crossed, wrong_state, nothing_changed,
day_missing, change_in_future, not_live, end_in_past, end_before_recordal, successor_missing, successor_is_self.
"""

from __future__ import annotations

from assessor_hub.refusals import Refused


class RegistrationRefused(Refused):
    """An application or recordal could not be moved."""
