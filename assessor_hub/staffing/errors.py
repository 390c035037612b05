"""What staffing refuses: already_on_roster, no_such_member, leaves_before_start."""

from __future__ import annotations

from assessor_hub.refusals import Refused


class StaffingRefused(Refused):
    """A roster could not be changed."""
