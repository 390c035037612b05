"""Files on their way out. One function sets the headers for every face: always saved, never shown by the browser."""

from __future__ import annotations

import io

from flask import Response, send_file

from assessor_hub.documents.kinds import with_ending
from assessor_hub.documents.models import Document
from assessor_hub.documents.services import content_of
from assessor_hub.web.shared.context import hub


def attachment(content: bytes, media_type: str, name: str) -> Response:
    """A download under ``name`` (RFC 5987, with an ASCII stand-in) that no browser opens, guesses at or keeps.

    Should one open it after all, it is a page of no origin that may run and fetch nothing.
    """
    response = send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def handed_out(document: Document, name: str, *, original: bool = False) -> Response:
    """The copy without metadata, or the original, of a document whose owner the caller has fetched.

    Raises DocumentWithheld, which has a page of its own, where it waits, is infected or has no copy.
    """
    content = content_of(hub().store, document, original=original)
    return attachment(content, document.media_type, with_ending(name, document.media_type))
