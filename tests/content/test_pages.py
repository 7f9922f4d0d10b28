"""Prose, pictures and references of the complete pages."""

import re
from collections import Counter
from pathlib import Path

import pytest

from patterns.content.entries import Content
from patterns.diagrams.rendering import Theme, render
from tests.patterns.diagrams.samples import Sample, authored

REVIEWED = Path(__file__).with_name("addresses.txt")
SENTENCE = re.compile(r"[^.?!\n|]{40,}[.?!]")
OUTSIDE = re.compile(
    r"<style|foreignObject|href|https?:|url\(|<script|%%\{|^\s*click\b", re.M | re.I
)
ADDRESS = re.compile(r"https?://|www\.")
CODE = re.compile(r"`[^`]*`")


def test_no_script_reaches_outside_or_changes_the_look_of_everything(content: Content) -> None:
    found = {
        f"{pattern.slug}/{entry.file}": match[0]
        for pattern in content.patterns
        for entry in pattern.diagrams
        if (match := OUTSIDE.search(entry.script))
    }

    assert found == {}


def test_a_color_of_a_node_comes_with_the_color_of_its_text(content: Content) -> None:
    styles = [
        line
        for pattern in content.patterns
        for entry in pattern.diagrams
        for line in entry.script.splitlines()
        if re.match(r"\s*(style|classDef)\b", line) and "fill:" in line
    ]

    assert [line for line in styles if not re.search(r"[ ,]color:", line)] == []


@pytest.mark.parametrize("sample", authored(), ids=lambda sample: sample.id)
def test_a_drawn_diagram_holds_no_style_and_no_address(sample: Sample) -> None:
    svg = render(sample.diagram, Theme.PAPER).svg

    assert svg.startswith("<svg")
    assert not re.search(
        r"<style|\sstyle=|foreignObject|<script|\son\w+=|url\(|://(?!www\.w3\.org)", svg
    )


def test_every_address_of_a_reference_was_reviewed(content: Content) -> None:
    reviewed = {line for line in REVIEWED.read_text().splitlines() if not line.startswith("#")}
    used = {ref.address for p in content.patterns for ref in p.references if ref.address}

    assert used - reviewed == set()
    assert reviewed - used == set()


def test_prose_holds_no_address(content: Content) -> None:
    found = [
        (pattern.slug, heading)
        for pattern in content.patterns
        for heading, text in pattern.article.items()
        if ADDRESS.search(CODE.sub("", text))
    ]

    assert found == []


def test_every_reference_says_who_and_when_or_where(content: Content) -> None:
    for pattern in content.patterns:
        for reference in pattern.references:
            assert reference.author or reference.address or reference.doi, reference.key


def test_every_reference_of_a_page_is_cited(content: Content) -> None:
    for pattern in content.patterns:
        text = repr(pattern.article) + repr(pattern.known_uses) + repr(pattern.failure_modes)
        text += repr(pattern.settings) + repr(pattern.metrics)
        uncited = [r.key for r in pattern.references if r.key not in text]
        assert len(uncited) < len(pattern.references) or not pattern.references, pattern.slug


def test_no_two_pages_share_a_sentence(content: Content) -> None:
    owners: dict[str, set[str]] = {}
    for pattern in content.patterns:
        texts = [*pattern.article.values(), pattern.problem]
        texts += [row.too_low + " " + row.too_high for row in pattern.settings]
        texts += [f"{row.symptom} {row.cause} {row.remedy}" for row in pattern.failure_modes]
        for text in texts:
            for sentence in SENTENCE.findall(re.sub(r"\]\([^)]*\)|\[@[^\]]*\]", "", text)):
                owners.setdefault(" ".join(sentence.lower().split()), set()).add(pattern.slug)

    assert {sentence: slugs for sentence, slugs in owners.items() if len(slugs) > 1} == {}


def test_a_page_names_its_pattern_in_its_first_section(content: Content) -> None:
    for pattern in content.patterns:
        if pattern.is_complete:
            short = pattern.article["In short"].lower()
            names = [pattern.name, *(alias.replace("-", " ") for alias in pattern.aliases)]
            assert any(name.lower() in short for name in names), pattern.slug


def test_a_page_that_says_when_not_names_a_cheaper_choice(content: Content) -> None:
    for pattern in content.patterns:
        if pattern.is_complete:
            assert "](pattern:" in pattern.article["When not to use"], pattern.slug


def test_no_two_rows_of_one_page_say_the_same(content: Content) -> None:
    for pattern in content.patterns:
        for rows in (pattern.checklist, pattern.failure_modes, pattern.test_ideas):
            counts = Counter(repr(row) for row in rows)
            assert [row for row, count in counts.items() if count > 1] == [], pattern.slug


def test_every_metric_has_a_name_of_its_own_and_an_alarm(content: Content) -> None:
    for pattern in content.patterns:
        for metric in pattern.metrics:
            assert metric.normal.strip(), (pattern.slug, metric.name)
            assert len(metric.alarm) > 3, (pattern.slug, metric.name)
        assert len({metric.name for metric in pattern.metrics}) == len(pattern.metrics)
