"""What staffing refuses: already_on_roster, leaves_before_start, change_before_last, change_ahead, skill_grade,
claimed_meanwhile."""

from __future__ import annotations

from assessor_hub.refusals import Refused


class StaffingRefused(Refused):
    """A roster could not be changed."""
