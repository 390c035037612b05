"""What reconciliation refuses.

Of a list: already_imported, faults_left, no_good_row, list_over, reason_missing. Of a name: already_confirmed,
confirmation_over, reason_missing, unit_not_filed, institution_not_known. Of asking an institution: nothing_to_ask.
"""

from __future__ import annotations

from assessor_hub.refusals import Refused


class ListRefused(Refused):
    """A published list was not taken in, or not set aside."""


class NameRefused(Refused):
    """What a written name means was not kept, or not withdrawn."""
