"""Refusals: the answer "no" as a value, with why and what next. Pages word them by their code."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A verb was not done, and says why.

    ``code`` names the reason, ``figures`` are what the sentence needs, ``stated`` the rule it rests on (or None
    where it rests on no rule, as with a taken sign-in). Raised inside a transaction, it undoes it.
    """

    def __init__(self, code: str, /, *, stated: Any = None, **figures: Any) -> None:
        super().__init__(code)
        self.code, self.stated, self.figures = code, stated, figures
