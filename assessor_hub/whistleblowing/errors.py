"""What whistleblowing refuses: not_real_name (a lead was not agreed to), answer_missing, wrong_state."""

from __future__ import annotations

from assessor_hub.refusals import Refused


class TipRefused(Refused):
    """A report was not taken or not moved."""
