"""What staffing refuses: already_on_roster, leaves_before_start, change_before_last, change_ahead, skill_grade,
claimed_meanwhile, reason_missing, changed_meanwhile, no_conflict, claim_unproven, outside_claim, claim_out_of_reach."""

from __future__ import annotations

from assessor_hub.refusals import Refused


class StaffingRefused(Refused):
    """A roster could not be changed, or a conflict of claims not decided."""
