"""Tools that make something of a pattern: its diagrams drawn, its code filled in."""

from collections.abc import Mapping
from typing import Any, Final

from advisor.answers.values import safe
from advisor.mcp import results
from advisor.mcp.arguments import pointer_to
from advisor.mcp.finding import one_of, pattern_of
from advisor.mcp.replies import Call, Reply, brief
from advisor.shapes import catalogue as shapes
from advisor.shapes.faults import Fault, Refused
from patterns import releases
from patterns.catalogue import Catalogue
from patterns.code.bundling import Request as Wish
from patterns.code.templates import Template
from patterns.content.entries import Pattern
from patterns.diagram_cache import draw
from patterns.diagrams.scripts import Diagram
from patterns.diagrams.steps import outline, steps
from patterns.pages.figures import diagram_of, plain_values
from patterns.parameters import read

LOCKS: Final = ("requirements.txt", "package-lock.json", "go.sum", "Cargo.lock")


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
    values = results.shortened(
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


def _pattern_diagram(call: Call) -> Reply:
    catalogue = releases.current()
    found = pattern_of(catalogue, call["slug"])
    kinds = {shapes.kind_of(each): each for each in found.diagrams}
    one_of(call["kind"] or "", list(kinds), "#/kind", "kind of diagram")
    entry = kinds[call["kind"]]
    drawn = diagram_of(found, entry, plain_values(catalogue, found))
    picture = f"/patterns/{found.slug}/diagrams/{call['kind']}"
    body = shapes.diagram(found, entry, drawn.script, outline(drawn))
    links = {form: call.address(f"{picture}.{form}") for form in ("svg", "png")}
    links["page"] = call.address(body["links"]["page"])
    values = results.shortened({**body, "mermaid": drawn.script, "links": links}, results.Drawing)
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
    values = results.shortened(
        {**body, "mermaid": call["mermaid"], "svg": drawn.svg}, results.Drawing
    )
    return Reply(values, _drawing_words(values, "The picture is in the structured content."))


def _drawing_words(values: results.Drawing, where: str) -> str:
    told = [f"- {step.text}" for step in values.steps]
    return brief([f"{values.title}: {values.caption}"], told, "in the structured content", [where])


def _template(catalogue: Catalogue, found: Pattern, call: Call) -> tuple[Template, list[str]]:
    """Return the template that is asked for, or the first of its language, and the others."""
    templates = catalogue.templates(found.slug)
    languages = list(dict.fromkeys(str(each.language) for each in templates))
    one_of(call["language"], languages, "#/language", "language for this pattern")
    mine = {shapes.template_name(t): t for t in templates if str(t.language) == call["language"]}
    name = call["template"] or next(iter(mine))
    one_of(name, list(mine), "#/template", "template")
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
