"""Tools over the catalogue: search, read, compare, draw, and take code."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from advisor.answers.values import safe
from advisor.mcp import results
from advisor.mcp.answering import answered, judged_by
from advisor.mcp.arguments import pointer_to
from advisor.mcp.replies import Call, Reply, brief, cut
from advisor.shapes import catalogue as shapes
from advisor.shapes.faults import Fault, Refused
from patterns import comparison, releases, search
from patterns.catalogue import Catalogue
from patterns.code.bundling import Request as Wish
from patterns.code.templates import Template
from patterns.content.entries import Pattern
from patterns.content.tables import as_table
from patterns.diagram_cache import draw
from patterns.diagrams.scripts import Diagram
from patterns.diagrams.steps import outline, steps
from patterns.pages.figures import diagram_of, plain_values
from patterns.parameters import read

PARTS: Final = ("summary", "article", "when-not", "forces", "relations", "diagrams", "code")
USUAL_PARTS: Final = ("summary", "when-not", "forces", "relations")
HEADINGS: Final = {"summary": "In short", "when-not": "When not to use"}
LOCKS: Final = ("requirements.txt", "package-lock.json", "go.sum", "Cargo.lock")
SHOWN_FOR_A_CELL: Final = 160  # characters


def search_patterns(call: Call) -> Reply:
    catalogue = releases.current()
    category = call["category"]
    if category is not None:
        allowed = [each.slug for each in catalogue.content.categories]
        _one_of(category, allowed, "#/category", "category")
    found = search.find(catalogue, call["query"])
    hits = [hit.pattern for hit in found.hits if category in (None, hit.pattern.category)]
    shown = hits[call["offset"] : call["offset"] + call["limit"]]
    values = results.FoundPatterns(
        release=catalogue.digest,
        patterns=[_of(shapes.listed(each), results.FoundPattern) for each in shown],
        total=len(hits),
        more=max(0, len(hits) - call["offset"] - len(shown)),
        later=[results.Later(name=row.name, instead=list(row.see)) for row in found.later],
    )
    instead = [f"{row.name} has no page yet; see {', '.join(row.see)}." for row in found.later]
    words = brief(
        [f"{len(hits)} patterns found." if hits else "No pattern was found; try other words."],
        [f"- {each.slug}: {each.name}. {each.problem}" for each in shown],
        "call again with a smaller limit, or read the structured content",
        [*instead, _rest(values.more, call)],
    )
    return Reply(values, words)


def get_pattern(call: Call) -> Reply:
    catalogue = releases.current()
    found = pattern_of(catalogue, call["slug"])
    body = shapes.pattern(catalogue, found)
    parts = tuple(dict.fromkeys(call["parts"] or USUAL_PARTS))
    content = {part: _part(found, body, part) for part in parts}
    values = _of({**body, "release": catalogue.digest, "content": content}, results.Pattern)
    house = body["stance"]
    words = brief(
        [
            f"{found.name} ({found.slug}). {found.problem}",
            "" if found.is_complete else "Its page is in preparation; it takes part in advice.",
            f"Stance of this organization: {house['word']}. {house['note']}" if house else "",
            *(
                f"{heading}: {cut(str(content[part]), 350)}"
                for part, heading in HEADINGS.items()
                if content.get(part)
            ),
        ],
        _relations(body) if "relations" in parts else [],
        "in the structured content",
        [f"Parts: {', '.join(PARTS)}. Page: {call.address(body['links']['page'])}"],
    )
    return Reply(values, words)


def compare_patterns(call: Call) -> Reply:
    catalogue = releases.current()
    slugs = [_slug(catalogue, name, f"#/slugs/{n}") for n, name in enumerate(call["slugs"])]
    if len(set(slugs)) < len(slugs):
        fault = Fault("duplicate", "One pattern stands here twice.", "#/slugs")
        raise Refused("invalid-parameters", "One mistake was found.", [fault])
    patterns = [found for slug in slugs if (found := catalogue.get(slug))]
    asked = answered(call) if call["answers"] is not None else None
    verdicts = judged_by(asked) if asked else {}
    compared = [_compared(each, verdicts) for each in patterns]
    rows = comparison.criteria(catalogue, patterns)
    values = results.Compared(
        release=catalogue.digest,
        patterns=compared,
        content=[
            results.Criterion(
                name=row.name, cells=[_cell(each) for each in row.cells], differs=row.differs
            )
            for row in rows
        ],
        relations=[
            results.Link(
                origin=link.origin.slug,
                to=link.target.slug,
                type=link.relation.type,
                why=link.relation.why,
            )
            for link in comparison.between(catalogue, patterns)
        ],
        assumed=asked.assumed if asked else [],
        links={"page": call.address("/patterns/compare/?" + "&".join(f"slug={s}" for s in slugs))},
    )
    names = " | ".join(each.name for each in patterns)
    differing = [row for row in values.content if row.differs]
    words = brief(
        [f"Compared: {names}.", *(_verdict_words(each) for each in compared if each.verdict)],
        [
            f"- {row.name}: " + " | ".join(cut(cell, SHOWN_FOR_A_CELL) for cell in row.cells)
            for row in differing
        ],
        "in the structured content, with what is the same",
        [asked.confirm if asked else ""],
    )
    return Reply(values, words)


def render_diagram(call: Call) -> Reply:
    given = [name for name in ("slug", "mermaid") if call[name] is not None]
    if len(given) != 1:
        fault = Fault("missing", "Give either slug and kind, or mermaid.", "#")
        raise Refused("invalid-parameters", "One mistake was found.", [fault])
    return _own_diagram(call) if given == ["mermaid"] else _pattern_diagram(call)


def get_code_template(call: Call) -> Reply:
    catalogue = releases.current()
    found = pattern_of(catalogue, call["slug"])
    chosen, others = _template(catalogue, found, call)
    wish = _wish(catalogue, found, chosen, call)
    body = shapes.code_template(catalogue, found, wish)
    readme = next((file["text"] for file in body["files"] if file["path"] == "README.md"), "")
    values = _of(
        {
            **body,
            "release": catalogue.digest,
            "content": [_file(each) for each in body["files"]],
            "how_to_run": readme,
            "others": others,
        },
        results.CodeTemplate,
    )
    run = body.get("execution")
    words = brief(
        [
            f"{body['title']}: {len(values.content)} files, {values.file} is the template itself.",
            f"How well your values fit: {values.fit}.",
            f"Our tests ran it with {run['toolchain']} on {run['on']}." if run else "",
        ],
        [f"- {each.path} ({each.characters} characters)" for each in values.content],
        "in the structured content",
        [
            *(f"{each.parameter}: {each.reason or 'rounded'}" for each in values.departures),
            f"Everything as one zip: {call.address(body['links']['bundle'])}",
            f"Other templates: {', '.join(others)}." if others else "",
        ],
    )
    return Reply(values, words)


def pattern_of(catalogue: Catalogue, name: str, pointer: str = "#/slug") -> Pattern:
    """Return the Pattern of a slug or of another name. Raises Refused with what looks alike."""
    found = catalogue.get(_slug(catalogue, name, pointer))
    assert found is not None  # noqa: S101 - _slug returns what the Release holds
    return found


def _slug(catalogue: Catalogue, name: str, pointer: str) -> str:
    slug = catalogue.alias_of(name) or name
    if catalogue.get(slug):
        return slug
    alike = [hit.pattern.slug for hit in search.find(catalogue, name).hits[:5]] if name else []
    words = f'There is no pattern "{safe(name)}" here; search_patterns finds them.'
    fault = Fault("unknown_value", words, pointer, allowed=tuple(alike))
    raise Refused("not-found", "One mistake was found.", [fault])


def _one_of(value: str, allowed: Sequence[str], pointer: str, what: str) -> None:
    if value not in allowed:
        fault = Fault("unknown_value", f"There is no such {what}.", pointer, allowed=tuple(allowed))
        raise Refused("not-found", "One mistake was found.", [fault])


def _of(body: Mapping[str, Any], kind: type[Any]) -> Any:
    """Return what the answer says of a body of the REST API; everything else is left out."""
    return msgspec.convert(body, kind)


def _rest(more: int, call: Call) -> str:
    following = call["offset"] + call["limit"]
    return f"{more} more: call again with offset {following}." if more else ""


def _part(found: Pattern, body: Mapping[str, Any], part: str) -> Any:
    match part:
        case "summary" | "when-not":
            return found.article.get(HEADINGS[part], "")
        case "article" | "relations" | "diagrams":
            return body[part]
        case "code":
            return body["code_templates"]
    profile = found.profile
    told = ("eases", "worsens", "needs", "never_when", "at_most")
    entry = as_table(profile) if profile else {}
    return {name: entry[name] for name in told if entry.get(name)}


def _relations(body: Mapping[str, Any]) -> list[str]:
    return [
        f"- {row['type']} {row['pattern']}: {row['why']}"
        for row in body["relations"]
        if row["outgoing"]
    ]


def _compared(found: Pattern, verdicts: Mapping[str, Any]) -> results.ComparedPattern:
    told = verdicts.get(found.slug, {})
    return _of({"slug": found.slug, "name": found.name} | told, results.ComparedPattern)  # type: ignore[no-any-return]


def _verdict_words(each: results.ComparedPattern) -> str:
    return f"{each.name}: {each.verdict} ({each.confidence}), fit {each.fit:g}, rank {each.rank}."


def _cell(cell: comparison.Cell) -> str:
    return cell.text or "; ".join(item.text for item in cell.items)


def _pattern_diagram(call: Call) -> Reply:
    catalogue = releases.current()
    found = pattern_of(catalogue, call["slug"])
    kinds = {shapes.kind_of(each): each for each in found.diagrams}
    _one_of(call["kind"] or "", list(kinds), "#/kind", "kind of diagram")
    entry = kinds[call["kind"]]
    drawn = diagram_of(found, entry, plain_values(catalogue, found))
    picture = f"/patterns/{found.slug}/diagrams/{call['kind']}"
    body = shapes.diagram(found, entry, drawn.script, outline(drawn))
    links = {form: call.address(f"{picture}.{form}") for form in ("svg", "png")}
    links["page"] = call.address(body["links"]["page"])
    values = _of({**body, "mermaid": drawn.script, "links": links}, results.Drawing)
    return Reply(values, _drawing_words(values, f"Picture: {links['svg']}"))


def _own_diagram(call: Call) -> Reply:
    diagram = Diagram(call["mermaid"], "Your diagram", "Drawn from the text that was sent.")
    drawn = draw(diagram, live=True)
    if found := drawn.problem:
        slug = "too-large" if found.too_long else "unreadable-diagram"
        more = tuple((n, v) for n, v in (("line", found.line), ("hint", found.hint)) if v)
        fault = Fault(found.code, found.message, "#/mermaid", more=more)
        raise Refused(slug, f"{found.place}: {found.message}", [fault])
    told = [shapes.step(each) for each in steps(call["mermaid"])]
    body = {"title": diagram.title, "caption": diagram.description, "steps": told}
    values = _of({**body, "mermaid": call["mermaid"], "svg": drawn.svg}, results.Drawing)
    return Reply(values, _drawing_words(values, "The picture is in the structured content."))


def _drawing_words(values: results.Drawing, where: str) -> str:
    told = [f"- {step.text}" for step in values.steps]
    return brief([f"{values.title}: {values.caption}"], told, "in the structured content", [where])


def _template(catalogue: Catalogue, found: Pattern, call: Call) -> tuple[Template, list[str]]:
    """Return the template that is asked for, or the first of its language, and the others."""
    templates = catalogue.templates(found.slug)
    languages = list(dict.fromkeys(str(each.language) for each in templates))
    _one_of(call["language"], languages, "#/language", "language for this pattern")
    mine = {shapes.template_name(t): t for t in templates if str(t.language) == call["language"]}
    name = call["template"] or next(iter(mine))
    _one_of(name, list(mine), "#/template", "template")
    others = [
        f"{each.language}/{shapes.template_name(each)}"
        for each in templates
        if each is not mine[name]
    ]
    return mine[name], others


def _wish(catalogue: Catalogue, found: Pattern, chosen: Template, call: Call) -> Wish:
    declared = catalogue.parameters(found.slug)
    names = tuple(each.name for each in declared)
    given: dict[str, Any] = call["parameters"] or {}
    faults = [
        Fault(
            "unknown_key",
            f'There is no parameter "{safe(name)}".',
            pointer_to("parameters", name),
            allowed=names,
        )
        for name in given
        if name not in names
    ]
    faults += [
        Fault("wrong_type", "Expected text, with its unit.", pointer_to("parameters", name))
        for name, value in given.items()
        if name in names and not isinstance(value, str | int | float)
    ]
    spoken = {name: _spoken(value) for name, value in given.items()}
    reading = read(declared, spoken, catalogue.rules(found.slug))
    faults += [
        Fault("unknown_value", f"{words}.", pointer_to("parameters", name))
        for name, words in reading.messages.items()
    ]
    off = frozenset(call["without"] or ())
    faults += [
        Fault("unknown_value", "There is no such part.", "#/without", "", chosen.regions)
        for name in sorted(off)
        if name not in chosen.regions
    ]
    if faults:
        count = "One mistake was" if len(faults) == 1 else f"{len(faults)} mistakes were"
        raise Refused("invalid-parameters", f"{count} found.", faults)
    page = f"/patterns/{found.slug}/code/{chosen.language}/{shapes.template_name(chosen)}/"
    return Wish(
        template=chosen,
        pattern=found.slug,
        name=found.name,
        values=reading.values,
        off=off,
        address=call.request.build_absolute_uri(page),
    )


def _spoken(value: object) -> str:
    """Return a value as the forms of the pages would send it."""
    return ("on" if value else "off") if isinstance(value, bool) else str(value)


def _file(file: Mapping[str, str]) -> dict[str, Any]:
    path, text = file["path"], file["text"]
    kept = {} if path.rpartition("/")[2] in LOCKS else {"text": text}
    return {"path": path, "characters": len(text), **kept}
