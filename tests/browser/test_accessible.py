"""Every kind of page, as the person for whom it is: no fault that axe finds, nothing too wide, no error in the console."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import NewStage
from tests.browser.stage import DESKTOP, PHONE, Stage, overflow, press

pytestmark = pytest.mark.browser
FIRST_ROW = ("main tbody a",)


@dataclass(frozen=True)
class Place:
    """A page: who looks, at which address, and which links lead on from there."""

    person: str
    path: str
    follow: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join([self.person or "anyone", self.path, *self.follow])


IMPORTANT = (
    Place("", "/"), Place("", "/rules/220000"), Place("", "/report"), Place("", "/institution/sign-up"),
    Place("jilin-a", "/institution/"), Place("jilin-f", "/institution/applications", FIRST_ROW),
    Place("jilin-a", "/institution/roster"), Place("jilin-a", "/institution/projects/new"),
    Place("jl-approver", "/staff/"), Place("jl-approver", "/staff/applications", FIRST_ROW),
    Place("jl-approver", "/staff/institutions", FIRST_ROW), Place("handler", "/staff/public-reports", FIRST_ROW),
)
CERTIFICATE = ('main a[href$="/certificate"]',)
OTHERS = (
    Place("", "/verify/evaluation-report"), Place("", "/verify/evaluation-report/JL-P2026-1/2222"),
    Place("jilin-a", "/institution/projects", ("main tr:has(.state-registered) th a", "#evaluation-reports a.btn")),
    Place("jilin-a", "/institution/projects", ("main tr:has(.state-reported) th a", 'a[href$="/slip"]')),
    Place("", "/verify"), Place("", "/verify/2222"), Place("jilin-a", "/institution/", CERTIFICATE),
    Place("shandong-a", "/institution/", CERTIFICATE), Place("jl-approver", "/staff/institutions/1", CERTIFICATE),
    Place("", "/register"), Place("", "/register", ("main tbody td a",)), Place("", "/decisions"), Place("", "/rules"),
    Place("", "/rules/370000"), Place("", "/rules/440000"), Place("", "/rules/220000?day=soon"),
    Place("", "/report/status"), Place("", "/account/sign-in"), Place("", "/no-such-page"),
    Place("jilin-a", "/account"), Place("jilin-a", "/institution/applications"),
    Place("jilin-a", "/institution/applications", FIRST_ROW), Place("jilin-c", "/institution/"),
    Place("jilin-c", "/institution/applications", FIRST_ROW), Place("jilin-d", "/institution/applications", FIRST_ROW),
    Place("jilin-f", "/institution/applications", (*FIRST_ROW, ".steps a >> nth=0")),
    Place("jilin-f", "/institution/applications", (*FIRST_ROW, ".steps a >> nth=1")),
    Place("jilin-f", "/institution/applications", (*FIRST_ROW, ".steps a >> nth=3")),
    Place("jilin-f", "/institution/applications", (*FIRST_ROW, ".steps a >> nth=4")),
    Place("jilin-a", "/institution/roster/new"), Place("jilin-a", "/institution/roster", FIRST_ROW),
    Place("jilin-a", "/institution/roster/import"), Place("jilin-a", "/institution/legal-representative"),
    Place("jilin-a", "/institution/projects"),
    Place("jilin-a", "/institution/projects", ('main a[href^="/institution/projects/"]:not(.btn)',)),
    Place("jilin-a", "/institution/summaries"), Place("jilin-a", "/institution/summaries", FIRST_ROW),
    Place("jilin-b", "/institution/summaries", FIRST_ROW), Place("jilin-e", "/institution/"),
    Place("jl-approver", "/staff/applications"), Place("jl-approver", "/staff/applications?state=recorded", FIRST_ROW),
    Place("sd-approver", "/staff/applications", FIRST_ROW), Place("jl-approver", "/staff/institutions"),
    Place("jl-approver", "/staff/projects"), Place("jl-approver", "/staff/projects?state=reported", FIRST_ROW),
    Place("jl-approver", "/staff/summaries"), Place("jl-approver", "/staff/summaries", ("main tbody td a",)),
    Place("sd-approver", "/staff/summaries"), Place("jl-approver", "/staff/decisions"),
    Place("jl-approver", "/staff/decisions", FIRST_ROW), Place("jl-approver", "/staff/decisions/new"),
    Place("jl-approver", "/staff/decisions/new?institution=1"), Place("zj-approver", "/staff/decisions/new?institution=3"),
    Place("jl-approver", "/staff/leads"), Place("jl-approver", "/staff/leads", ("main section h2 a",)),
    Place("jl-approver", "/staff/published-lists"), Place("jl-approver", "/staff/published-lists", FIRST_ROW),
    Place("jl-approver", "/staff/published-lists", (*FIRST_ROW, *FIRST_ROW)),
    Place("jl-approver", "/staff/published-lists/new"), Place("jl-approver", "/staff/published-lists/names"),
    Place("auditor", "/staff/published-lists/hidden-use"),
    Place("changchun", "/staff/"), Place("handler", "/staff/public-reports"), Place("auditor", "/staff/"),
    Place("auditor", "/staff/audit"), Place("auditor", "/staff/institutions"), Place("administrator", "/staff/packs"),
    Place("administrator", "/staff/packs/220000"), Place("administrator", "/staff/packs/370000"),
    Place("administrator", "/staff/users"), Place("administrator", "/staff/users", FIRST_ROW),
)


@pytest.mark.parametrize("place", IMPORTANT, ids=str)
def test_the_important_pages_in_chinese(new_stage: NewStage, place: Place) -> None:
    _is_sound(new_stage(), place)


@pytest.mark.full
@pytest.mark.parametrize("place", IMPORTANT + OTHERS, ids=str)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page(new_stage: NewStage, language: str, size: tuple[int, int], place: Place) -> None:
    _is_sound(new_stage(language, size), place)


def _is_sound(stage: Stage, place: Place) -> None:
    """Open the page and let axe judge it; then narrow the window to a phone's."""
    page = stage.page(place.person)
    page.goto(place.path)
    for link in place.follow:
        press(page.locator(link).first)
    stage.look(page, re.sub(r"[^\w.-]+", "-", str(place)))
    found = Axe().run(page).response["violations"]
    assert not [
        f"{one['id']}: {node['target']} {node['html']}" for one in found for node in one["nodes"]
    ]
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert overflow(page) <= 0, f"{overflow(page)} px too wide on a phone"
