import pytest

from patterns.catalogue import Catalogue
from patterns.content.entries import RELATION_TYPES
from patterns.diagrams.rendering import Theme, render
from patterns.neighborhoods import ARROWS, FRAMES, LINES, SAYS, around, lines, of_category, whole


def edges(catalogue: Catalogue) -> set[tuple[str, str]]:
    return {(p.slug, edge.to) for p in catalogue.patterns for edge in p.relations}


def test_every_relation_of_the_data_is_in_the_table_of_the_whole(catalogue: Catalogue) -> None:
    found = [(line.origin.slug, line.target.slug) for line in lines(catalogue)]

    assert set(found) == edges(catalogue)
    assert len(found) == len(edges(catalogue))


def test_every_relation_is_reached_from_both_of_its_ends(catalogue: Catalogue) -> None:
    for origin, target in edges(catalogue):
        for end in (origin, target):
            near = [
                (line.origin.slug, line.target.slug)
                for line in lines(catalogue, pattern=end)
                if line.steps == 1
            ]
            assert (origin, target) in near


def test_two_steps_in_the_table_end_at_a_neighbor(catalogue: Catalogue) -> None:
    found = lines(catalogue, pattern="retry")
    near = {n.pattern.slug for n in catalogue.neighbours("retry")}

    assert [line.steps for line in found] == sorted(line.steps for line in found)
    for line in found:
        ends = {line.origin.slug, line.target.slug}
        assert ("retry" in ends) == (line.steps == 1)
        assert ends & near


def test_a_category_has_the_relations_with_an_end_in_it(catalogue: Catalogue) -> None:
    found = lines(catalogue, category="edge")

    assert {(line.origin.slug, line.target.slug) for line in found} == {
        (left, right)
        for left, right in edges(catalogue)
        if "edge" in {p.category for p in (catalogue.get(left), catalogue.get(right)) if p}
    }


def test_every_pattern_has_a_picture_that_draws_with_all_its_neighbors(
    catalogue: Catalogue,
) -> None:
    for pattern in catalogue.patterns:
        diagram = around(catalogue, pattern.slug)
        drawing = render(diagram, Theme.PAGE)
        assert drawing.problem is None, pattern.slug
        for neighbour in catalogue.neighbours(pattern.slug):
            assert f"/relations/?pattern={neighbour.pattern.slug}" in drawing.svg


def test_every_category_and_the_whole_draw(catalogue: Catalogue) -> None:
    diagrams = [whole(catalogue)]
    diagrams += [of_category(catalogue, row.slug) for row in catalogue.content.categories]

    assert [render(diagram, Theme.PAGE).problem for diagram in diagrams] == [None] * len(diagrams)


def test_the_picture_of_the_whole_leads_to_every_category(catalogue: Catalogue) -> None:
    drawn = render(whole(catalogue), Theme.PAGE).svg

    for category in catalogue.content.categories:
        assert f"/relations/?category={category.slug}" in drawn


@pytest.mark.parametrize("table", [ARROWS, SAYS, LINES])
def test_every_type_of_relation_has_its_line_and_its_words(table: dict[str, str]) -> None:
    assert set(table) == set(RELATION_TYPES)
    assert len(set(table.values())) == len(RELATION_TYPES)


def test_every_direction_of_a_relation_has_a_frame() -> None:
    assert set(FRAMES) == {(kind, way) for kind in RELATION_TYPES for way in (True, False)}


def test_nothing_is_drawn_around_an_unknown_pattern(catalogue: Catalogue) -> None:
    with pytest.raises(LookupError):
        around(catalogue, "nothing")
