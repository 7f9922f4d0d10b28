"""Decision records in the form of MADR 4.0.0 or of older tools, accepted by strict readers.

Order of headings, front matter and file names follow the rules of github.com/adr/madr and of the
importers that read its first bytes: nothing stands before `---`, status and date are not quoted.
The older forms are those of github.com/npryce/adr-tools and github.com/thomvaill/log4brains.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from advisor.documents import arguments, refusals
from advisor.documents.folder import Folder, RecordForm, Ruling
from advisor.documents.plaintext import slug as file_slug
from advisor.documents.plaintext import tidy
from advisor.documents.sentences import rule_words
from advisor.documents.standing import DEPRECATED, PROPOSED, STATUS, Standing, standings
from advisor.engine.advice import JudgedPattern

TEMPLATES = {
    RecordForm.MADR: "documents/decision.md",
    RecordForm.MADR_MINIMAL: "documents/decision-minimal.md",
    RecordForm.NYGARD: "documents/decision-nygard.md",
    RecordForm.LOG4BRAINS: "documents/decision-log4brains.md",
}
Links = Mapping[str, tuple[str, str]]  # Pattern -> (title, file name) of its record
RULED = {
    Ruling.ACCEPTED: "Accepted",
    Ruling.REJECTED: "Rejected",
    Ruling.DEFERRED: "Put off",
}


@dataclass(frozen=True, slots=True)
class Record:
    """One decision record as a file. by and note: of the Decision, where there is one."""

    number: int
    pattern: str
    title: str
    name: str  # file name
    text: str
    status: str
    on: date
    by: str = ""
    note: str = ""


def records(folder: Folder) -> tuple[Record, ...]:
    """Return the records by number: the plan's, the decided ones, those of earlier exports."""
    found = standings(folder)
    # A record that no longer holds is nothing to point at.
    links = {
        each.slug: (title_of(folder, each), name_of(folder, each))
        for each in found
        if each.is_in_force
    }
    return tuple(
        Record(
            number=each.number,
            pattern=each.slug,
            title=title_of(folder, each),
            name=name_of(folder, each),
            text=_text(folder, each, links),
            status=each.status,
            on=each.on,
            by=each.decision.by if each.decision else "",
            note=each.decision.note if each.decision else "",
        )
        for each in found
    )


def title_of(folder: Folder, standing: Standing) -> str:
    """Return the decision in short: the Pattern, and what it is for where a Force is felt."""
    judged = folder.advice.pattern(standing.slug)
    main = arguments.main_force(judged) if judged else ""
    use = "Do not use" if standing.status == STATUS[Ruling.REJECTED] else "Use"
    name = folder.words.pattern(standing.slug)
    felt = f" for “{arguments.lowered(folder.words.force(main))}”" if main else ""
    return f"{use} {name}{felt}"


def name_of(folder: Folder, standing: Standing) -> str:
    """Return the file name. It must not change with the title: a later export writes over it.

    log4brains has no numbers: its names begin with the date of the record.
    """
    dated = folder.form is RecordForm.LOG4BRAINS
    front = f"{standing.on:%Y%m%d}" if dated else f"{standing.number:04d}"
    return f"{front}-use-{file_slug(standing.slug, 60)}.md"


def _text(folder: Folder, standing: Standing, links: Links) -> str:
    judged = folder.advice.pattern(standing.slug)
    pattern = folder.catalogue.get(standing.slug)
    decision = standing.decision
    say = _for if standing.is_used else _against
    context: dict[str, Any] = {
        "slug": standing.slug,
        "number": standing.number,
        "status": standing.status,
        "word": _word(standing),
        "date": standing.on.isoformat(),
        "by": decision.by if decision else "",
        "title": title_of(folder, standing),
        "problem": pattern.problem if pattern else refusals.unknown(folder, standing),
        "answers": arguments.answers(folder, judged) if judged else (),
        "drivers": arguments.drivers(folder, judged) if judged else (),
        "paragraphs": [*_decided(standing), *_difference(folder, standing, judged)],
        "category": pattern.category if pattern else "",
        "judged": judged,
        "stance": folder.words.stance(standing.slug),
        "related": [
            links[relation.to]
            for relation in (pattern.relations if pattern else ())
            if relation.to in links
        ],
        "instead": links.get(standing.in_its_place),
        "release": folder.advice.release,
        "engine": folder.advice.engine,
        **say(folder, standing, judged, links),
    }
    return tidy(render_to_string(TEMPLATES[folder.form], context))


def _word(standing: Standing) -> str:
    """Return the status as one word; what took the Pattern's place is linked beside it."""
    known = standing.status in (PROPOSED, DEPRECATED, *STATUS.values())
    return standing.status if known else "superseded"


def _for(
    folder: Folder, standing: Standing, judged: JudgedPattern | None, links: Links
) -> dict[str, Any]:
    """Return the parts of a record that chooses its Pattern."""
    name = folder.words.pattern(standing.slug)
    if judged is None:
        return {
            "options": [name, arguments.KEEP],
            "because": refusals.unjudged(standing),
            "others": (arguments.nothing(folder, None),),
        }
    others = arguments.options(folder, judged)
    pattern = folder.pattern(standing.slug)
    return {
        "options": [name, *(option.name for option in others)],
        "because": arguments.because(folder, judged),
        "condition": arguments.condition(folder, judged),
        "good": arguments.good(folder, judged),
        "bad": [
            (words, [links[slug] for slug in helpers if slug in links])
            for words, helpers in arguments.bad(folder, judged)
        ],
        "checks": arguments.checks(pattern),
        "metrics": pattern.metrics[:1],
        "others": others,
        "revisit": arguments.revisit(folder, judged),
    }


def _against(
    folder: Folder, standing: Standing, judged: JudgedPattern | None, links: Links
) -> dict[str, Any]:
    """Return the parts of a record that does not choose its Pattern, or no longer."""
    chosen, *others = refusals.options(folder, standing, judged)
    return {
        "options": [chosen.name, *(option.name for option in others)],
        "because": refusals.because(folder, standing, judged),
        "good": refusals.good(folder, chosen, judged),
        "bad": [
            *((words, ()) for words in chosen.bad),
            *(
                (f"{folder.words.pattern(slug)} needs it", [links[slug]])
                for slug in refusals.dependents(folder, standing.slug)
            ),
        ],
        "others": others,
    }


def _decided(standing: Standing) -> list[str]:
    """Return who decided when; the note of a rejection stands in the outcome already."""
    decision = standing.decision
    if decision is None:
        return []
    by = f" by {decision.by}" if decision.by else ""
    words = f"{RULED[decision.ruling]} on {decision.on.isoformat()}{by}."
    if decision.note and decision.ruling is not Ruling.REJECTED:
        words += f" Note: {decision.note}"
    return [words]


def _difference(folder: Folder, standing: Standing, judged: JudgedPattern | None) -> list[str]:
    """Return where a person and the Advice differ: both are told."""
    if standing.decision is None or judged is None:
        return []
    verdict = f"its verdict is {judged.verdict}, with a fit of {judged.shown.fit:.1f}"
    if standing.slug in folder.advice.plan.members:
        told = standing.decision.ruling is Ruling.REJECTED
        return [f"The advice plans it: {verdict}."] if told else []
    return [" ".join((f"The advice does not plan it: {verdict}.", *rule_words(judged)))]
