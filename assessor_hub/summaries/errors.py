"""What summaries refuse: narrative_missing, already_filed, year_not_open, date_by_text, reason_missing,
changed_meanwhile."""

from __future__ import annotations

from assessor_hub.refusals import Refused


class SummaryRefused(Refused):
    """A summary could not be saved or filed."""
