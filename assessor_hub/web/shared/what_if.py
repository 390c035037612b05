"""The question "what if this were filed", for every face: the form, the choices of day and head, and the answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.projects.refusal_models import FilingRefusal
from assessor_hub.projects.what_if import Answer, Asked, Heir, what_if
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.web.shared.context import law, session, today
from assessor_hub.web.shared.forms import Form, city_select, day_field, enum_select, uscc_field
from assessor_hub.web.shared.words.refusals import day as day_words


class WhatIfForm(Form):
    """The work that is asked about. It is read from the address: nothing is sent, and a link asks again."""

    class Meta:
        """Asking changes nothing, so no token is needed."""

        csrf = False

    level = enum_select(_l("Level of the list that the evaluation serves"), Level)
    unit_kind = enum_select(_l("Kind of unit"), UnitKind)
    unit_city = city_select(_l("City of the unit"), None)
    work_from = day_field(_l("First day of work"))
    unit_uscc = uscc_field(
        _l("Unified social credit code of the unit"), _l("May be left out; then its other filings are not looked at."),
        required=False,
    )

    def asked(self) -> Asked:
        """What was typed."""
        return Asked(
            self.level.data, self.unit_kind.data, self.unit_city.data, self.work_from.data, self.unit_uscc.data or ""
        )


@dataclass(frozen=True)
class Choice:
    """One of the answers, under what was supposed."""

    title: str
    answer: Answer


def form_asked(kind: type[WhatIfForm] = WhatIfForm) -> WhatIfForm:
    """The form as the address has it; empty, with today as the first day of work, where nothing was asked yet."""
    if "level" in request.args:
        return kind(request.args)
    return kind(formdata=None, work_from=today())


def choices(form: WhatIfForm, institution_id: int, heir: Heir, heir_title: str) -> list[Choice]:
    """The answers for today, the year's last day, the next one's first, and after a change of head today."""
    work, last, first = form.asked(), date(today().year, 12, 31), date(today().year + 1, 1, 1)
    supposed: list[tuple[str, date, Heir | None]] = [
        (_("Today, %(day)s", day=day_words(today())), today(), None),
        (_("On %(day)s, to 24:00 Beijing time", day=day_words(last)), last, None),
        (_("From %(day)s, 0:00 Beijing time", day=day_words(first)), first, None),
        (heir_title, today(), heir),
    ]
    return [
        Choice(title, what_if(session(), law(), work, institution_id, on, heir=head)) for title, on, head in supposed
    ]


def as_of_now(row: FilingRefusal) -> Choice:
    """What would be said today of what was refused then."""
    work = Asked(row.level, row.unit_kind, row.unit_city, row.work_from, row.unit_uscc)
    answer = what_if(session(), law(), work, row.institution_id, today())
    return Choice(_("Filed today, %(day)s", day=day_words(today())), answer)
