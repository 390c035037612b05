"""Demonstration data: made-up institutions and people that live through the real services.

Never in production: :func:`seed_if_new` refuses there, and a production application refuses a database that holds it.
"""

from assessor_hub.demo.seed import seed_if_new

__all__ = ["seed_if_new"]
