"""Every page shows under which tab it stands, also where its address lies beside the tab's."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import SignIn

CURRENT = re.compile(r'<a href="([^"]+)" aria-current="(\w+)">')


@pytest.mark.parametrize(
    ("who", "page", "tab"),
    [
        ("jilin-a", "/institution/", ("/institution/", "page")),
        ("jilin-a", "/institution/projects", ("/institution/projects", "page")),
        ("jilin-a", "/institution/projects/new", ("/institution/projects", "true")),
        ("jilin-a", "/institution/allowance", ("/institution/projects", "true")),
        ("jilin-a", "/institution/what-if", ("/institution/projects", "true")),
        ("jilin-a", "/institution/tokens", ("/institution/particulars", "true")),
        ("jl-approver", "/staff/ledger", ("/staff/projects", "true")),
        ("jl-approver", "/staff/published-lists/new", ("/staff/projects", "true")),
    ],
)
def test_a_page_stands_under_one_tab(sign_in: SignIn, who: str, page: str, tab: tuple[str, str]) -> None:
    tabs = sign_in(who).get(page).text.split('class="container tabs"')[1].split("</nav>")[0]
    assert CURRENT.findall(tabs) == [tab]
