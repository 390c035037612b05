"""Why a file is not taken, and why one that was taken is not given out."""

from __future__ import annotations

from assessor_hub.refusals import Refused


class DocumentRefused(Refused):
    """A file was not taken.

    file_empty, file_too_large, file_type, file_old_office, file_encrypted, file_macros, file_damaged, file_expands;
    file_not_stored where the store is full or away; of a form, too_many_files.
    """


class DocumentWithheld(Refused):
    """A file is kept but not given out.

    file_scan_pending, file_infected, file_cleaning; no_copy_ and the fault where its copy could not be made;
    file_unavailable where the store lost it or is away.
    """
