"""Every route with every role: who may, who finds nothing there, who is asked to sign in.

The table below is written by hand and complete: a route that is not in it fails the first test.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.routing import Rule

from assessor_hub.accounts.models import SignIn
from assessor_hub.db import transaction
from assessor_hub.extensions import db
from assessor_hub.registration.models import Recordal
from tests.web.conftest import SignIn as SignInAs
from tests.web.targets import add_missing_roles, targets_of

# Everybody: two institutions, Jilin's departments, another province's, and those who see no case.
CAST = (
    "", "jilin-a", "member", "zhejiang-a", "jl-reviewer", "jl-approver", "zj-approver", "changchun", "county",
    "handler", "custodian", "auditor", "administrator",
)
ALL = frozenset(CAST)
SIGNED_IN = ALL - {""}
INSTITUTIONS = frozenset({"jilin-a", "member", "zhejiang-a"})
OWN = frozenset({"jilin-a", "member"})
JILIN = frozenset({"jl-reviewer", "jl-approver", "auditor"})
JILIN_REVIEWERS = frozenset({"jl-reviewer", "jl-approver"})
REVIEWERS = JILIN_REVIEWERS | {"zj-approver"}
CITY = frozenset({"changchun", "county"})  # of Changchun; the project below is evaluated there
STAFF = frozenset({"jl-reviewer", "jl-approver", "zj-approver", "changchun", "county", "auditor"})
ADMIN = frozenset({"administrator"})

MAY: dict[str, frozenset[str]] = {
    "account.change_password": SIGNED_IN,
    "account.profile": SIGNED_IN,
    "account.revoke_session": frozenset({"jilin-a"}),  # the session below is that person's
    "account.sign_in": ALL,
    "account.sign_out": ALL,
    "api.file_project": frozenset(),  # a cookie opens nothing of the API; tokens: tests/web/api/test_api_access.py
    "api.me": frozenset(),
    "api.openapi": ALL,
    "api.pools": frozenset(),
    "api.project": frozenset(),
    "api.projects": frozenset(),
    "api.resubmit_project": frozenset(),
    "api.withdraw_project": frozenset(),
    "bootstrap.static": ALL,
    "institution.add_member": INSTITUTIONS,
    "institution.add_evidence": OWN,
    "institution.allowance": INSTITUTIONS,
    "institution.application": OWN,
    "institution.application_step": OWN,
    "institution.applications": INSTITUTIONS,
    "institution.project_draft": OWN,
    "institution.discard_project_draft": OWN,
    "institution.batch_result": OWN,
    "institution.certificate": OWN,
    "institution.certificate_qr": OWN,
    "institution.as_of": INSTITUTIONS,
    "institution.change": OWN,
    "institution.change_head": frozenset({"jilin-a", "zhejiang-a"}),
    "institution.declared": INSTITUTIONS,
    "institution.declared_list": OWN,
    "institution.declared_list_result": OWN,
    "institution.declared_lists": INSTITUTIONS,
    "institution.declared_project": OWN,
    "institution.declared_template": INSTITUTIONS,
    "institution.document": OWN,
    "institution.edit_member": OWN,
    "institution.end_member": OWN,
    "institution.end_conflict": OWN,
    "institution.exit_recordal": frozenset({"jilin-a"}),
    "institution.file_premises": INSTITUTIONS,
    "institution.file_batch": OWN,
    "institution.filing_batch": OWN,
    "institution.filing_batches": INSTITUTIONS,
    "institution.filing_template": INSTITUTIONS,
    "institution.home": INSTITUTIONS,
    "institution.independence": INSTITUTIONS,
    "institution.cancel_roster_import": OWN,
    "institution.confirm_roster_import": OWN,
    "institution.export_roster": INSTITUTIONS,
    "institution.faulty_roster_rows": OWN,
    "institution.import_roster": INSTITUTIONS,
    "institution.roster_import": OWN,
    "institution.evaluation_report": OWN,
    "institution.evaluation_report_qr": OWN,
    "institution.evaluation_report_slip": OWN,
    "institution.issue_report": OWN,
    "institution.make_api_token": frozenset({"jilin-a", "zhejiang-a"}),
    "institution.name_contact": OWN,
    "institution.new_project": INSTITUTIONS,
    "institution.notice": OWN,
    "institution.open_application": INSTITUTIONS,
    "institution.particulars": INSTITUTIONS,
    "institution.project": OWN,
    "institution.project_party": OWN,
    "institution.projects": INSTITUTIONS,
    "institution.refusal": OWN,
    "institution.refusals": INSTITUTIONS,
    "institution.remove_document": OWN,
    "institution.resubmit_project": OWN,
    "institution.revoke_api_token": frozenset({"jilin-a"}),  # the token is that institution's
    "institution.roster": INSTITUTIONS,
    "institution.roster_template": INSTITUTIONS,
    "institution.send_contract": OWN,
    "institution.sign_up": ALL,
    "institution.stop_batch": OWN,
    "institution.stop_declared_list": OWN,
    "institution.submit_application": OWN,
    "institution.summaries": INSTITUTIONS,
    "institution.summary": OWN,
    "institution.tokens": frozenset({"jilin-a", "zhejiang-a"}),
    "institution.upload_certificate": OWN,
    "institution.remove_certificate": frozenset(),  # the claim was handed in; see tests/web/test_claim_pages.py
    "institution.upload_document": OWN,
    "institution.what_if": INSTITUTIONS,
    "institution.withdraw_application": OWN,
    "institution.take_declared_list": OWN,
    "institution.withdraw_declared": OWN,
    "institution.withdraw_project": OWN,
    "intake.look_up": ALL,
    "intake.new_report": ALL,
    "intake.send_report": ALL,
    "intake.status": ALL,
    "public.answer_commission": ALL,  # the code in the address is the key: tests/web/test_unit_side.py
    "public.commission": ALL,
    "public.decisions": ALL,
    "public.health": ALL,
    "public.home": ALL,
    "public.language": ALL,
    "public.recordal": ALL,
    "public.register": ALL,
    "public.rules": ALL,
    "public.rules_index": ALL,
    "public.verify": ALL,
    "public.verify_evaluation_report": ALL,
    "staff.answer_change": frozenset({"jl-reviewer", "jl-approver"}),
    "staff.application": JILIN,
    "staff.application_history": JILIN,
    "staff.application_versions": JILIN,
    "staff.applications": STAFF,
    "staff.checklist": JILIN,
    "staff.desk": REVIEWERS,
    "staff.fill_in_checklist": JILIN_REVIEWERS,
    "staff.four_eyes_setting": frozenset({"jl-approver", "zj-approver", "administrator"}),
    "staff.give_city_opinion": frozenset(),  # Jilin's text asks for none; see tests/web/test_city_opinion.py
    "staff.hand_over_all": REVIEWERS,
    "staff.hand_over_application": JILIN_REVIEWERS,
    "staff.mark_application": JILIN_REVIEWERS,
    "staff.name_deputy": REVIEWERS,
    "staff.propose_application": JILIN_REVIEWERS,
    "staff.set_decision_aside": frozenset({"jl-approver"}),
    "staff.take_application": JILIN_REVIEWERS,
    "staff.unmark_application": JILIN_REVIEWERS,
    "staff.assess_lead": frozenset({"jl-reviewer", "jl-approver"}),
    "staff.as_of": JILIN,
    "staff.audit": frozenset({"auditor"}),
    "staff.certificate": JILIN,
    "staff.certificate_qr": JILIN,
    "staff.change": JILIN | CITY,
    "staff.changes": STAFF,
    "staff.commence_pack": ADMIN,
    "staff.confirm_value": ADMIN,
    "staff.create_user": ADMIN,
    "staff.correct_tenure": JILIN_REVIEWERS,
    "staff.deactivate_user": ADMIN,
    "staff.declared": STAFF,
    "staff.declared_list": JILIN,
    "staff.declared_project": JILIN,
    "staff.decide_declared_list": JILIN_REVIEWERS,
    "staff.decide_declared_project": JILIN_REVIEWERS,
    "staff.over_the_cap": STAFF,
    "staff.decide_application": frozenset({"jl-reviewer", "jl-approver"}),
    "staff.decision": JILIN,
    "staff.decisions": STAFF,
    "staff.document": JILIN,
    "staff.end_recordal": frozenset({"jl-approver"}),
    "staff.give_notice": frozenset({"jl-approver"}),
    "staff.grant_role": ADMIN,
    "staff.home": SIGNED_IN - INSTITUTIONS,
    "staff.institution": JILIN,
    "staff.institutions": STAFF,
    "staff.lacking": STAFF,
    "staff.conflicts": STAFF,
    "staff.decide_person": frozenset({"jl-reviewer", "jl-approver"}),
    "staff.person": JILIN,
    "staff.lead": JILIN,
    "staff.leads": STAFF,
    "staff.export_ledger": JILIN,
    "staff.ledger": JILIN,
    "staff.ledgers": STAFF,
    "staff.published_lists": STAFF,
    "staff.published_list_template": REVIEWERS,
    "staff.new_published_list": REVIEWERS,
    "staff.published_list": JILIN | CITY,  # some of its rows are of Changchun
    "staff.take_in_published_list": JILIN_REVIEWERS,
    "staff.cancel_published_list": JILIN_REVIEWERS,
    "staff.set_aside_published_list": JILIN_REVIEWERS,
    "staff.export_published_list": JILIN | CITY,
    "staff.published_row": JILIN,
    "staff.confirm_written_name": JILIN_REVIEWERS,
    "staff.ask_about_published_row": JILIN_REVIEWERS,
    "staff.written_names": STAFF,
    "staff.withdraw_written_name": JILIN_REVIEWERS,
    "staff.hidden_use_of_caps": STAFF,
    "staff.move_project": frozenset({"jl-reviewer", "jl-approver"}),
    "staff.move_public_report": frozenset({"handler"}),
    "staff.new_decision": frozenset({"jl-approver", "zj-approver"}),
    "staff.notice": JILIN,
    "staff.pack": ADMIN,
    "staff.packs": ADMIN,
    "staff.project": JILIN | CITY,
    "staff.original_document": frozenset({"jl-reviewer", "jl-approver"}),
    "staff.projects": STAFF,
    "staff.public_report": frozenset({"handler"}),
    "staff.public_report_document": frozenset({"handler"}),
    "staff.public_reports": frozenset({"handler"}),
    "staff.refusal": JILIN | CITY,
    "staff.refusals": STAFF,
    "staff.cancel_roster_import": JILIN - {"auditor"},
    "staff.confirm_roster_import": JILIN - {"auditor"},
    "staff.export_roster": JILIN - {"auditor"},
    "staff.export_rosters": JILIN - {"auditor"},
    "staff.faulty_roster_rows": JILIN - {"auditor"},
    "staff.province_template": REVIEWERS,
    "staff.roster_import": JILIN - {"auditor"},
    "staff.roster_imports": REVIEWERS,
    "staff.revoke_decision": frozenset({"jl-approver"}),
    "staff.revoke_user_grant": ADMIN,
    "staff.set_summary_date": frozenset({"jl-approver", "zj-approver"}),
    "staff.summaries": STAFF,
    "staff.summary": JILIN,
    "staff.unit": JILIN | CITY,
    "staff.user": ADMIN,
    "staff.users": ADMIN,
    "staff.what_if": JILIN,
    "static": ALL,
}


SENT = {"institution.open_application": {"jurisdiction": "350000"}}
SIGN_OUT = {"account.sign_out", "account.change_password", "account.revoke_session"}  # what may end the own session
ANSWERS_404 = {  # anyone may ask; a code that opens nothing is answered so
    ("POST", "intake.look_up"), ("GET", "public.commission"), ("POST", "public.answer_commission"),
}


def test_the_table_knows_every_route(demo: Flask) -> None:
    assert {rule.endpoint for rule in demo.url_map.iter_rules()} == set(MAY)






@pytest.fixture(scope="module")
def targets(demo: Flask) -> dict[str, Any]:
    """What the routes' arguments name, with the roles that the demonstration lacks beside it."""
    with demo.app_context():
        session = db.session()
        with transaction(session):
            add_missing_roles(session)
        return targets_of(demo, session)


def _url(rule: Rule, demo: Flask, targets: dict[str, Any], session_id: int) -> str:
    """The route's address with arguments that exist and belong to jilin-a."""
    tip = rule.endpoint == "staff.public_report_document"
    given = {
        **targets, "sign_in_id": session_id, "mark_id": 1, "code": "220000", "step": "profile",
        "kind": "applications", "owner": "application", "filename": "hub.css",
        "document_id": targets["document_of_tip" if tip else "document_of_application"],
    }
    if "import_id" in rule.arguments:
        own = rule.endpoint.startswith("institution.")
        given["import_id"] = targets["import_of_institution" if own else "import_of_staff"]
    if rule.endpoint == "public.language":
        given["code"] = "en"
    recordal = _recordal(demo, targets["institution_id"])
    given |= {"number": recordal.number, "typed": recordal.certificate_code, "recordal_id": recordal.id}
    if rule.endpoint == "public.verify_evaluation_report":
        given["typed"] = targets["code_of_version"]
    if rule.endpoint == "bootstrap.static":
        given["filename"] = "css/bootstrap.min.css"
    with demo.test_request_context():
        return url_for(rule.endpoint, **{name: given[name] for name in rule.arguments})


def _recordal(demo: Flask, institution_id: int) -> Recordal:
    with demo.app_context():
        return db.session.scalars(select(Recordal).where(Recordal.institution_id == institution_id)).one()


@pytest.mark.parametrize("who", CAST)
def test_who_may(who: str, demo: Flask, sign_in: SignInAs, targets: dict[str, Any]) -> None:
    wrong = []
    owner = sign_in("jilin-a")  # keeps a session of that person open, for the route that revokes one
    with demo.app_context():
        session_id = db.session.scalars(
            select(SignIn.id)
            .where(SignIn.user_id == targets["owner_user"], SignIn.revoked_at.is_(None))
            .order_by(SignIn.id)
        ).first()
    client = sign_in(who)
    for rule in sorted(demo.url_map.iter_rules(), key=lambda one: one.endpoint):
        for method in sorted(rule.methods & {"GET", "POST"}):
            data = SENT.get(rule.endpoint) if method == "POST" else None
            answer = client.open(_url(rule, demo, targets, session_id or 0), method=method, data=data, buffered=True)
            seen = _outcome(answer)
            if rule.endpoint in SIGN_OUT:
                client = sign_in(who)
            if (method, rule.endpoint) in ANSWERS_404:
                seen = seen.replace("nothing here", "may")
            expected = "may" if who in MAY[rule.endpoint] else _shut(rule, who)
            if seen != expected:
                wrong.append(f"{method} {rule.endpoint}: {seen} ({answer.status_code}), expected {expected}")
    assert owner is not None
    assert wrong == []


def _shut(rule: Rule, who: str) -> str:
    if rule.endpoint.startswith("api."):
        return "asked for a token"
    return "nothing here" if who or rule.endpoint.startswith("public.") else "asked to sign in"


def _outcome(answer: Any) -> str:
    if answer.status_code == 401:
        return "asked for a token"
    if answer.status_code == 404:
        return "nothing here"
    if answer.status_code == 302 and "/account/sign-in" in answer.headers["Location"]:
        return "asked to sign in"
    return "may" if answer.status_code < 500 else "fault"


def test_each_method_that_a_route_lacks_is_refused(demo: Flask, sign_in: SignInAs) -> None:
    client = sign_in("jilin-a")
    assert client.post("/institution/").status_code == 405
    assert client.get("/account/sign-out").status_code == 405
    assert client.delete("/institution/projects").status_code == 405
