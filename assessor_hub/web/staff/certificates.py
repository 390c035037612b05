"""The certificate of a recordal within reach, and issuing its notice."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.refusals import Refused
from assessor_hub.registration.certificates import issue_notice
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import recordal_for
from assessor_hub.settings import NoticeHead
from assessor_hub.web.shared.certificates import certificate_page, notice_file, qr_image
from assessor_hub.web.shared.context import actor, hub, now, session
from assessor_hub.web.shared.guards import APPROVERS, READERS, audience, found
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import acting


@blueprint.get("/staff/recordals/<int:recordal_id>/certificate")
@audience(READERS)
def certificate(recordal_id: int) -> Any:
    """The certificate, made for print, and the notice."""
    return _page(_within_reach(recordal_id))


@blueprint.get("/staff/recordals/<int:recordal_id>/qr.png")
@audience(READERS)
def certificate_qr(recordal_id: int) -> Any:
    """The certificate's QR code."""
    return qr_image(_within_reach(recordal_id))


@blueprint.get("/staff/recordals/<int:recordal_id>/notice.docx")
@audience(READERS)
def notice(recordal_id: int) -> Any:
    """The notice, once it is issued."""
    recordal = _within_reach(recordal_id)
    found(recordal.notice_number)
    return notice_file(recordal)


@blueprint.post("/staff/recordals/<int:recordal_id>/notice")
@audience(APPROVERS)
def give_notice(recordal_id: int) -> Any:
    """Issue the notice: it gets its number and date, and the institution can download it."""
    acting(APPROVERS, _within_reach(recordal_id).jurisdiction)
    try:
        with transaction(session()):
            held = found(recordal_for(session(), actor(), recordal_id, lock=True))
            office = hub().settings.notices.get(held.jurisdiction, NoticeHead())
            issue_notice(session(), held, office.symbol, by=actor(), now=now())
    except RegistrationRefused as refused:
        return _page(_within_reach(recordal_id), refused), 409
    flash(_("The notice is issued. The institution has been told."), "done")
    return redirect(url_for("staff.certificate", recordal_id=recordal_id))


def _within_reach(recordal_id: int) -> Recordal:
    """The recordal if a reader's role reaches it: one's own institution is for the other face."""
    recordal: Recordal = found(recordal_for(session(), actor(), recordal_id))
    acting(READERS, recordal.jurisdiction)
    return recordal


def _page(recordal: Recordal, refused: Refused | None = None) -> str:
    return certificate_page(
        "staff/certificate.html", recordal, refused=refused, approver=actor().may(APPROVERS, recordal.jurisdiction)
    )
