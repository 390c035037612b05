"""The form that issues a version of an evaluation report. Its signers are chosen beside it, from the roster."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import TextAreaField
from wtforms.validators import Optional

from assessor_hub.documents.intake import Upload
from assessor_hub.documents.kinds import limit_mb
from assessor_hub.documents.models import DocumentKind
from assessor_hub.projects.evaluation_report_models import EvaluationReport
from assessor_hub.web.institution.project_forms import LONG, MoveForm
from assessor_hub.web.institution.step_forms import past_day_field
from assessor_hub.web.shared.forms import required_text


class EvaluationReportForm(MoveForm):
    """The evaluation report, or a corrected one."""

    issued_on = past_day_field(_l("Issued on"), required=True)
    file = FileField(
        _l("The file"), [FileRequired(_l("Choose a file."))],
        description=_l("PDF, DOCX or OFD, at most %(limit)s MB.", limit=limit_mb(DocumentKind.EVALUATION_REPORT)),
    )
    standard = required_text(
        _l("Standard used"), 120, _l("Where MIIT's list has one for the industry, that one."),
        render_kw={"list": "standards"},
    )
    edition = required_text(_l("Its edition"), 40, _l("The year in its number, or the version that it bears."))
    correction = TextAreaField(
        _l("What was corrected, and why"), [Optional(), LONG],
        description=_l("It stands with the new version; the department reads it."),
    )

    def start(self, versions: list[EvaluationReport], named: str) -> None:
        """What is likely: the standard of the version before, or the one that the texts name."""
        self.standard.data = versions[-1].standard if versions else named
        self.edition.data = versions[-1].edition if versions else ""

    def upload(self) -> Upload:
        """The file as it came."""
        return Upload(self.file.data.filename or "", self.file.data.read())
