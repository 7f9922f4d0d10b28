"""Entries of the catalogue → bodies: the whole entry, and addresses to go on from."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from patterns import stances
from patterns.catalogue import Catalogue
from patterns.code.bundling import Request as Wish
from patterns.code.bundling import files
from patterns.code.fitting import Departure, fits
from patterns.code.templates import Template
from patterns.content.entries import Category, DiagramFile, Pattern, Question, Relation, Scenario
from patterns.content.tables import as_table
from patterns.diagrams.lines import Step
from patterns.diagrams.quadrants import quadrant_of
from patterns.parameters import Parameter, Value, display, write

ROOT: Final = "/api/v1"
Body = dict[str, Any]


def listed(pattern: Pattern) -> Body:
    """Return a Pattern as a list shows it."""
    names = ("slug", "name", "category", "edition", "problem", "complexity", "impact")
    return {
        **{name: getattr(pattern, name) for name in names},
        "aliases": list(pattern.aliases),
        "is_complete": pattern.is_complete,
        "stance": stance(pattern.slug),
        "links": _links(pattern.slug),
    }


def stance(slug: str) -> Body | None:
    """Return the organization's own word on a Pattern, None where it has said nothing."""
    found = stances.current().get(slug)
    if found is None:
        return None
    return {"word": found.word, "note": found.note, "link": found.link}


def pattern(catalogue: Catalogue, found: Pattern) -> Body:
    """Return everything that is known of a Pattern, but the texts of diagrams and code."""
    entry: Body = as_table(found)
    for name in ("code", "relations", "diagrams"):
        del entry[name]
    return entry | {
        "is_complete": found.is_complete,
        "stance": stance(found.slug),
        "relations": [
            {
                "type": near.relation.type,
                "outgoing": near.outgoing,
                "pattern": near.pattern.slug,
                "name": near.pattern.name,
                "why": near.relation.why,
                "source": near.relation.source,
                "basis": near.relation.basis,
            }
            for near in catalogue.neighbours(found.slug)
        ],
        "diagrams": [_listed_diagram(found, each) for each in found.diagrams],
        "code_templates": [
            listed_template(found, each) for each in catalogue.templates(found.slug)
        ],
        "links": _links(found.slug),
    }


def pattern_as_markdown(found: Pattern) -> str:
    """Return the article with its name and problem on top, as it was written."""
    parts = [f"# {found.name}", found.problem]
    parts += [f"## {heading}\n\n{text.strip()}" for heading, text in found.article.items()]
    if not found.is_complete:
        parts.append("The page of this pattern is in preparation.")
    return "\n\n".join(parts) + "\n"


def diagram(found: Pattern, entry: DiagramFile, script: str, steps: tuple[Step, ...]) -> Body:
    """Return a diagram with its story in words."""
    kind = kind_of(entry)
    return {
        "pattern": found.slug,
        "kind": kind,
        "title": entry.title,
        "caption": entry.caption,
        "script": script,
        "steps": [step(each) for each in steps],
        "links": {
            "self": f"{ROOT}/patterns/{found.slug}/diagrams/{kind}",
            "page": f"/patterns/{found.slug}/#diagrams",
        },
    }


def step(found: Step) -> Body:
    return {"text": found.text, "steps": [step(inner) for inner in found.steps]}


def kind_of(entry: DiagramFile) -> str:
    """Return the name of a diagram in addresses: its file's, without the ending."""
    return entry.file.removesuffix(".mmd")


def template_name(template: Template) -> str:
    """Return the name of a Code template in addresses: its id without the language."""
    return template.id.partition(".")[2]


def code_template(catalogue: Catalogue, found: Pattern, wish: Wish) -> Body:
    """Return a Code template as a project, and how well it takes the values that were asked for."""
    template, execution = wish.template, catalogue.execution(wish.template)
    fit = fits(template, wish.values)
    place = listed_template(found, template)
    declared = catalogue.parameters(wish.pattern)
    changed = [
        (each.name, write(each, wish.values[each.name]))
        for each in declared
        if wish.values[each.name] != each.default
    ]
    query = urlencode([*changed, *(("without", region) for region in sorted(wish.off))])
    page = place["links"]["page"]
    body = {
        "pattern": wish.pattern,
        "language": str(template.language),
        "template": place["template"],
        "title": template.title,
        "file": template.file,
        "files": [
            {"path": path, "text": text}
            for path, text in files(wish, catalogue.texts(template), execution).items()
        ],
        "parameters": [parameter(each, wish.values) for each in declared],
        "regions": list(template.regions),
        "without": sorted(wish.off),
        "fit": fit.status.name.lower(),
        "departures": [_departure(each) for each in fit.differences],
        "libraries": as_table(template.libraries),
        "links": {
            "self": with_query(place["links"]["self"], query),
            "page": with_query(page, query),
            "bundle": with_query(page, "&".join(filter(None, (query, "format=zip")))),
        },
    }
    if execution:
        run = as_table(execution)
        body["execution"] = {name: run[name] for name in run if name not in ("key", "digest")}
    return body


def category(catalogue: Catalogue, found: Category) -> Body:
    entry: Body = as_table(found)
    return entry | {"patterns": len(catalogue.in_category(found.slug))}


def relation(origin: Pattern, found: Relation) -> Body:
    return {"from": origin.slug, **as_table(found)}


def question(section: str, found: Question) -> Body:
    """Return a Question with its options, what each raises, and when it is asked."""
    entry: Body = as_table(found)
    options = entry.pop("option")
    links = {"self": f"{ROOT}/questions/{found.id}", "page": f"/advise/{found.id}/"}
    return {"section": section, **entry, "options": options, "links": links}


def scenario(found: Scenario) -> Body:
    pairs = [(name, option) for name, chosen in found.answers.items() for option in chosen]
    entry: Body = as_table(found)
    return entry | {"links": {"page": f"/advice/?{urlencode(pairs)}"}}


def quadrant(catalogue: Catalogue) -> Body:
    """Return the priority quadrant with the names and places of its points."""
    guide = catalogue.content.quadrant
    if guide is None:
        raise LookupError("the Release has no quadrant")
    placed = [found for slug in guide.points if (found := catalogue.get(slug))]
    entry: Body = as_table(guide)
    return entry | {
        "points": [
            {
                "slug": each.slug,
                "name": each.name,
                "complexity": each.complexity,
                "impact": each.impact,
                "quadrant": guide.labels[quadrant_of(each.complexity, each.impact) - 1],
            }
            for each in placed
        ],
        "links": {"self": f"{ROOT}/quadrant", "page": "/quadrant/"},
    }


def counts(catalogue: Catalogue) -> Mapping[str, int]:
    """Return how much of each kind a Release holds."""
    content = catalogue.content
    return {
        "patterns": len(content.patterns),
        "complete_patterns": len(catalogue.complete),
        "relations": sum(len(each.relations) for each in content.patterns),
        "categories": len(content.categories),
        "forces": len(content.forces),
        "capabilities": len(content.capabilities),
        "questions": sum(len(section.question) for section in content.sections),
        "scenarios": len(content.scenarios),
        "problem_domains": len(content.domains),
        "cases": len(content.cases),
        "code_templates": sum(len(catalogue.templates(each.slug)) for each in content.patterns),
    }


def _links(slug: str) -> dict[str, str]:
    return {"self": f"{ROOT}/patterns/{slug}", "page": f"/patterns/{slug}/"}


def _listed_diagram(found: Pattern, entry: DiagramFile) -> Body:
    kind = kind_of(entry)
    return {
        "kind": kind,
        "shows": entry.kind,
        "title": entry.title,
        "caption": entry.caption,
        "links": {"self": f"{ROOT}/patterns/{found.slug}/diagrams/{kind}"},
    }


def listed_template(found: Pattern, template: Template) -> Body:
    name = template_name(template)
    place = f"{found.slug}/code-templates/{template.language}/{name}"
    return {
        "language": str(template.language),
        "template": name,
        "title": template.title,
        "links": {
            "self": f"{ROOT}/patterns/{place}",
            "page": f"/patterns/{found.slug}/code/{template.language}/{name}/",
        },
    }


def parameter(declared: Parameter, values: Mapping[str, Value] | None = None) -> Body:
    """Return a parameter with its value; with its default where no values are given."""
    value = declared.default if values is None else values[declared.name]
    bounds = {"minimum": declared.minimum, "maximum": declared.maximum}
    return {
        "name": declared.name,
        "label": declared.label,
        "kind": str(declared.kind),
        "unit": declared.unit,
        "value": write(declared, value),
        "default": write(declared, declared.default),
        **({k: write(declared, v) for k, v in bounds.items()} if declared.kind.is_number else {}),
        "choices": list(declared.choices),
        "help": declared.help,
    }


def _departure(found: Departure) -> Body:
    parameter = found.spelling.parameter
    return {
        "parameter": parameter.name,
        "asked": display(parameter, found.asked),
        "given": None if found.given is None else f"{found.constant} = {found.given}",
        "reason": found.reason,
    }


def with_query(path: str, query: str) -> str:
    """Return an address; without a question mark where there is no query."""
    return f"{path}?{query}" if query else path
