"""What institutions refuse.

uscc_taken, already_head, change_before_tenure, change_in_future, changed_meanwhile; of a corrected tenure
reason_missing, nothing_changed, tenure_out_of_order, tenure_after_records; of declared conflicts own_unit,
already_declared, conflict_ended, conflict_ends_before_start.
"""

from __future__ import annotations

from assessor_hub.refusals import Refused


class InstitutionRefused(Refused):
    """An institution could not be made or changed."""
