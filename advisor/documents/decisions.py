"""Decision records in the form of MADR 4.0.0, accepted by strict readers.

Order of headings, front matter and file names follow the rules of github.com/adr/madr and of the
importers that read its first bytes: nothing stands before `---`, no value is quoted.
"""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from advisor.documents import arguments
from advisor.documents.folder import Folder
from advisor.documents.markdown import slug as file_slug
from advisor.documents.markdown import tidy
from advisor.engine.advice import JudgedPattern


@dataclass(frozen=True, slots=True)
class Record:
    """One decision record as a file."""

    number: int
    pattern: str
    title: str
    name: str  # file name
    text: str
    status: str = "proposed"


def records(folder: Folder) -> tuple[Record, ...]:
    """Return one record for each Pattern of the plan, in its order."""
    numbered = list(enumerate(folder.planned, start=folder.first))
    titles = {judged.slug: title_of(folder, judged) for _, judged in numbered}
    names = {
        judged.slug: f"{number:04d}-{file_slug(titles[judged.slug])}.md"
        for number, judged in numbered
    }
    links = {slug: (titles[slug], name) for slug, name in names.items()}
    return tuple(
        Record(
            number=number,
            pattern=judged.slug,
            title=titles[judged.slug],
            name=names[judged.slug],
            text=_text(folder, judged, titles[judged.slug], links),
        )
        for number, judged in numbered
    )


def title_of(folder: Folder, judged: JudgedPattern) -> str:
    """Return the decision in short: the Pattern, and what it is for where a Force is felt."""
    name = folder.words.pattern(judged.slug)
    main = arguments.main_force(judged)
    return (
        f"Use {name} for “{arguments.lowered(folder.words.force(main))}”" if main else f"Use {name}"
    )


def _text(
    folder: Folder, judged: JudgedPattern, title: str, links: dict[str, tuple[str, str]]
) -> str:
    pattern = folder.pattern(judged.slug)
    options = arguments.options(folder, judged)
    context: dict[str, Any] = {
        "date": folder.on.isoformat(),
        "title": title,
        "pattern": pattern,
        "answers": arguments.answers(folder, judged),
        "drivers": arguments.drivers(folder, judged),
        "options": [folder.words.pattern(judged.slug), *(option.name for option in options)],
        "because": arguments.because(folder, judged),
        "condition": arguments.condition(folder, judged),
        "good": arguments.good(folder, judged),
        "bad": [
            (words, [links[slug] for slug in helpers if slug in links])
            for words, helpers in arguments.bad(folder, judged)
        ],
        "checks": arguments.checks(pattern),
        "metrics": pattern.metrics[:1],
        "others": options,
        "revisit": arguments.revisit(folder, judged),
        "judged": judged,
        "stance": folder.words.stance(pattern.slug),
        "related": [links[relation.to] for relation in pattern.relations if relation.to in links],
        "release": folder.advice.release,
        "engine": folder.advice.engine,
    }
    return tidy(render_to_string("documents/decision.md", context))
