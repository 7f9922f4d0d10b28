from patterns.catalogue import Catalogue
from patterns.comparison import Criterion, between, criteria
from patterns.content.entries import Pattern


def compared(catalogue: Catalogue, *slugs: str) -> tuple[list[Pattern], dict[str, Criterion]]:
    patterns = [found for slug in slugs if (found := catalogue.get(slug))]
    return patterns, {row.name: row for row in criteria(catalogue, patterns)}


def test_every_row_has_a_cell_for_each_pattern(catalogue: Catalogue) -> None:
    _, rows = compared(catalogue, "retry", "circuit-breaker", "bulkhead", "throttling")

    assert {len(row.cells) for row in rows.values()} == {4}


def test_a_row_is_marked_when_and_only_when_its_cells_differ(catalogue: Catalogue) -> None:
    _, rows = compared(catalogue, "retry", "circuit-breaker")

    for row in rows.values():
        if row.prose or row.name == "Problem":
            assert not row.differs
        else:
            first, second = ({item.text for item in cell.items} or cell.text for cell in row.cells)
            assert row.differs == (first != second), row.name
    assert rows["Complexity"].differs
    assert not rows["Category"].differs


def test_what_one_pattern_alone_has_is_marked_as_its_own(catalogue: Catalogue) -> None:
    patterns, rows = compared(catalogue, "saga-orchestration", "saga-choreography")
    eased = [{e.force for e in p.profile.eases} for p in patterns if p.profile]
    names = [{force.name for id in side if (force := catalogue.force(id))} for side in eased]

    cells = rows["Eases"].cells

    for cell, mine, other in zip(cells, names, names[::-1], strict=True):
        assert {item.text for item in cell.items} == mine
        assert {item.text for item in cell.items if item.own} == mine - other


def test_a_quality_that_one_page_does_not_name_counts_as_no_change(catalogue: Catalogue) -> None:
    patterns, rows = compared(catalogue, "bulkhead", "retry")
    named = [{quality.name for quality in pattern.qualities} for pattern in patterns]

    only_first = named[0] - named[1]

    assert only_first
    for name in only_first:
        assert rows[name.capitalize()].cells[1].text == "no change"


def test_the_relations_between_the_compared_are_found_in_both_directions(
    catalogue: Catalogue,
) -> None:
    patterns, _ = compared(catalogue, "timeout", "circuit-breaker")

    found = [
        (one.origin.slug, one.relation.type, one.target.slug)
        for one in between(catalogue, patterns)
    ]

    assert found == [("circuit-breaker", "requires", "timeout")]
    assert between(catalogue, patterns[::-1]) == between(catalogue, patterns)


def test_the_ready_comparisons_hold_two_to_four_that_are_related(catalogue: Catalogue) -> None:
    assert len(catalogue.content.comparisons) >= 8
    for row in catalogue.content.comparisons:
        assert 2 <= len(row.patterns) <= 4
        assert all(catalogue.get(slug) for slug in row.patterns)
