from pathlib import Path

from patterns.content.faults import Fault
from patterns.content.reading import read_folders
from tests.patterns.content.folders import Folder, valid_folder
from tests.patterns.content.planting import (
    ARTICLE,
    BREAKER,
    CODE,
    FIT,
    MATRIX,
    QUESTIONS,
    RETRY,
    RETRY_FIT,
    STRUCTURE,
    Act,
    append,
    change,
    mistakes,
    remove,
    write,
)


@mistakes(
    (
        "a missing guide file",
        remove("bundles.toml"),
        Fault("bundles.toml", "", "a file", "nothing"),
    ),
    (
        "a missing file of words",
        remove("guide/words.toml"),
        Fault("guide/words.toml", "", "a file", "nothing"),
    ),
    (
        "no section of questions",
        remove(QUESTIONS),
        Fault("questions", "", "one file for each section", "none"),
        Fault("contradictions.toml", "C01.facts", "a stated fact", "calls_hang"),
        Fault("contradictions.toml", "C01.facts", "a stated fact", "long_outage"),
        Fault("contradictions.toml", "C01.reopen", "a question", "calls"),
        Fault(MATRIX, "scenario[0].answers.calls", "the id of a question", "calls"),
        Fault(MATRIX, "scenario[0].answers.outage", "the id of a question", "outage"),
        Fault("forces.toml", "dead", "an option that lowers it", "none"),
        Fault("forces.toml", "dead", "an option that raises it", "none"),
        Fault("forces.toml", "hanging", "an option that lowers it", "none"),
        Fault("forces.toml", "hanging", "an option that raises it", "none"),
        Fault("limits.toml", "baseline.facts_any", "a stated fact", "calls_hang"),
        Fault("limits.toml", "capacity.by_option.outage", "the id of a question", "outage"),
        Fault("limits.toml", "ceiling[0]", "a stated fact", "calls_hang"),
        Fault(FIT, "examples[0].answers.calls", "the id of a question", "calls"),
        Fault(FIT, "examples[1].answers.calls", "the id of a question", "calls"),
        Fault(FIT, "examples[2].answers.calls", "the id of a question", "calls"),
        Fault("questions/retired.toml", "faults", "a question", "calls"),
        Fault("questions/retired.toml", "sometimes", "a question", "outage"),
    ),
    (
        "broken TOML",
        append("bundles.toml", "[["),
        Fault(
            "bundles.toml",
            "",
            "valid TOML",
            "Invalid initial character for a key part (at end of document)",
        ),
    ),
    (
        "bytes that are not UTF-8",
        lambda folder: (folder.root / "bundles.toml").write_bytes(b"\xff"),
        Fault("bundles.toml", "", "UTF-8 text", "byte 0 is not"),
    ),
    (
        "a NUL byte",
        append("bundles.toml", "# \0"),
        Fault("bundles.toml", "", "text without NUL characters", "one of them"),
    ),
    (
        "an escaped NUL",
        change("bundles.toml", "Safe calls", "Safe\\u0000calls"),
        Fault("bundles.toml", "bundle[0].name", "text without NUL characters", "one of them"),
    ),
    (
        "a date with a time",
        change(BREAKER, "2026-11-01", "2026-11-01T10:00:00"),
        Fault(BREAKER, "reviewed", "a date without a time", "2026-11-01T10:00:00"),
    ),
    (
        "a number without a value",
        change(FIT, "fit = 100.0", "fit = nan"),
        Fault(FIT, "examples[0].expect.fit", "a number that can be written", "nan"),
    ),
    (
        "an unknown kind of table",
        append("bundles.toml", "[[bundel]]"),
        Fault("bundles.toml", "bundel", "one of bundle", "an unknown key"),
    ),
    (
        "a table where tables belong",
        write("bundles.toml", "bundle = 3"),
        Fault("bundles.toml", "bundle", "[[bundle]] tables", "int"),
    ),
    (
        "words that are no list",
        write("guide/words.toml", "words = 3"),
        Fault("guide/words.toml", "words", "a list", "3"),
    ),
    (
        "a folder without pattern.toml",
        remove(RETRY),
        Fault(RETRY, "", "a file", "nothing"),
    ),
    (
        "a folder without fit.toml",
        remove(RETRY_FIT),
        Fault(RETRY_FIT, "", "a file", "nothing"),
    ),
    (
        "a slug unlike its folder",
        change(RETRY, 'slug = "retry"', 'slug = "again"'),
        Fault(RETRY, "slug", "the folder's name, retry", "again"),
        Fault("bundles.toml", "bundle[0].members", "the slug of a pattern", "retry"),
        Fault(MATRIX, "scenario[0]", "the slug of a pattern", "retry"),
        Fault("guide/comparisons.toml", "comparison[0].patterns", "the slug of a pattern", "retry"),
        Fault("guide/later.toml", "later[0].see", "the slug of a pattern", "retry"),
        Fault(ARTICLE, "Compared with", "a known compare", "retry"),
        Fault(ARTICLE, "When not to use", "a known pattern", "retry"),
        Fault(BREAKER, "relations", "two or more", "1"),
        Fault(BREAKER, "relations[1].to", "the slug of a pattern", "retry"),
        Fault(RETRY, "relations", "two or more", "1"),
        Fault("priority_quadrant.toml", "points", "the slug of a pattern", "retry"),
        Fault("problem_domains.toml", "domain[0]", "the slug of a pattern", "retry"),
    ),
    (
        "prose inside the facts",
        change(RETRY, "complexity", "article = 3\ncomplexity"),
        Fault(RETRY, "article", "a file of its own", "a key"),
    ),
    (
        "text before the first heading",
        lambda folder: folder.write(ARTICLE, "Hello.\n" + folder.text(ARTICLE)),
        Fault(ARTICLE, "", "a line that begins with '## ' first", "Hello."),
    ),
    (
        "a heading twice",
        append(ARTICLE, "## In short\n\nBreaker again.\n"),
        Fault(ARTICLE, "In short", "each heading once", "twice"),
    ),
    (
        "a diagram that is not listed",
        write("patterns/breaker/diagrams/more.mmd", "flowchart LR"),
        Fault(BREAKER, "diagrams", "an entry for diagrams/more.mmd", "none"),
    ),
    (
        "a listed diagram that is not there",
        remove(STRUCTURE),
        Fault(STRUCTURE, "", "a file", "nothing"),
        Fault(BREAKER, "diagrams", "one of kind structure", "none"),
    ),
    (
        "a record of runs that lacks something",
        write("code/executed.toml", "[[executed]]\nfile = 'x'"),
        Fault("code/executed.toml", "", "records as the tests write them", "one without 'digest'"),
    ),
    (
        "broken code.toml",
        append(CODE, "[["),
        Fault(
            CODE, "", "valid TOML", "Invalid initial character for a key part (at end of document)"
        ),
        Fault(
            "patterns/breaker/diagrams/sequence.mmd",
            "",
            "a name of pattern.toml or a parameter",
            "{{wait}}",
        ),
        Fault(BREAKER, "settings[0].parameter", "a parameter of code.toml", "wait"),
    ),
    (
        "a file that is far too large",
        append("bundles.toml", "#" * 1_000_000),
        Fault("bundles.toml", "", "at most 1,000,000 bytes", "1,000,081 bytes"),
    ),
    (
        "arrays without end",
        write("bundles.toml", "a = " + "[" * 5_000),
        Fault("bundles.toml", "", "valid TOML", "maximum recursion depth exceeded"),
    ),
)
def test_a_mistake_is_reported_alone(folder: Folder, act: Act, expected: tuple[Fault, ...]) -> None:
    act(folder)

    assert folder.faults() == expected


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"

    reading = read_folders([missing])

    assert reading.faults == (Fault(str(missing), "", "a folder with content", "no such folder"),)


def test_a_further_folder_adds_patterns(folder: Folder, tmp_path: Path) -> None:
    own = own_pattern(tmp_path / "own", "local")

    reading = read_folders([folder.root, own.root])

    assert reading.faults == ()
    assert reading.origins["local"] == "own/patterns/local"
    assert "local" in {pattern.slug for pattern in reading.content.patterns}


def test_one_slug_in_two_folders_names_both_places(folder: Folder, tmp_path: Path) -> None:
    own = own_pattern(tmp_path / "own", "retry")

    assert read_folders([folder.root, own.root]).faults == (
        Fault(
            "own/patterns/retry/pattern.toml",
            "slug",
            "a slug that no other folder has (also in patterns/retry)",
            "retry",
        ),
    )


def test_folders_with_an_underscore_or_a_dot_are_left_alone(folder: Folder) -> None:
    folder.write("patterns/_draft/pattern.toml", "[[")
    folder.write("patterns/.hidden/pattern.toml", "[[")

    assert folder.faults() == ()


def test_line_ends_of_another_system_change_nothing(folder: Folder) -> None:
    before = folder.read().content

    for path in folder.root.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert folder.read().content == before


def test_a_pattern_that_cannot_be_read_is_not_missed_by_those_that_name_it(folder: Folder) -> None:
    folder.change(BREAKER, "impact = 0.8", "impact = 8")
    folder.append(RETRY_FIT, '[[softens]]\npattern = "breaker"\nforce = "dead"\n')

    assert folder.faults() == (Fault(BREAKER, "impact", "a number from 0 to 1", "8.0"),)


def own_pattern(root: Path, slug: str) -> Folder:
    """Write a folder that holds one pattern and nothing else."""
    given = valid_folder(root.parent / "another")
    own = Folder(root)
    for file in ("pattern.toml", "fit.toml"):
        text = given.text(f"patterns/retry/{file}").replace("retry", slug)
        own.write(f"patterns/{slug}/{file}", text)
    return own
