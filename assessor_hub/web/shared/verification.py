"""Where a certificate sends whoever doubts it: the address of its verification, and that address as a QR code."""

from __future__ import annotations

import io

import segno
from flask import request, url_for

from assessor_hub.registration.codes import grouped
from assessor_hub.registration.models import Recordal
from assessor_hub.web.shared.context import hub

MODULE = 8  # pixels a module: sharp on paper at 35 mm


def verification_url(recordal: Recordal) -> str:
    """The absolute address, under the installation's public one or, where none is set, the one asked for now."""
    base = hub().settings.public_url or request.host_url.rstrip("/")
    return base + url_for("public.verify", typed=grouped(recordal.certificate_code))


def qr_png(text: str) -> bytes:
    """A QR code that survives a smudge, with the quiet zone that the standard asks for."""
    kept = io.BytesIO()
    segno.make_qr(text, error="m").save(kept, kind="png", scale=MODULE, border=4)
    return kept.getvalue()
