"""The shape of every content file as a page for authors, made from the schema itself.

`python -m patterns.content.manual` prints fixtures/README.md; a test compares the two.
"""

import dataclasses
import inspect

from patterns.content import entries
from patterns.content.tables import fields_of

FILES: tuple[tuple[str, str, type], ...] = (
    ("categories.toml", "[[category]]", entries.Category),
    ("forces.toml", "[[force]]", entries.Force),
    ("forces.toml", "[[tension]]", entries.Tension),
    ("forces.toml", "[[capability]]", entries.Capability),
    ("questions/NN-section.toml", "the file", entries.Section),
    ("questions/NN-section.toml", "[[question]]", entries.Question),
    ("questions/NN-section.toml", "[[question.option]]", entries.Option),
    ("questions/retired.toml", "[[question]]", entries.RetiredQuestion),
    ("questions/retired.toml", "[[option]]", entries.RetiredOption),
    ("contradictions.toml", "[[contradiction]]", entries.Contradiction),
    ("bundles.toml", "[[bundle]]", entries.Bundle),
    ("limits.toml", "[[ceiling]]", entries.Ceiling),
    ("limits.toml", "[capacity]", entries.Capacity),
    ("limits.toml", "[baseline]", entries.Baseline),
    ("decision_matrix.toml", "[[scenario]]", entries.Scenario),
    ("problem_domains.toml", "[[domain]]", entries.ProblemDomain),
    ("priority_quadrant.toml", "the file", entries.Quadrant),
    ("guide/takeaways.toml", "[[takeaway]]", entries.Takeaway),
    ("guide/checklist.toml", "[[tick]]", entries.Tick),
    ("guide/glossary.toml", "[[term]]", entries.Term),
    ("guide/later.toml", "[[later]]", entries.Later),
    ("guide/comparisons.toml", "[[comparison]]", entries.Comparison),
    ("guide/measures.toml", "[[measure]]", entries.Measure),
    ("guide/measures.toml", "[measure.first], [measure.second]", entries.Measured),
    ("guide/words.toml", "the file", entries.Words),
    ("cases/<id>.toml", "the file", entries.Case),
    ("cases/<id>.toml", "[[chosen]]", entries.ChosenPattern),
    ("cases/<id>.toml", "[[declined]]", entries.DeclinedPattern),
    ("labs/<slug>.toml", "the file", entries.Lab),
    ("labs/<slug>.toml", "[[presets]]", entries.LabPreset),
    ("labs/<slug>.toml", "[[challenges]]", entries.LabChallenge),
    ("labs/<slug>.toml", "[[experiments]]", entries.LabExperiment),
    ("patterns/<slug>/pattern.toml", "the file", entries.Pattern),
    ("patterns/<slug>/pattern.toml", "[[states]]", entries.State),
    ("patterns/<slug>/pattern.toml", "[names]", entries.Name),
    ("patterns/<slug>/pattern.toml", "[[diagrams]]", entries.DiagramFile),
    ("patterns/<slug>/pattern.toml", "[[panels]]", entries.Panel),
    ("patterns/<slug>/pattern.toml", "[[contribution]]", entries.Contribution),
    ("patterns/<slug>/pattern.toml", "[[qualities]]", entries.Quality),
    ("patterns/<slug>/pattern.toml", "[[settings]]", entries.Setting),
    ("patterns/<slug>/pattern.toml", "[[failure_modes]]", entries.FailureMode),
    ("patterns/<slug>/pattern.toml", "[[metrics]]", entries.Metric),
    ("patterns/<slug>/pattern.toml", "[[test_ideas]]", entries.TestIdea),
    ("patterns/<slug>/pattern.toml", "[[checklist]]", entries.Tick),
    ("patterns/<slug>/pattern.toml", "[[relations]]", entries.Relation),
    ("patterns/<slug>/pattern.toml", "[[known_uses]]", entries.KnownUse),
    ("patterns/<slug>/pattern.toml", "[[references]]", entries.Reference),
    ("patterns/<slug>/fit.toml", "the file", entries.Profile),
    ("patterns/<slug>/fit.toml", "[needs.<capability>]", entries.Need),
    ("patterns/<slug>/fit.toml", "[[eases]], [[worsens]]", entries.Effect),
    ("patterns/<slug>/fit.toml", "[[never_when]], [[at_most]], [[at_least]]", entries.Rule),
    ("patterns/<slug>/fit.toml", "[[prerequisites]]", entries.Prerequisite),
    ("patterns/<slug>/fit.toml", "[[softens]]", entries.Softening),
    ("patterns/<slug>/fit.toml", "[[either_or]]", entries.Membership),
    ("patterns/<slug>/fit.toml", "[[examples]]", entries.Example),
)
BESIDE = {"article", "profile", "code", "script"}  # filled from other files, never a key

HEAD = """# The shape of the content

Facts stand in TOML, prose in Markdown, pictures in Mermaid, code in code.
The tables below are made from `patterns/content/entries.py` by `python -m patterns.content.manual`.
`make check` lists every fault of every file at once.

A pattern is one folder below `patterns/`, named like its slug.
With `pattern.toml` and `fit.toml` it is in preparation.
With `article.md` it is finished and must be complete.

`article.md` has these headings in this order; those in brackets may be absent: {headings}.
`diagrams/` holds the `.mmd` files that `[[diagrams]]` lists.
In a script `{{{{word}}}}` is replaced by a name or by a parameter.
`code.toml` holds `[parameters.<name>]`, `[[rules]]` and `[[template]]`.
Its reader is `patterns/code/declarations.py`.
A template's file and test stand in `code/<language>/`.
The tests write `code/executed.toml`, and only what they ran is listed.
"""


def manual() -> str:
    """Return the page as Markdown."""
    headings = ", ".join(
        f"[{name}]" if name in entries.OPTIONAL_HEADINGS else name for name in entries.HEADINGS
    )
    lines = [HEAD.format(headings=headings)]
    last = ""
    for file, table, kind in FILES:
        if file != last:
            lines.append(f"## {file}\n")
            last = file
        lines.append(f"### {table.replace('<', '&lt;')}\n")
        words = inspect.getdoc(kind) or ""
        if words and not words.startswith(f"{kind.__name__}("):
            lines.append(" ".join(words.split()) + "\n")
        lines += ["| Key | Expected | Needed |", "| --- | --- | --- |"]
        lines += [
            f"| `{key}` | {_cell(expected)} | {'no' if optional else 'yes'} |"
            for key, expected, optional in fields_of(kind)
            if key not in BESIDE
        ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def undocumented() -> set[str]:
    """Return the names of entries that no table shows."""
    shown = {kind for _, _, kind in FILES}
    inner = {entries.Content, entries.Limits, entries.Retired, entries.Expectation}
    every = {
        kind
        for kind in vars(entries).values()
        if isinstance(kind, type)
        and dataclasses.is_dataclass(kind)
        and kind.__module__ == entries.__name__
    }
    return {kind.__name__ for kind in every - shown - inner}


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


if __name__ == "__main__":
    print(manual(), end="")
