"""How pages are made: whole pages, parts named like their target, safe marks in one place."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.conftest import ROOT
from tests.contracts.sources import calls, modules, short, texts

TEMPLATES = ROOT / "templates"
NAME = re.compile(r"[a-z0-9_]+(/[a-z0-9_-]+)*\.(html|md|txt|yml|yaml|dsl)")
every_template = pytest.mark.parametrize(
    "path",
    sorted(path for path in TEMPLATES.rglob("*") if path.is_file()),
    ids=lambda path: path.relative_to(TEMPLATES).as_posix(),
)
STANDS_ALONE = {"documents/report.html"}  # a file to take home brings its own style
SAFE = {"patterns/templatetags/authored.py"}


def template_names() -> list[tuple[str, str]]:
    """Return (module, template) of every template that a module names."""
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    return [
        (short(path), text)
        for path in modules("advisor", "patterns")
        for text in texts(path)
        if NAME.fullmatch(text)
        and ("/" not in text or text.partition("/")[0] in folders)
        and ("/" in text or (TEMPLATES / text).suffix == ".html")
    ]


def test_every_template_that_is_named_exists() -> None:
    names = template_names()

    assert len(names) > 20
    assert [row for row in names if not (TEMPLATES / row[1]).is_file()] == []


def test_every_template_is_used() -> None:
    used = {name for _, name in template_names()}
    for path in TEMPLATES.rglob("*"):
        if path.is_file():
            used |= set(re.findall(r'(?:include|extends) "([^"]+)"', path.read_text()))

    every = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*")}
    assert every - used == set()


@every_template
def test_a_template_compiles(path: Path) -> None:
    get_template(path.relative_to(TEMPLATES).as_posix())


@every_template
def test_every_target_is_a_part_of_the_same_template(path: Path) -> None:
    text = path.read_text()
    targets = set(re.findall(r'hx-target="#?([^"]*)"', text))
    parts = set(re.findall(r"{%\s*partialdef ([\w-]+) inline\s*%}", text))

    assert targets <= parts
    for part in parts:
        assert re.search(rf'id="{part}"', text), part


@every_template
def test_what_htmx_sends_works_without_it(path: Path) -> None:
    text = path.read_text()

    for match in re.finditer(r"<[a-z]+\b[^>]*\bhx-(?:get|post)=[^>]*>", text):
        form = text[: match.start()].rpartition("</form>")[2].rpartition("<form")[2]
        own = re.search(r"\s(href|action|formaction)=", match[0])
        assert own or re.search(r"\saction=", form.partition(">")[0]), match[0]


@every_template
def test_a_template_holds_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text()
    if path.relative_to(TEMPLATES).as_posix() in STANDS_ALONE:
        text = text.replace("<style>", "", 1)

    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|hx-on|javascript:", text)
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", text)


@every_template
def test_a_template_trusts_nothing(path: Path) -> None:
    text = path.read_text()
    if path.suffix == ".html":
        assert not re.search(r"\|\s*safe\b|autoescape off|\bsafeseq\b", text)


def test_strings_are_marked_safe_in_one_module() -> None:
    users = {
        short(path)
        for path in modules("advisor", "patterns")
        for name, _ in calls(path)
        if name.rpartition(".")[2] in ("mark_safe", "SafeString", "format_html")
    }

    assert users <= SAFE


def test_no_view_renders_by_the_shortcut() -> None:
    found = [
        f"{short(path)}:{line}"
        for path in modules("advisor", "patterns")
        for name, line in calls(path)
        if name in ("render", "shortcuts.render", "render_to_string")
        and "django.shortcuts import render" in path.read_text()
    ]

    assert found == []
    shortcut = re.compile(r"from django\.shortcuts import [^\n]*\brender\b")
    assert [
        short(p) for p in modules("advisor", "patterns") if shortcut.search(p.read_text())
    ] == []


def test_the_library_that_draws_over_the_network_is_never_built() -> None:
    found = [
        f"{short(path)}:{line}"
        for path in modules("advisor", "patterns", "tests")
        for name, line in calls(path)
        if name in ("mermaid.Mermaid", "md.Mermaid") or name.endswith("mermaid.Mermaid")
    ]

    assert found == []
    importing = re.compile(r"from mermaid import[^\n]*Mermaid|import mermaid\b")
    assert [
        short(p) for p in modules("advisor", "patterns") if importing.search(p.read_text())
    ] == []
