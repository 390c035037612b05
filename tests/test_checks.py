"""The project's own checks find what they are there to find."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.support import Translations

from assessor_hub.checks import marks, packs, translations
from assessor_hub.serve import greeting
from assessor_hub.translations_build import compile_catalogues

PACKS = Path(__file__).resolve().parent.parent / "config" / "jurisdictions"


@pytest.fixture
def template() -> Catalog:
    """Three strings as the code would have them."""
    wanted = Catalog()
    wanted.add("Sign in", locations=[("a.html", 1)])
    wanted.add("%(n)s of %(m)s", locations=[("b.py", 1)])
    wanted.add(("%(num)d day", "%(num)d days"), locations=[("b.py", 1)])
    return wanted


def complete() -> Catalog:
    catalogue = Catalog(locale="zh", fuzzy=False)
    catalogue.add("Sign in", "登录")
    catalogue.add("%(n)s of %(m)s", "%(m)s 中的 %(n)s")
    catalogue.add(("%(num)d day", "%(num)d days"), ("%(num)d 天",))
    return catalogue


def test_complete_catalogue_has_no_fault(template: Catalog) -> None:
    assert translations.faults(template, complete()) == []


def test_each_fault_of_a_catalogue_is_named(template: Catalog) -> None:
    catalogue = Catalog(locale="zh", fuzzy=False)
    catalogue.add("Sign in", "登录", flags=["fuzzy"])
    catalogue.add("%(n)s of %(m)s", "%(n)s 中的 %(k)s")
    catalogue.add("Gone", "没有了")
    assert translations.faults(template, catalogue) == [
        "fuzzy: 'Sign in' (a.html)",
        "placeholders differ: '%(n)s of %(m)s' (b.py): '%(n)s 中的 %(k)s'",
        "missing: '%(num)d day' (b.py)",
        "obsolete: 'Gone'",
    ]


def test_empty_translation_is_a_fault(template: Catalog) -> None:
    catalogue = complete()
    catalogue["Sign in"].string = ""
    assert translations.faults(template, catalogue) == ["empty: 'Sign in' (a.html)"]


def test_update_adds_drops_and_keeps_and_twice_is_once(template: Catalog, tmp_path: Path) -> None:
    file = tmp_path / "messages.po"
    old = Catalog()
    old.add("Sign in")
    old.add("Gone")
    translations.update(old, file)
    file.write_text(file.read_text("utf-8").replace('msgid "Sign in"\nmsgstr ""', 'msgid "Sign in"\nmsgstr "登录"'))
    translations.update(template, file)
    first = file.read_bytes()
    assert translations.read(file)["Sign in"].string == "登录"
    assert translations.faults(template, translations.read(file)) == [
        "empty: '%(n)s of %(m)s' (b.py)",
        "empty: '%(num)d day' (b.py)",
    ]
    translations.update(template, file)
    assert file.read_bytes() == first


def test_strings_are_found_in_code_and_templates(tmp_path: Path) -> None:
    (tmp_path / "assessor_hub").mkdir()
    (tmp_path / "assessor_hub" / "a.py").write_text('x = _l("From code")\n')
    (tmp_path / "templates" / "staff").mkdir(parents=True)
    (tmp_path / "templates" / "staff" / "b.html").write_text('<p>{{ _("From %(n)s", n=1) }}</p>\n')
    found = translations.extract(tmp_path)
    assert {message.id for message in found if message.id} == {"From code", "From %(n)s"}


def test_catalogues_are_compiled_when_newer(tmp_path: Path) -> None:
    folder = tmp_path / "zh" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text('msgid ""\nmsgstr ""\n\nmsgid "Sign in"\nmsgstr "登录"\n', "utf-8")
    assert compile_catalogues(tmp_path) == [folder / "messages.mo"]
    assert compile_catalogues(tmp_path) == []
    assert Translations.load(str(tmp_path), ["zh"]).gettext("Sign in") == "登录"


def test_marks_are_read_with_their_tests() -> None:
    tree = ast.parse(
        'pytestmark = pytest.mark.article("JL 21")\n'
        '@pytest.mark.article("JL 20(3), 22-2")\n'
        "def test_a(): ...\n"
        "class TestB:\n"
        '    @pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.article("ZJ 22-3"))])\n'
        "    def test_c(self): ...\n"
        '@pytest.mark.case("JL 1")\n'
        "def test_d(): ...\n"
    )
    assert list(marks.marks(tree)) == [
        ("JL 21", ""),
        ("JL 20(3)", "test_a"),
        ("JL 22-2", "test_a"),
        ("ZJ 22-3", "TestB::test_c"),
    ]


def test_bad_pack_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in PACKS.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "220000-jilin.toml").write_text('[pack]\ncode = "220000"\ncode = "220000"\n')
    assert packs.main(tmp_path) == 1
    said = capsys.readouterr().out
    assert said.startswith("pack: 220000-jilin.toml: pack.code: ")
    assert said.count("\n") == 1


def test_greeting_lines_up_chinese_and_latin() -> None:
    lines = greeting("0.0.0.0", 8000, [("审核员", "a@b.example", "one"), ("owner", "c@d.example", "two")]).splitlines()
    assert lines[0] == "Assessor Hub: http://127.0.0.1:8000  (Ctrl-C stops it)"
    assert lines[-2:] == ["  审核员  a@b.example  one", "  owner   c@d.example  two"]
