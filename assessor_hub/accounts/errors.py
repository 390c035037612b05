"""What accounts refuse: email_taken, password_short, password_wrong, own_account, already_granted, too_many_tokens."""

from __future__ import annotations

from assessor_hub.refusals import Refused


class AccountRefused(Refused):
    """An account could not be made or changed."""
