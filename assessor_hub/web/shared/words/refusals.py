"""Every refusal as a sentence: what, why, and what can be done next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.refusals import Refused
from assessor_hub.rules.identifiers import BadIdentifier
from assessor_hub.web.shared.words.labels import LABELS, label
from assessor_hub.web.shared.words.law import citation, place

REFUSALS: dict[str, Any] = {
    "email_taken": _l("This e-mail address already has an account. Sign in with it, or use another."),
    "password_short": _l("The password is too short: at least %(minimum)s characters."),
    "own_account": _l("This is your own account. Ask another administrator to change it."),
    "already_granted": _l("The person has this role there already."),
    "too_many_tokens": _l("The institution has %(limit)s live tokens already. Revoke one that is no longer needed."),
    "password_wrong": _l("The present password is not right."),
    "uscc_taken": _l(
        "The code %(uscc)s is already registered. Ask the owner of that account to add you, or write to your "
        "provincial department if it is not your institution's."
    ),
    "already_head": _l("This person already is the legal representative."),
    "change_before_tenure": _l("The present legal representative began on %(first_day)s; a change must be later."),
    "change_in_future": _l("A change can be entered from the day on which it holds."),
    "already_on_roster": _l("%(name)s is on the roster already. Change the line, or take it off first."),
    "change_before_last": _l(
        "What is on record stands since %(first_day)s. Enter that day to correct it, or a later one for a change."
    ),
    "change_ahead": _l("A change can be entered from the day on which it holds."),
    "skill_grade": _l(
        "“%(value)s” is a skill grade, not a professional title, so it does not count. Enter the person's title, or "
        "none."
    ),
    "no_conflict": _l("On that day no other claim stands beside this one, so there is nothing to decide."),
    "claim_unproven": _l(
        "The claim on %(name)s cannot count: on that day it is not full-time, or its proof is missing. Ask the "
        "institution for it first."
    ),
    "outside_claim": _l("The day lies before the claim's first, %(first_day)s, or ahead of today."),
    "claim_out_of_reach": _l(
        "One of these claims is outside your reach. The department above decides, or an institution enters a leaving "
        "date."
    ),
    "claimed_meanwhile": _l("Another claim on one of these people was settled at the same moment. Please try again."),
    "leaves_before_start": _l("The last day lies before the first, %(first_day)s."),
    "faults_left": _l("%(faulty)s rows have faults. Correct them, or choose to leave them out."),
    "nothing_to_take": _l("No row adds or changes anything, so there is nothing to take in."),
    "not_read_yet": _l("The file is still being read. Wait for the preview."),
    "import_over": _l("This import has ended. Upload the file again."),
    "already_imported": _l(
        "The same file was taken in on %(taken_at)s as “%(title)s”. Nothing was written; its result is in the overview."
    ),
    "no_good_row": _l("No row can be taken in: each has a fault. Correct the file and upload it again."),
    "batch_over": _l("All rows of this file have their answer, or it was dropped. The page shows how it stands."),
    "list_over": _l("This list is no longer at that point. The page shows how it stands."),
    "already_confirmed": _l("Somebody has said what “%(written)s” means already. Withdraw that first."),
    "confirmation_over": _l("This was withdrawn already."),
    "institution_not_known": _l(
        "No institution with the code %(uscc)s is recorded anywhere or has handed in an application here."
    ),
    "unit_not_filed": _l("No project of a unit with the code %(uscc)s is filed in %(place)s."),
    "nothing_to_ask": _l(
        "There is nothing to ask: nobody is known by the name, the project is filed, or the institution was asked "
        "already."
    ),
    "file_empty": _l("The file %(name)s is empty."),
    "file_too_large": _l("The file %(name)s is larger than %(limit_mb)s MB."),
    "file_type": _l("The file %(name)s is none of PDF, PNG, JPEG, DOCX, XLSX or OFD by its content."),
    "no_text_document": _l("An evaluation report is a PDF, DOCX or OFD file. By its content, %(name)s is none."),
    "file_old_office": _l("The file %(name)s is an old .doc or .xls. Save it as .docx, .xlsx or PDF and send that."),
    "file_encrypted": _l("The file %(name)s asks for a password, so nobody could read it. Send it without one."),
    "file_macros": _l("The file %(name)s contains macros. Save it without them, or as PDF, and send that."),
    "file_damaged": _l("The file %(name)s is damaged inside. Save it anew and send that."),
    "file_expands": _l("Unpacked, the file %(name)s is far larger than evidence is. Save it as PDF and send that."),
    "file_not_stored": _l("The file %(name)s could not be stored now. Nothing was taken; try again in a while."),
    "file_scan_pending": _l("The file waits for the virus scan. It can be downloaded once that is done."),
    "file_infected": _l(
        "The virus scan found %(signature)s in this file, so nobody gets it. A clean one has to be handed in."
    ),
    "file_cleaning": _l("The copy without metadata is being made. Try again in a minute."),
    "no_copy_damaged": _l("No copy without metadata could be made: the file is damaged."),
    "no_copy_encrypted": _l("No copy without metadata could be made: the file asks for a password."),
    "no_copy_too_many_pixels": _l("No copy without metadata could be made: the picture has too many pixels."),
    "no_copy_too_heavy": _l("No copy without metadata could be made: the file takes too much time or memory to read."),
    "file_unavailable": _l(
        "The store of files does not give this one out now. Nothing was lost by your request; if it stays so, tell "
        "the administrator."
    ),
    "too_many_files": _l("At most %(limit)s files can be sent; the last ones were not taken."),
    "binds_by_itself": _l("This text is in force by itself; nothing needs to be recorded."),
    "dates_cross": _l("Another recorded act covers some of these days."),
    "not_assumed": _l("This value is not an assumed one."),
    "no_source": _l("Name the source."),
    "no_rules_in_force": _l("No rules of %(place)s are in force for this today, so nothing can be decided there."),
    "no_recordal_here": _l("%(place)s keeps no recordal of assessors."),
    "already_recorded": _l("The institution is recorded in %(place)s already."),
    "already_open": _l("There is an open application in %(place)s already. Continue with that one."),
    "not_editable": _l("The application has been handed in and cannot be changed unless it is returned."),
    "changed_meanwhile": _l(
        "Somebody else has changed this since you opened the page. What holds now is shown below; nothing of yours "
        "was applied."
    ),
    "not_truthful": _l("Confirm in the last step that everything is true and complete."),
    "empty_roster": _l("The roster is empty. Enter the staff before you submit."),
    "reason_missing": _l("Give the reason in writing."),
    "level_refused": _l("A condition that the text states is not met at this level, so it cannot be recorded for it."),
    "no_level": _l("Choose at least one level that the recordal covers."),
    "signer_missing": _l("Name who signs: name and office, or tick that the legal representative signs."),
    "authorisation_missing": _l(
        "%(name)s is not the legal representative: the letter of authorisation must be on file. Upload it under "
        "Evidence, then hand in."
    ),
    "not_under_review": _l("The application is not under review now, so this cannot be entered."),
    "remark_missing": _l("Say what is to be corrected."),
    "needs_writing": _l(
        "%(count)s lines of the checklist need a human, and nobody has decided them in writing. Write the decision at "
        "each of them, then record."
    ),
    "lines_unchecked": _l(
        "%(count)s lines of the checklist are not ticked. Look at them, or tick below that it is to be done all the "
        "same."
    ),
    "own_proposal": _l("Two persons decide here: who proposed does not decide. Another approver must."),
    "proposal_needed": _l(
        "Two persons decide in %(place)s: a proposal comes first. Propose it; another approver decides."
    ),
    "no_four_eyes": _l("In %(place)s one person decides; no proposal is needed."),
    "already_so": _l("It is set so already."),
    "recordal_over": _l("The recordal of this application has ended already; there is nothing left to set aside."),
    "no_city_step": _l("The text of %(place)s asks for no opinion of the city here."),
    "not_a_colleague": _l("Choose a colleague who reviews there."),
    "days_crossed": _l("The last day lies before the first."),
    "under_ban": _l("Results of the institution are not accepted until %(last_day)s inclusive."),
    "notice_issued": _l("The notice was issued already, as %(number)s. It can be downloaded below."),
    "notice_of_ended": _l("The recordal ended on %(ended_on)s; no notice is issued of one that has ended."),
    "nothing_changed": _l("Nothing differs from what is on record."),
    "day_missing": _l("Give the day on which the change happened: it is filed where the institution is recorded."),
    "not_live": _l("This recordal has ended already, or its end is announced."),
    "end_in_past": _l("A recordal can be given up from today on, not for days that have passed."),
    "end_before_recordal": _l("The day lies before the recordal, %(recorded_on)s."),
    "successor_missing": _l("Name who comes after the institution, as the document does."),
    "successor_is_self": _l("An institution does not come after itself; give the other one's code."),
    "ground_unknown": _l("The text of %(place)s does not know this ground for a non-acceptance decision."),
    "number_taken": _l("A decision with the number %(number)s exists already."),
    "days_out_of_order": _l("Notice of intent, decision and service must follow one another in this order."),
    "future_day": _l("A decision is recorded after its service; the day of service lies ahead."),
    "first_day_before_service": _l("The ban cannot begin before the decision is served."),
    "facts_missing": _l("State the facts that were found."),
    "already_revoked": _l("The decision is revoked already."),
    "not_recorded": _l("The institution is not recorded in %(place)s. Apply for recordal there first."),
    "field_not_recorded": _l("The recordal in %(place)s does not cover this kind of unit."),
    "already_declared": _l("A conflict of this kind with this unit is declared already."),
    "conflict_ended": _l("This declaration ended on %(last_day)s already."),
    "conflict_ends_before_start": _l("The last day lies before the first, %(first_day)s."),
    "own_unit": _l("This is the institution's own code. Declare the unit that it is tied to."),
    "level_not_recorded": _l("The recordal in %(place)s does not cover this level."),
    "work_before_recordal": _l("Work began on %(work_from)s, before the recordal of %(recorded_on)s."),
    "conditions_unmet": _l(
        "The institution does not meet the conditions of assessors today, so this waits until it does."
    ),
    "unit_already_filed": _l("You have a live project for %(unit)s at this level in %(year)s already."),
    "key_reused": _l("This request has filed project %(number)s already, with other details. Nothing more was filed."),
    "unit_already_declared": _l(
        "A project for %(unit)s at this level in %(year)s is declared already, and waits or was confirmed."
    ),
    "declared_ahead": _l("The day of filing lies ahead. What is still to be filed is filed here."),
    "not_confirmed_there": _l(
        "The staff of %(place)s cannot confirm it: the institution is neither recorded there, nor applying, nor "
        "registered."
    ),
    "head_missing": _l(
        "Name who was the legal representative on that day: what is on record here does not reach so far back."
    ),
    "tenure_out_of_order": _l("The first day must lie behind that of the one before, and not behind this one's last."),
    "tenure_after_records": _l(
        "The first legal representative on record cannot begin after the institution was registered here, on "
        "%(registered)s."
    ),
    "cap_reached": _l(
        "The yearly cap is reached: %(used)s of %(limit)s are used by the legal representative in %(year)s, and this "
        "would be number %(next)s."
    ),
    "draft_filed": _l("This draft has been filed as a project already; it is in your list."),
    "draft_gone": _l("A colleague has discarded this draft. What is on the page is kept only if you file it."),
    "too_many_drafts": _l("There are %(limit)s drafts already. Discard those that you don't need."),
    "wrong_state_to": _l(
        "The project stands at “%(status)s”; from there no step leads to “%(to)s”. The page shows what can be done."
    ),
    "not_your_step": _l("This step is not yours: it is taken by %(who)s."),
    "no_ban": _l("A project is stopped under a ban only, and the institution is under none here today."),
    "wrong_state": _l(
        "It stands at “%(status)s” now, and this step does not lead on from there. The page shows what can be done."
    ),
    "project_over": _l("The project has ended (%(status)s), so nobody is written to about it."),
    "asked_often": _l("The contact was written to %(limit)s times within a day. Try again tomorrow."),
    "asked_in_all": _l("The institution wrote to contacts %(limit)s times within a day. Go on tomorrow."),
    "clauses_unattested": _l(
        "The rules ban such clauses. Tick each line, or take the clause out of the contract and hand it in again."
    ),
    "no_head": _l("The institution has no legal representative on record today."),
    "report_in_future": _l("The date of the report lies ahead."),
    "report_before_work": _l("The report cannot be issued before the work began, on %(work_from)s."),
    "report_before_version": _l(
        "Version %(version)s was issued on %(issued_on)s; a correction is issued on that day or later."
    ),
    "correction_missing": _l("Say what was corrected and why: it stands with the new version."),
    "standard_missing": _l("Name the standard that was used, and its edition."),
    "same_file": _l(
        "This file is version %(version)s already, byte for byte. Choose the corrected file, or leave it as it is."
    ),
    "evaluation_signer_missing": _l("Choose at least one person who signs the report."),
    "signer_unknown": _l("Somebody chosen was not on your roster on %(day)s. Choose the signers of that day anew."),
    "signer_not_counted": _l(
        "%(name)s did not count as your full-time staff on %(day)s, so cannot sign. The roster says why."
    ),
    "narrative_missing": _l("Describe the work of the year before you file."),
    "already_filed": _l("The summary was filed on %(filed_at)s and cannot be changed."),
    "year_not_open": _l("The year %(year)s is not open for a summary."),
    "date_by_text": _l("The text of %(place)s sets the date itself."),
    "not_real_name": _l(
        "A real-name report needs your name, contact details and evidence. Add what is missing, or choose below to "
        "send it as a lead."
    ),
    "answer_missing": _l("Write what the reporter will read."),
}
IDENTIFIERS: dict[str, Any] = {
    "length": _l("The number has the wrong length."),
    "character": _l("The number has a character that cannot stand there."),
    "check_digit": _l("The check digit does not fit: a digit is mistyped."),
    "birth_date": _l("The birth date inside the number does not exist."),
    "format": _l("The number does not have the form of this document."),
}


def refusal(refused: Refused) -> str:
    """The sentence of a refusal, with its figures."""
    figures = {name: _figure(value) for name, value in refused.figures.items()}
    if "code" in refused.figures:
        figures["place"] = place(str(refused.figures["code"]))
    code = f"{refused.code}_to" if "to" in refused.figures else refused.code  # a step that names where it would lead
    return str(REFUSALS[code]) % figures


def basis(refused: Refused) -> str:
    """The rule that a refusal rests on, or nothing."""
    return citation(refused.stated) if refused.stated is not None else ""


def bad_identifier(bad: BadIdentifier) -> str:
    """What is wrong with a number."""
    return str(IDENTIFIERS[bad.code])


def _figure(value: Any) -> str:
    if (type(value), getattr(value, "name", "")) in LABELS:
        return label(value)
    if isinstance(value, datetime):
        return str(format_datetime(value, "yyyy-MM-dd HH:mm"))
    if isinstance(value, date):
        return day(value)
    return str(value)


def day(value: date) -> str:
    """A day: 2026年3月1日, or 1 March 2026."""
    return str(format_date(value, _("d MMMM yyyy")))
