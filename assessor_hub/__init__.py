"""Assessor Hub: the register of green-manufacturing assessor institutions, and what keeps it honest."""
