from patterns.content.entries import HEADINGS
from patterns.content.faults import Fault
from tests.patterns.content.folders import Folder
from tests.patterns.content.planting import (
    ARTICLE,
    BREAKER,
    STRUCTURE,
    Act,
    append,
    both,
    change,
    drop,
    mistakes,
    remove,
)


@mistakes(
    (
        "a missing heading",
        change(ARTICLE, "## How it works", "### How it works"),
        Fault(ARTICLE, "How it works", "this heading", "nothing"),
    ),
    (
        "a heading without text",
        change(ARTICLE, "Short faults want [Retry](pattern:retry).", ""),
        Fault(ARTICLE, "When not to use", "a link to a cheaper choice", "none"),
        Fault(ARTICLE, "When not to use", "text below the heading", "nothing"),
    ),
    (
        "an unknown heading",
        append(ARTICLE, "## Bonus\n\nMore.\n"),
        Fault(
            ARTICLE,
            "Bonus",
            "one of " + ", ".join(HEADINGS),
            "an unknown heading",
        ),
    ),
    (
        "headings out of order",
        both(
            change(ARTICLE, "## When to use", "## Held"),
            change(ARTICLE, "## What it costs", "## When to use"),
            change(ARTICLE, "## Held", "## What it costs"),
        ),
        Fault(
            ARTICLE,
            "",
            "the headings in their order",
            "In short, Context and forces, How it works, What it costs, When not to use, "
            "When to use, Compared with",
        ),
    ),
    (
        "too few words",
        drop(ARTICLE, "The breaker says thing number 1 about how", "\n\n## When to use\n"),
        Fault(ARTICLE, "", "700 to 1700 words", "611"),
    ),
    (
        "a swapped summary",
        change(ARTICLE, "Breaker keeps", "It keeps"),
        Fault(ARTICLE, "In short", "the name of the pattern or another name of it", "neither"),
    ),
    (
        "no cheaper choice",
        change(ARTICLE, "[Retry](pattern:retry)", "Retry"),
        Fault(ARTICLE, "When not to use", "a link to a cheaper choice", "none"),
    ),
    (
        "too few metrics",
        drop(BREAKER, "[[metrics]]", "[[metrics]]"),
        Fault(BREAKER, "metrics", "3 to 7 rows", "2"),
    ),
    (
        "no review date",
        change(BREAKER, "reviewed = 2026-11-01", ""),
        Fault(BREAKER, "reviewed", "a value", "nothing"),
    ),
    (
        "a failure mode without a test idea",
        change(BREAKER, 'covers = ["mode-1"]', 'covers = ["mode-2"]'),
        Fault(BREAKER, "test_ideas", "one that covers mode-1", "none"),
    ),
    (
        "a test idea of an unknown failure mode",
        change(BREAKER, 'covers = ["mode-1"]', 'covers = ["mode-1", "mode-9"]'),
        Fault(BREAKER, "test_ideas", "keys of failure modes", "mode-9"),
    ),
    (
        "a phase without a tick",
        both(*[change(BREAKER, 'phase = "building"', 'phase = "operation"')] * 2),
        Fault(BREAKER, "checklist", "a tick for the phase 'building'", "none"),
    ),
    (
        "a known use without its reference",
        change(BREAKER, 'reference = "work-1"', 'reference = "work-9"'),
        Fault(BREAKER, "known_uses[0].reference", "the key of a reference", "work-9"),
    ),
    (
        "a panel with a short row",
        change(BREAKER, '["good", "60 %"]', '["good"]'),
        Fault(BREAKER, "panels[0].rows", "a cell for each column", "another count"),
    ),
    (
        "a panel with an unknown column",
        change(BREAKER, 'share_column = "Share"', 'share_column = "Part"'),
        Fault(BREAKER, "panels[0].share_column", "one of the columns", "Part"),
    ),
    (
        "an unknown mark",
        change(ARTICLE, "pattern:retry", "page:retry"),
        Fault(ARTICLE, "When not to use", "a link to a cheaper choice", "none"),
        Fault(ARTICLE, "When not to use", "a mark pattern:, compare: or term:", "page:retry"),
    ),
    (
        "a link to nothing",
        change(ARTICLE, "pattern:retry", "pattern:nothing"),
        Fault(ARTICLE, "When not to use", "a known pattern", "nothing"),
    ),
    (
        "a comparison with nothing",
        change(ARTICLE, "compare:breaker,retry", "compare:breaker,nothing"),
        Fault(ARTICLE, "Compared with", "a known compare", "nothing"),
    ),
    (
        "an unknown term",
        change(ARTICLE, "term:window", "term:door"),
        Fault(ARTICLE, "How it works", "a known term", "door"),
    ),
    (
        "a citation of nothing",
        change(ARTICLE, "[@work-1]", "[@work-9]"),
        Fault(ARTICLE, "How it works", "a known reference", "work-9"),
    ),
    (
        "a link to nothing in the facts",
        change(BREAKER, 'remedy = "A cure."', 'remedy = "A [cure](pattern:nothing)."'),
        Fault(BREAKER, "failure_modes[0].remedy", "a known pattern", "nothing"),
    ),
    (
        "no picture of the behavior",
        change(BREAKER, 'kind = "behavior"', 'kind = "structure"'),
        Fault(BREAKER, "diagrams", "one of kind behavior", "none"),
    ),
    (
        "a word that no name fills",
        change(STRUCTURE, "Guard", "{{guard}}"),
        Fault(STRUCTURE, "", "a name of pattern.toml or a parameter", "{{guard}}"),
    ),
    (
        "a diagram that does not draw",
        change(STRUCTURE, "flowchart", "flowchrt"),
        Fault(
            STRUCTURE,
            "line 1",
            "a diagram that draws",
            "This kind of diagram is not supported here.",
        ),
    ),
    (
        "a state that is not drawn",
        change(BREAKER, 'name = "OPEN"', 'name = "CLOSED"'),
        Fault(
            "patterns/breaker/diagrams/states.mmd",
            "",
            "the state CLOSED of pattern.toml",
            "no such state",
        ),
    ),
    (
        "no contribution",
        change(
            BREAKER,
            '[[contribution]]\nkind = "decoration"\non = "service-call"\ntext = "guard"\n',
            "",
        ),
        Fault(BREAKER, "contribution", "what it adds to the composed picture", "nothing"),
    ),
    (
        "a contribution without its place",
        change(BREAKER, 'on = "service-call"', ""),
        Fault(BREAKER, "contribution[0].on", "some text", "nothing"),
    ),
    (
        "a link without its origin",
        change(
            BREAKER,
            'kind = "decoration"\non = "service-call"\ntext = "guard"',
            'kind = "link"\nto = "service"',
        ),
        Fault(BREAKER, "contribution[0].from", "some text", "nothing"),
    ),
    (
        "a forbidden word",
        change(ARTICLE, "keeps a caller", "simply keeps a caller"),
        Fault(ARTICLE, "In short", "another word", "simply"),
    ),
    (
        "a replacement character",
        change(ARTICLE, "keeps a caller", "keeps \ufffd caller"),
        Fault(ARTICLE, "In short", "readable text", "a replacement character"),
    ),
    (
        "a half-written page",
        remove(ARTICLE),
        Fault(ARTICLE, "", "an article beside diagrams", "nothing"),
    ),
    (
        "a sentence of two pages",
        both(
            lambda folder: folder.add_page("fuse"),
            *(
                append(
                    f"patterns/{slug}/article.md",
                    "\nA sentence that is long enough to be noticed stands on both.\n",
                )
                for slug in ("breaker", "fuse")
            ),
        ),
        Fault(
            "patterns/fuse/article.md",
            "",
            "a sentence that breaker has not",
            "a sentence that is long enough to be noticed stands on both.",
        ),
    ),
)
def test_a_mistake_is_reported_alone(folder: Folder, act: Act, expected: tuple[Fault, ...]) -> None:
    act(folder)

    assert folder.faults() == expected
