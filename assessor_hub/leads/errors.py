"""Refusals of leads: reason_missing, changed_meanwhile (somebody else assessed it since the page was opened)."""

from __future__ import annotations

from assessor_hub.refusals import Refused


class LeadRefused(Refused):
    """An assessment was not taken."""
