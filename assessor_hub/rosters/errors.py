"""What an import refuses: faults_left, nothing_to_take, import_over, not_read_yet."""

from __future__ import annotations

from assessor_hub.refusals import Refused


class ImportRefused(Refused):
    """An import was not confirmed or cancelled."""
