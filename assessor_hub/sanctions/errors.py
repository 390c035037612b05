"""What sanctions refuse.

no_rules_in_force, ground_unknown, number_taken, days_out_of_order, first_day_before_service, future_day,
facts_missing, reason_missing, already_revoked.
"""

from __future__ import annotations

from assessor_hub.refusals import Refused


class SanctionRefused(Refused):
    """A decision could not be recorded or revoked."""
