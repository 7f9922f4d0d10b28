from patterns.content.faults import Fault
from tests.patterns.content.folders import Folder, edge
from tests.patterns.content.planting import (
    MATRIX,
    RETRY,
    TIMEOUT,
    Act,
    append,
    both,
    change,
    drop,
    mistakes,
    repeat,
)


@mistakes(
    (
        "an unknown category",
        change(RETRY, 'category = "resilience"', 'category = "odd"'),
        Fault(RETRY, "category", "a category of categories.toml", "odd"),
    ),
    (
        "a slug that is an address",
        lambda folder: folder.add_page("compare"),
        Fault("patterns/compare/pattern.toml", "slug", "a name that no address uses", "compare"),
    ),
    (
        "a slug that is the address of what decides",
        lambda folder: folder.add_page("deciding"),
        Fault("patterns/deciding/pattern.toml", "slug", "a name that no address uses", "deciding"),
    ),
    (
        "an alias that is a slug",
        change(RETRY, "retry-pattern", "timeout"),
        Fault(RETRY, "aliases", "no slug of another pattern", "timeout"),
    ),
    (
        "an alias of two patterns",
        change(RETRY, "retry-pattern", "timeout-pattern"),
        Fault(TIMEOUT, "aliases", "an alias that retry has not", "timeout-pattern"),
    ),
    (
        "a name of two patterns",
        change(RETRY, 'name = "Retry"', 'name = "Timeout"'),
        Fault(TIMEOUT, "name", "words that retry has not", "Timeout"),
    ),
    (
        "a problem of two patterns",
        change(RETRY, "when retry is", "when timeout is"),
        Fault(
            TIMEOUT,
            "problem",
            "words that retry has not",
            "How does a caller go on when timeout is what it needs?",
        ),
    ),
    (
        "a relation to nothing",
        change(RETRY, 'to = "timeout"', 'to = "nothing"'),
        Fault(RETRY, "relations", "two or more", "1"),
        Fault(RETRY, "relations[0].to", "the slug of a pattern", "nothing"),
        Fault(TIMEOUT, "relations", "two or more", "1"),
    ),
    (
        "a relation to itself",
        change(RETRY, 'to = "timeout"', 'to = "retry"'),
        Fault(RETRY, "relations", "two or more", "1"),
        Fault(RETRY, "relations[0].to", "another pattern", "itself"),
        Fault(TIMEOUT, "relations", "two or more", "1"),
    ),
    (
        "a relation told twice",
        append(RETRY, edge("complements", "breaker")),
        Fault(RETRY, "relations[1].to", "one relation for the pair (see breaker)", "breaker"),
    ),
    (
        "too few relations",
        drop(RETRY, "[[relations]]", "\n\n\n"),
        Fault(RETRY, "relations", "two or more", "1"),
        Fault(TIMEOUT, "relations", "two or more", "1"),
    ),
    (
        "a circle of needs",
        both(lambda folder: folder.add_page("fuse"), append(TIMEOUT, edge("requires", "fuse"))),
        Fault(
            TIMEOUT,
            "relations",
            "no circle of requires and specialises",
            "timeout > fuse > timeout",
        ),
        Fault(TIMEOUT, "relations[0].to", "one relation for the pair (see fuse)", "fuse"),
    ),
    (
        "a category twice",
        repeat("categories.toml"),
        Fault("categories.toml", "category", "each name once", "resilience 2 times"),
    ),
    (
        "a section twice",
        lambda folder: folder.write(
            "questions/20-failure.toml", 'id = "failure"\ntitle = "Again"\nquestion = []\n'
        ),
        Fault("questions", "id", "each name once", "failure 2 times"),
    ),
    (
        "a row of the matrix twice",
        repeat(MATRIX),
        Fault(MATRIX, "scenario.number", "each name once", "1 2 times"),
        Fault(MATRIX, "scenario.slug", "each name once", "failing-parts 2 times"),
    ),
    (
        "a domain twice",
        repeat("problem_domains.toml"),
        Fault("problem_domains.toml", "domain", "each name once", "resilience 2 times"),
    ),
    (
        "a bundle twice",
        repeat("bundles.toml"),
        Fault("bundles.toml", "bundle", "each name once", "safe-calls 2 times"),
    ),
    (
        "a contradiction twice",
        repeat("contradictions.toml"),
        Fault("contradictions.toml", "contradiction", "each name once", "C01 2 times"),
    ),
    (
        "a term twice",
        repeat("guide/glossary.toml"),
        Fault("guide/glossary.toml", "term", "each name once", "window 2 times"),
    ),
    (
        "a point twice",
        change("priority_quadrant.toml", 'points = ["breaker"', 'points = ["retry"'),
        Fault("priority_quadrant.toml", "points", "each name once", "retry 2 times"),
    ),
    (
        "an unknown pattern in the matrix",
        change(MATRIX, 'take_with = ["timeout"]', 'take_with = ["nothing"]'),
        Fault(MATRIX, "scenario[0]", "the slug of a pattern", "nothing"),
    ),
    (
        "an unknown option in the matrix",
        change(MATRIX, '["yes"]', '["maybe"]'),
        Fault(MATRIX, "scenario[0].answers.outage", "an option of the question", "maybe"),
    ),
    (
        "a row of the matrix without answers",
        change(MATRIX, '{ calls = ["hang"], outage = ["yes"] }', "{}"),
        Fault(MATRIX, "scenario[0].answers", "one answer or more", "none"),
    ),
    (
        "an unknown pattern in a domain",
        change("problem_domains.toml", '["retry"]', '["nothing"]'),
        Fault("problem_domains.toml", "domain[0]", "the slug of a pattern", "nothing"),
    ),
    (
        "an unknown pattern in a takeaway",
        change("guide/takeaways.toml", "breaker", "nothing"),
        Fault("guide/takeaways.toml", "takeaway[0].pattern", "the slug of a pattern", "nothing"),
    ),
    (
        "an unknown pattern in a bundle",
        change("bundles.toml", '"retry"', '"nothing"'),
        Fault("bundles.toml", "bundle[0].members", "the slug of a pattern", "nothing"),
    ),
    (
        "an unknown pattern to see later",
        change("guide/later.toml", '"retry"', '"nothing"'),
        Fault("guide/later.toml", "later[0].see", "the slug of a pattern", "nothing"),
    ),
    (
        "an unknown point",
        change("priority_quadrant.toml", 'points = ["breaker"', 'points = ["nothing"'),
        Fault("priority_quadrant.toml", "points", "the slug of a pattern", "nothing"),
    ),
    (
        "three labels",
        change("priority_quadrant.toml", ', "Ask"', ""),
        Fault("priority_quadrant.toml", "labels", "four entries", "another count"),
    ),
    (
        "one end of an axis",
        change("priority_quadrant.toml", ', "Hard"', ""),
        Fault("priority_quadrant.toml", "x_axis", "two ends", "another count"),
    ),
)
def test_a_mistake_is_reported_alone(folder: Folder, act: Act, expected: tuple[Fault, ...]) -> None:
    act(folder)

    assert folder.faults() == expected
