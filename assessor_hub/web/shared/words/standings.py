"""Where a line of a roster stands, and why it doesn't count, in words that tell nothing of other institutions."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from assessor_hub.staffing.standing import Place, Standing
from assessor_hub.web.shared.words.refusals import day

_STANDINGS: dict[Place, Any] = {
    Place.COUNTS: _l("Counts here"),
    Place.CONTESTED: _l("Counts here; another institution claims this person too. The department looks into it."),
    Place.FOREIGN: _l("Counts here; whether the foreign title counts, the department decides"),
    Place.COUNTS_FROM: _l("Waits: counts from %(day)s, when another institution's claim has ended"),
    Place.WAITS: _l("Does not count: another institution's claim counts. The department looks into it."),
    Place.SET_ASIDE: _l("Does not count since %(day)s: the department decided for another institution's claim"),
    Place.UNPROVEN: _l("Does not count: certificate, or contract and social insurance, missing"),
    Place.PART_TIME: _l("Does not count: not full-time"),
    Place.BELOW_MID: _l("Works here, but does not count: no title of mid-level or above"),
    Place.NOT_ISSUED: _l("Works here, but does not count before %(day)s, the title's date of issue"),
    Place.WILL_COUNT: _l("Not handed in; will count"),
    Place.TAKEN: _l("Not handed in; counts at another institution today"),
    Place.DRAFT_UNPROVEN: _l("Not handed in; certificate, or contract and social insurance, missing"),
}


def standing_words(standing: Standing) -> str:
    """Where a line of the roster stands, as a sentence."""
    words = str(_STANDINGS[standing.place])
    return words % {"day": day(standing.day)} if standing.day else words
