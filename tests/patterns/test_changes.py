from dataclasses import replace
from typing import Any

import pytest

from patterns.catalogue import Catalogue
from patterns.changes import Changes, changes
from patterns.content.entries import Content


@pytest.fixture
def content(catalogue: Catalogue) -> Content:
    return catalogue.content


def only(found: tuple[Changes, ...]) -> Changes:
    assert len(found) == 1
    return found[0]


def test_equal_contents_have_no_changes(content: Content) -> None:
    assert changes(content, content) == ()


def test_what_came_and_what_went_is_named(content: Content) -> None:
    fewer = replace(content, patterns=content.patterns[1:])
    first = content.patterns[0].slug

    assert only(changes(fewer, content)) == Changes("patterns", (first,), (), (), False)
    assert only(changes(content, fewer)) == Changes("patterns", (), (first,), (), False)


def test_a_changed_entry_names_its_members(content: Content) -> None:
    pattern = replace(content.patterns[3], problem="Other words?", impact=0.11)
    patterns = (*content.patterns[:3], pattern, *content.patterns[4:])

    found = only(changes(content, replace(content, patterns=patterns)))

    assert [(e.name, e.members) for e in found.changed] == [(pattern.slug, ("problem", "impact"))]


def test_another_order_is_a_change(content: Content) -> None:
    turned = replace(content, categories=content.categories[::-1])

    assert only(changes(content, turned)) == Changes("categories", (), (), (), True)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"limits": None}, "guide"),
        ({"terms": ()}, "guide"),
        ({"workspaces": {}}, "code"),
        ({"executions": ()}, "guide"),
        ({"contradictions": ()}, "contradictions"),
        ({"cases": ()}, "cases"),
    ],
)
def test_nothing_changes_unnoticed(content: Content, fields: Any, kind: str) -> None:
    assert only(changes(content, replace(content, **fields))).kind == kind


def test_a_question_that_moves_to_another_section_is_noticed(content: Content) -> None:
    one, two, *rest = content.sections
    moved = (
        replace(one, question=one.question[:-1]),
        replace(two, question=(one.question[-1], *two.question)),
        *rest,
    )

    found = only(changes(content, replace(content, sections=moved)))

    assert (found.kind, [each.name for each in found.changed]) == ("sections", [one.id, two.id])
