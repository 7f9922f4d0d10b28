"""One Pattern, and a comparison of some, as Documents."""

import hashlib
from collections.abc import Sequence

from patterns import comparison
from patterns.catalogue import Catalogue
from patterns.comparison import METRICS, SIGNS
from patterns.content.entries import PHASES, Pattern
from patterns.diagrams.labels import fill
from patterns.diagrams.scripts import Diagram
from patterns.documents.articles import blocks, words
from patterns.documents.document import (
    Align,
    Block,
    Bullets,
    Checklist,
    Definitions,
    Document,
    Figure,
    Paragraph,
    Run,
    Section,
    Table,
    Words,
    origin_of,
    say,
    strong,
)
from patterns.parameters import display

OWN = "What only one of them has stands in bold."
EASES = {3: "eases: this is what it is for", 2: "eases clearly", 1: "eases a little"}
WORSENS = {3: "worsens severely", 2: "worsens clearly", 1: "worsens a little"}
IN_PREPARATION = "This page is in preparation: the facts are there, the article follows."
RELATED = {
    "requires": ("needs first", "is needed first by"),
    "complements": ("works with", "works with"),
    "alternative-to": ("stands instead of", "stands instead of"),
    "conflicts-with": ("is in conflict with", "is in conflict with"),
    "specialises": ("is a special form of", "has the special form"),
}


def pattern_document(catalogue: Catalogue, pattern: Pattern) -> Document:
    """Return the page of a Pattern: article, pictures, numbers, relations, references."""
    article = [
        Section(f"article-{n}", heading, blocks(text, table=heading))
        for n, (heading, text) in enumerate(pattern.article.items(), start=1)
    ]
    lead = () if article else (Section("article", "In short", (Paragraph(say(IN_PREPARATION)),)),)
    found = (
        *article[:1],
        *lead,
        _pictures(catalogue, pattern),
        *article[1:],
        _effects(catalogue, pattern),
        _qualities(pattern),
        _settings(catalogue, pattern),
        _failures(pattern),
        _metrics(pattern),
        _tests(pattern),
        _checklist(pattern),
        _relations(catalogue, pattern),
        _uses(pattern),
        _references(pattern),
    )
    facts = [("Category", catalogue.category(pattern.category).name)]
    facts += [("Also known as", ", ".join(pattern.aliases))] if pattern.aliases else []
    facts += [("Reviewed", pattern.reviewed.isoformat())] if pattern.reviewed else []
    return _document(catalogue, pattern.name, pattern.problem, facts, found, (pattern,))


def comparison_document(catalogue: Catalogue, patterns: Sequence[Pattern]) -> Document:
    """Return two to four Patterns on the same criteria, and how they are related."""
    rows = comparison.criteria(catalogue, patterns)
    names = tuple(pattern.name for pattern in patterns)
    table = Table(
        "The same criteria for each",
        ("Criterion", *names),
        tuple(
            (say(row.name), *map(_cell, row.cells))
            for row in rows
            if not row.prose and row.name != METRICS
        ),
        tuple(Align.LEFT for _ in range(len(names) + 1)),
    )
    prose = tuple(
        Section(
            f"prose-{n}",
            row.name,
            (),
            tuple(
                Section(f"prose-{n}-{pattern.slug}", pattern.name, blocks(cell.text))
                for pattern, cell in zip(patterns, row.cells, strict=True)
            ),
        )
        for n, row in enumerate((row for row in rows if row.prose), start=1)
    )
    related = tuple(
        say(
            strong(link.origin.name),
            f" {RELATED[link.relation.type][0]} {link.target.name}: ",
            *words(link.relation.why),
        )
        for link in comparison.between(catalogue, patterns)
    )
    found = (
        Section("criteria", "Side by side", (Paragraph(say(OWN)), table)),
        Section("related", "How they are related", (Bullets(related),)) if related else None,
        _watched(patterns),
        *prose,
    )
    *first, last = names
    title = f"{', '.join(first)} and {last}"
    lead = "The same criteria for each, from one catalogue."
    return _document(catalogue, title, lead, [], found, patterns)


def _watched(patterns: Sequence[Pattern]) -> Section | None:
    """Return the metrics of each; their names are wider than the columns of a table."""
    rows = tuple(
        (pattern.name, say(*_listed([Run(each.name, code=True) for each in pattern.metrics])))
        for pattern in patterns
        if pattern.metrics
    )
    return Section("metrics", METRICS, (Definitions(rows),)) if rows else None


def _listed(items: Sequence[Run]) -> list[Run]:
    """Return the items with commas between them."""
    return [part for item in items for part in (Run(", "), item)][1:]


def _document(
    catalogue: Catalogue,
    title: str,
    lead: str,
    facts: list[tuple[str, str]],
    sections: Sequence[Section | None],
    patterns: Sequence[Pattern],
) -> Document:
    slugs = " ".join(pattern.slug for pattern in patterns)
    reviewed = max((p.reviewed for p in patterns if p.reviewed), default=None)
    return Document(
        title=title,
        lead=lead,
        facts=(*facts, ("Release", catalogue.digest)),
        sections=tuple(section for section in sections if section),
        on=reviewed.isoformat() if reviewed else "1980-01-01",
        origin=origin_of(catalogue.digest),
        identity=hashlib.sha256(f"{catalogue.digest} {slugs}".encode()).hexdigest(),
        keywords=tuple(pattern.name for pattern in patterns),
    )


def _cell(cell: comparison.Cell) -> Words:
    if not cell.items:
        return say(cell.text)
    found: list[Run] = []
    for item in cell.items:
        found += [Run("; ")] if found else []
        found.append(strong(item.text) if item.own else Run(item.text))
    return tuple(found)


def _pictures(catalogue: Catalogue, pattern: Pattern) -> Section | None:
    values = {word: name.default for word, name in pattern.names.items()}
    for parameter in catalogue.parameters(pattern.slug):
        values.setdefault(parameter.name, display(parameter, parameter.default))
    figures = tuple(
        Figure(
            entry.file.removesuffix(".mmd"),
            Diagram(fill(entry.script, values), f"{pattern.name}: {entry.title}", entry.caption),
            f"{entry.title}. {entry.caption}",
            f"{entry.title}. {entry.caption}",
        )
        for entry in pattern.diagrams
    )
    return Section("pictures", "Pictures", figures) if figures else None


def _effects(catalogue: Catalogue, pattern: Pattern) -> Section | None:
    profile = pattern.profile
    if profile is None:
        return None
    rows = [
        (catalogue.force(effect.force), effect, said[effect.strength])
        for given, said in ((profile.eases, EASES), (profile.worsens, WORSENS))
        for effect in sorted(given, key=lambda effect: -effect.strength)
    ]
    table = Table(
        "Forces that it eases and worsens",
        ("Force", "What it does", "Why"),
        tuple(
            (say(force.name if force else each.force), say(said), words(each.why or ""))
            for force, each, said in rows
        ),
        (Align.LEFT, Align.LEFT, Align.LEFT),
        (25, 20, 55),
    )
    return Section("forces", "Forces", (table,)) if rows else None


def _qualities(pattern: Pattern) -> Section | None:
    rows = tuple(
        (say(quality.name), say(SIGNS[quality.sign]), words(quality.why))
        for quality in pattern.qualities
    )
    header = ("Quality", "Change", "Why")
    caption = "What becomes better and what worse"
    return _table("qualities", "Qualities", caption, header, rows, (25, 20, 55))


def _settings(catalogue: Catalogue, pattern: Pattern) -> Section | None:
    parameters = {parameter.name: parameter for parameter in catalogue.parameters(pattern.slug)}
    rows = []
    for setting in pattern.settings:
        parameter = parameters.get(setting.parameter or "")
        label = parameter.label if parameter else setting.label or ""
        start = display(parameter, parameter.default) if parameter else str(setting.start)
        rows.append(
            (
                say(label),
                say(start),
                words(setting.too_low),
                words(setting.too_high),
                words(setting.tune),
            )
        )
    header = ("Setting", "Start with", "Too low", "Too high", "How to tune")
    return _table(
        "settings",
        "Settings",
        "What to set, and how to tune it",
        header,
        tuple(rows),
        (16, 18, 22, 22, 22),
    )


def _failures(pattern: Pattern) -> Section | None:
    rows = tuple(
        (words(mode.symptom), words(mode.cause), words(mode.remedy))
        for mode in pattern.failure_modes
    )
    header = ("Symptom", "Cause", "Remedy")
    caption = "What is seen, where it comes from, what helps"
    return _table("failures", "Ways to fail", caption, header, rows, (1, 1, 1))


def _metrics(pattern: Pattern) -> Section | None:
    rows = tuple(
        (
            (Run(metric.name, code=True),),
            say(metric.type),
            words(metric.normal),
            words(metric.alarm),
        )
        for metric in pattern.metrics
    )
    header = ("Metric", "Kind", "Normal", "Alarm")
    return _table("metrics", "Metrics", "What to watch", header, rows, (30, 12, 29, 29))


def _tests(pattern: Pattern) -> Section | None:
    items = tuple(
        (*words(idea.do), Run(" Expected: "), *words(idea.expect)) for idea in pattern.test_ideas
    )
    return Section("tests", "Tests that prove it", (Bullets(items),)) if items else None


def _checklist(pattern: Pattern) -> Section | None:
    found: list[Block] = []
    for phase in PHASES:
        ticks = tuple(words(tick.text) for tick in pattern.checklist if tick.phase == phase)
        if ticks:
            found += [Paragraph((strong(phase.capitalize()),)), Checklist(ticks)]
    return Section("checklist", "Checklist", tuple(found)) if found else None


def _relations(catalogue: Catalogue, pattern: Pattern) -> Section | None:
    items = tuple(
        say(
            f"{pattern.name} {RELATED[each.relation.type][0 if each.outgoing else 1]} ",
            strong(each.pattern.name),
            ": ",
            *words(each.relation.why),
        )
        for each in catalogue.neighbours(pattern.slug)
    )
    return Section("relations", "Related patterns", (Bullets(items),)) if items else None


def _uses(pattern: Pattern) -> Section | None:
    items = tuple(
        (*words(use.what), Run(f" [{use.reference}]")) if use.reference else words(use.what)
        for use in pattern.known_uses
    )
    return Section("uses", "Known uses", (Bullets(items),)) if items else None


def _references(pattern: Pattern) -> Section | None:
    items = []
    for work in pattern.references:
        by = f"{work.author}: " if work.author else ""
        year = f", {work.year}" if work.year else ""
        doi = f", DOI {work.doi}" if work.doi else ""
        address = (" ", Run(work.address, address=work.address)) if work.address else ()
        items.append(say(f"[{work.key}] {by}{work.title}{year}{doi}", *address))
    return Section("references", "References", (Bullets(tuple(items)),)) if items else None


def _table(
    name: str,
    title: str,
    caption: str,
    header: tuple[str, ...],
    rows: tuple[tuple[Words, ...], ...],
    shares: tuple[int, ...],
) -> Section | None:
    if not rows:
        return None
    table = Table(caption, header, rows, tuple(Align.LEFT for _ in header), shares)
    return Section(name, title, (table,))
