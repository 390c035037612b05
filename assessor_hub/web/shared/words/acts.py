"""What each kind of audit entry is called."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.accounts.actor import PUBLIC
from assessor_hub.audit.tags import Tag

ACTS: dict[Tag, Any] = {
    Tag.USER_CREATED: _l("User created"),
    Tag.USER_GRANTED: _l("Role given"),
    Tag.USER_REVOKED: _l("Role taken away"),
    Tag.USER_DEACTIVATED: _l("Account closed"),
    Tag.USER_PASSWORD: _l("Password changed"),
    Tag.SESSION_OPENED: _l("Sign-in"),
    Tag.SESSION_REFUSED: _l("Sign-in refused"),
    Tag.SESSION_REVOKED: _l("Session ended"),
    Tag.TOKEN_MADE: _l("API token made"),
    Tag.TOKEN_REVOKED: _l("API token revoked"),
    Tag.PACK_COMMENCED: _l("Pack put into force or trial"),
    Tag.PACK_CONFIRMED: _l("Assumed value confirmed"),
    Tag.INSTITUTION_CREATED: _l("Institution registered"),
    Tag.INSTITUTION_UPDATED: _l("Institution changed"),
    Tag.HEAD_CHANGED: _l("Legal representative changed"),
    Tag.CONFLICT_DECLARED: _l("Conflict of interest declared"),
    Tag.CONFLICT_ENDED: _l("End of a conflict of interest entered"),
    Tag.ROSTER_CHANGED: _l("Roster changed"),
    Tag.ROSTER_IMPORTED: _l("Roster imported"),
    Tag.ROSTER_EXPORTED: _l("Roster exported"),
    Tag.ROSTER_FILE_SENT: _l("Roster file sent"),
    Tag.ROSTER_FILE_CONFIRMED: _l("Roster import confirmed"),
    Tag.ROSTER_FILE_CANCELLED: _l("Roster import cancelled"),
    Tag.ROSTER_FILE_DONE: _l("Roster import done"),
    Tag.ROSTER_FILE_FAILED: _l("Roster import failed"),
    Tag.CLAIM_COUNTED: _l("Claim counted"),
    Tag.CLAIM_CONFLICT: _l("Claim in conflict"),
    Tag.CLAIM_LOST: _l("Claim no longer counted"),
    Tag.CLAIM_DECIDED: _l("Conflict of claims decided"),
    Tag.DOCUMENT_STORED: _l("Document stored"),
    Tag.DOCUMENT_READ: _l("Document read"),
    Tag.DOCUMENT_ORIGINAL_READ: _l("Original of a document read"),
    Tag.DOCUMENT_INFECTED: _l("Document found infected"),
    Tag.DOCUMENT_WITHDRAWN: _l("Document taken off"),
    Tag.APPLICATION_OPENED: _l("Application begun"),
    Tag.APPLICATION_SAVED: _l("Application saved"),
    Tag.APPLICATION_SUBMITTED: _l("Application handed in"),
    Tag.APPLICATION_RETURNED: _l("Application returned"),
    Tag.APPLICATION_REFUSED: _l("Application refused"),
    Tag.APPLICATION_RECORDED: _l("Application recorded"),
    Tag.APPLICATION_SET_ASIDE: _l("Decision set aside, application reopened"),
    Tag.APPLICATION_PROPOSED: _l("Decision proposed"),
    Tag.APPLICATION_MARKED: _l("Field marked for correction"),
    Tag.APPLICATION_CHECKED: _l("Checklist filled in"),
    Tag.APPLICATION_TAKEN: _l("Application taken on"),
    Tag.APPLICATION_HANDED_OVER: _l("Application handed over"),
    Tag.APPLICATION_OPINION: _l("Opinion of the city given"),
    Tag.REVIEW_DEPUTY_NAMED: _l("Deputy named"),
    Tag.REVIEW_FOUR_EYES: _l("Four-eyes rule switched"),
    Tag.APPLICATION_WITHDRAWN: _l("Application withdrawn"),
    Tag.RECORDAL_ENDED: _l("Recordal ended"),
    Tag.RECORDAL_RESTORED: _l("Recordal restored"),
    Tag.NOTICE_ISSUED: _l("Notice of recordal issued"),
    Tag.CHANGE_FILED: _l("Change filed"),
    Tag.CHANGE_NOTED: _l("Change noted"),
    Tag.CHANGE_REVIEWED: _l("Change taken up for review"),
    Tag.CHANGE_ACCEPTED: _l("Change accepted"),
    Tag.CHANGE_OBJECTED: _l("Change objected to"),
    Tag.CONDITIONS_LACKING: _l("Told that conditions are not met"),
    Tag.CONDITIONS_MET: _l("Told that the conditions are met again"),
    Tag.COMMISSION_ASKED: _l("Contact of the unit written to"),
    Tag.COMMISSION_CONFIRMED: _l("The unit says that it commissioned the project"),
    Tag.COMMISSION_DENIED: _l("The unit says that it did not commission the project"),
    Tag.CONTRACT_ATTESTED: _l("Contract handed in"),
    Tag.PROJECT_FILED: _l("Project filed"),
    Tag.PROJECT_REFUSED: _l("Project filing refused"),
    Tag.PROJECT_RETURNED: _l("Project returned"),
    Tag.PROJECT_RESUBMITTED: _l("Project handed in again"),
    Tag.PROJECT_DECLINED: _l("Project refused"),
    Tag.PROJECT_REGISTERED: _l("Project registered"),
    Tag.PROJECT_REPORTED: _l("Evaluation report issued"),
    Tag.PROJECT_ACCEPTED: _l("Result accepted"),
    Tag.PROJECT_NOT_ACCEPTED: _l("Result not accepted"),
    Tag.PROJECT_WITHDRAWN: _l("Project withdrawn"),
    Tag.PROJECT_STOPPED: _l("Project stopped"),
    Tag.PROJECT_LAPSED: _l("Project lapsed"),
    Tag.UNIT_RELEASED: _l("Unit of a pool released"),
    Tag.LEDGER_EXPORTED: _l("Allowance exported"),
    Tag.USE_RECOUNTED: _l("Use recounted"),
    Tag.DECISION_MADE: _l("Decision recorded"),
    Tag.DECISION_REVOKED: _l("Decision revoked"),
    Tag.LEAD_ASSESSED: _l("Lead assessed"),
    Tag.LIST_SENT: _l("Published list sent"),
    Tag.LIST_TAKEN: _l("Published list taken in"),
    Tag.LIST_CANCELLED: _l("Import of a published list cancelled"),
    Tag.LIST_SET_ASIDE: _l("Published list set aside"),
    Tag.LIST_ASKED: _l("Institution asked about a published project"),
    Tag.NAME_CONFIRMED: _l("Meaning of a written name kept"),
    Tag.NAME_WITHDRAWN: _l("Meaning of a written name withdrawn"),
    Tag.SUMMARY_SAVED: _l("Summary saved"),
    Tag.SUMMARY_FILED: _l("Summary filed"),
    Tag.SUMMARY_DATE_SET: _l("Summary date set"),
    Tag.TIP_RECEIVED: _l("Public report received"),
    Tag.TIP_MOVED: _l("Public report handled"),
    Tag.DEMO_SEEDED: _l("Demonstration data written"),
}


def act(tag: str) -> str:
    """An entry's tag in words; the tag itself where an older release wrote one that is not known here."""
    return str(ACTS[Tag(tag)]) if tag in tuple(Tag) else tag


def acting(name: str) -> str:
    """Who did it: the name that was noted, or the public."""
    return _("The public") if name == PUBLIC.name else name
