"""Where a certificate or an evaluation report sends whoever doubts it: its verification, as address and QR code."""

from __future__ import annotations

import io

import segno
from flask import Response, request, send_file, url_for

from assessor_hub.projects.evaluation_report_models import EvaluationReport
from assessor_hub.registration.codes import grouped
from assessor_hub.registration.models import Recordal
from assessor_hub.web.shared.context import hub

MODULE = 8  # pixels a module: sharp on paper at 35 mm


def verification_url(recordal: Recordal) -> str:
    """Where a recordal's certificate is verified."""
    return _absolute(url_for("public.verify", typed=grouped(recordal.certificate_code)))


def evaluation_report_url(row: EvaluationReport) -> str:
    """Where a version of an evaluation report is verified."""
    return _absolute(
        url_for("public.verify_evaluation_report", project_number=row.project.number, typed=grouped(row.code))
    )


def _absolute(path: str) -> str:
    """An address under the installation's public one or, where none is set, the one asked for now."""
    return (hub().settings.public_url or request.host_url.rstrip("/")) + path


def qr_png(text: str) -> bytes:
    """A QR code that survives a smudge, with the quiet zone that the standard asks for."""
    kept = io.BytesIO()
    segno.make_qr(text, error="m").save(kept, kind="png", scale=MODULE, border=4)
    return kept.getvalue()


def qr_response(text: str) -> Response:
    """The QR code of an address as a picture that is nothing else."""
    response = send_file(io.BytesIO(qr_png(text)), mimetype="image/png")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
