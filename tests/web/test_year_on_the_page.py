"""The turn of the year on the page of a filing: Beijing decides, and a form that crosses midnight is told its year."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from stdnum.cn import uscc

from assessor_hub import clock
from assessor_hub.clock import BEIJING
from tests.web.conftest import SignIn

PAGE = "/institution/projects/new"


@pytest.mark.parametrize("late", [False, True], ids=["before midnight", "at midnight"])
def test_a_form_counts_in_the_year_in_which_it_comes(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, late: bool) -> None:
    """Opened two seconds before the new year in Beijing; sent one second before it, or at its first instant."""
    year = clock.beijing_day(clock.now()).year
    turn = datetime(year + 1, 1, 1, tzinfo=BEIJING)
    monkeypatch.setattr(clock, "now", lambda: turn - timedelta(seconds=2))
    client = sign_in("zhejiang-a")
    page = client.get(PAGE).text
    assert f"现在登记计入{year}年度" in page
    assert f"{year}-12-31 23:59" in page
    key, opened = (re.search(rf'name="{name}"[^>]* value="([^"]+)"', page) for name in ("request_key", "opened_in"))
    assert key is not None
    assert opened is not None
    assert opened.group(1) == str(year)
    monkeypatch.setattr(clock, "now", lambda: turn if late else turn - timedelta(seconds=1))
    stem = f"91330100MA7T0000{int(late)}"
    form = {
        "level": "national", "unit_kind": "factory", "unit_name": "杭州跨年示例有限公司", "unit_city": "330100",
        "unit_uscc": stem + uscc.calc_check_digit(stem), "work_from": f"{year}-12-31", "request_key": key.group(1),
        "opened_in": opened.group(1),
    }
    seen = client.post(PAGE, data=form, follow_redirects=True)
    counts_in = year + 1 if late else year
    assert seen.status_code == 200, seen.text
    assert f"P{counts_in}-" in seen.text
    told = f"表单在{year}年打开，北京时间{year + 1}年才收到：该项目计入{year + 1}年。"
    assert (told in seen.text) is late
