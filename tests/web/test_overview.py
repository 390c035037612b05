"""The overview of staff counts as the pages behind it do; the list of institutions says who lacks conditions."""

from __future__ import annotations

import re

from flask import Flask

from tests.web.conftest import SignIn


def _in_english(client: object, path: str) -> str:
    client.set_cookie("hub_language", "en")  # type: ignore[attr-defined]
    return client.get(path).text  # type: ignore[attr-defined, no-any-return]


def test_the_oldest_application_waits_as_long_as_its_own_page_says(demo: Flask, sign_in: SignIn) -> None:
    overview = _in_english(sign_in("jl-reviewer"), "/staff/")
    oldest = re.search(r'Oldest: <a href="(/staff/applications/\d+)">[^<]+</a>, (Working day \d+ of \d+)', overview)
    assert oldest is not None
    assert oldest[2] in _in_english(sign_in("jl-reviewer"), oldest[1])
    assert "Working day" in overview.split("<h2>Projects")[1]


def test_the_overview_leads_to_as_many_changes_as_it_counts(demo: Flask, sign_in: SignIn) -> None:
    overview = _in_english(sign_in("jl-reviewer"), "/staff/")
    counted = dict(re.findall(r'href="/staff/changes\?state=(\w+)">[^<]+: (\d+)</a>', overview))
    assert set(counted) == {"filed", "needs_review"}
    for state, number in counted.items():
        queue = _in_english(sign_in("jl-reviewer"), f"/staff/changes?state={state}")
        assert queue.count('<th scope="row">') == int(number) > 0


def test_the_list_says_who_lacks_conditions_and_since_when(demo: Flask, sign_in: SignIn) -> None:
    client = sign_in("jl-reviewer")
    assert _in_english(client, "/staff/institutions").count("lacks the basic conditions since") == 1
    assert "lacks the basic conditions" not in _in_english(sign_in("zj-approver"), "/staff/institutions")


def test_a_page_past_the_end_is_the_last_one(demo: Flask, sign_in: SignIn) -> None:
    client = sign_in("jl-reviewer")
    for path in ("/staff/institutions", "/staff/conflicts", "/staff/leads"):
        past, last = (_in_english(client, path + asked).split("<main")[1] for asked in ("?page=999", ""))
        assert past == last
