"""Why no copy without metadata could be made."""

from __future__ import annotations


class CleaningFailed(Exception):
    """``code`` is one of damaged, encrypted, too_many_pixels, too_heavy."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
