"""The certificates of the institution's own recordals, and the notices that the department issued."""

from __future__ import annotations

from typing import Any

from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_recordal
from assessor_hub.web.shared.certificates import certificate_page, notice_file, qr_image
from assessor_hub.web.shared.guards import INSTITUTION, audience, found


@blueprint.get("/institution/recordals/<int:recordal_id>/certificate")
@audience(INSTITUTION)
def certificate(recordal_id: int) -> Any:
    """The certificate, made for print."""
    return certificate_page("institution/certificate.html", own_recordal(recordal_id))


@blueprint.get("/institution/recordals/<int:recordal_id>/qr.png")
@audience(INSTITUTION)
def certificate_qr(recordal_id: int) -> Any:
    """The certificate's QR code."""
    return qr_image(own_recordal(recordal_id))


@blueprint.get("/institution/recordals/<int:recordal_id>/notice.docx")
@audience(INSTITUTION)
def notice(recordal_id: int) -> Any:
    """The notice, once it is issued."""
    recordal = own_recordal(recordal_id)
    found(recordal.notice_number)
    return notice_file(recordal)
