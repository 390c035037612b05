"""A filing that a change of head made room for: the department and the institution read so on the project's page."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from assessor_hub.accounts.models import Role
from tests.slices.acts import days_pass, new_head
from tests.slices.dated_packs import edit
from tests.web.pages import opened
from tests.world import World

WORDS = "正是法定代表人变更为本项目腾出了额度"


@pytest.mark.parametrize("who", ["staff", "institution"])
def test_the_flag_has_words(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, who: str
) -> None:
    edit(app, tmp_path / "edited", {"limit = 15,": "limit = 2,"}, {})
    head = world.person("甲")
    institution, owner = world.recorded(head=head, email="institution@test.example")
    _j, owner_j = world.recorded(head=head)
    before = world.file(owner)
    world.file(owner_j)
    days_pass(world)
    new_head(world, institution, world.person("乙"))
    days_pass(world)
    after = world.file(owner)
    world.staff_user(Role.REVIEWER, "220000", "staff@test.example")
    client = opened(app, world, monkeypatch, f"{who}@test.example")
    pages = [client.get(f"/{who}/projects/{project}").get_data(as_text=True) for project in (before, after)]
    assert [WORDS in page for page in pages] == [False, True]
