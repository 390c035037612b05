"""What the faces show alike of a recordal: the certificate for print, its QR code, its notice."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from assessor_hub.registration.certificates import has_ended
from assessor_hub.registration.codes import grouped
from assessor_hub.registration.models import Recordal
from assessor_hub.rules.keys import RECORDAL
from assessor_hub.rules.values import Level
from assessor_hub.sanctions.queries import ban_on
from assessor_hub.web.shared.context import law, session, today
from assessor_hub.web.shared.files import attachment
from assessor_hub.web.shared.notices import MEDIA_TYPE, notice_docx
from assessor_hub.web.shared.verification import qr_response, verification_url


def certificate_page(template: str, recordal: Recordal, **more: Any) -> str:
    """A face's page around the certificate."""
    return render_template(
        template, row=recordal, code=grouped(recordal.certificate_code), url=verification_url(recordal),
        ended=has_ended(recordal, today()), levels=[Level(level) for level in recordal.levels],
        stated=law().read(recordal.jurisdiction, recordal.recorded_on).get(RECORDAL),
        department=law().packs[recordal.jurisdiction].head.department,
        ban=ban_on(session(), recordal.institution_id, recordal.jurisdiction, today()), **more,
    )


def qr_image(recordal: Recordal) -> Response:
    """The way to the verification as a picture."""
    return qr_response(verification_url(recordal))


def notice_file(recordal: Recordal) -> Response:
    """The issued notice, to be saved."""
    return attachment(notice_docx(recordal), MEDIA_TYPE, f"备案通知 {recordal.notice_number}.docx")
