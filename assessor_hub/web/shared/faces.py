"""Faces that differ in cookies and errors are told by their path: the intake has its own, the API has no cookie."""

from __future__ import annotations

from flask import request

INTAKE = "/report"
API = "/api"


def under(face: str) -> bool:
    """Whether the request is for this face, or for an address under it that does not exist."""
    return request.path == face or request.path.startswith(f"{face}/")
