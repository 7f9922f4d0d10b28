"""Tools over the catalogue: search, read and compare."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from advisor.answers.values import safe
from advisor.mcp import results
from advisor.mcp.answering import answered, judged_by
from advisor.mcp.replies import Call, Reply, brief, cut
from advisor.shapes import catalogue as shapes
from advisor.shapes.faults import Fault, Refused
from patterns import comparison, releases, search
from patterns.catalogue import Catalogue
from patterns.content.entries import Pattern
from patterns.content.tables import as_table

PARTS: Final = ("summary", "article", "when-not", "forces", "relations", "diagrams", "code")
USUAL_PARTS: Final = ("summary", "when-not", "forces", "relations")
HEADINGS: Final = {"summary": "In short", "when-not": "When not to use"}
SHOWN_FOR_A_CELL: Final = 160  # characters


def search_patterns(call: Call) -> Reply:
    catalogue = releases.current()
    category = call["category"]
    if category is not None:
        allowed = [each.slug for each in catalogue.content.categories]
        one_of(category, allowed, "#/category", "category")
    found = search.find(catalogue, call["query"])
    hits = [hit.pattern for hit in found.hits if category in (None, hit.pattern.category)]
    shown = hits[call["offset"] : call["offset"] + call["limit"]]
    values = results.FoundPatterns(
        release=catalogue.digest,
        patterns=[results.shortened(shapes.listed(each), results.FoundPattern) for each in shown],
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
    values = results.shortened(
        {**body, "release": catalogue.digest, "content": content}, results.Pattern
    )
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


def one_of(value: str, allowed: Sequence[str], pointer: str, what: str) -> None:
    """Refuse a name that is none of those that are allowed, and say which are."""
    if value not in allowed:
        fault = Fault("unknown_value", f"There is no such {what}.", pointer, allowed=tuple(allowed))
        raise Refused("not-found", "One mistake was found.", [fault])


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
    return results.shortened(
        {"slug": found.slug, "name": found.name} | told, results.ComparedPattern
    )


def _verdict_words(each: results.ComparedPattern) -> str:
    return f"{each.name}: {each.verdict} ({each.confidence}), fit {each.fit:g}, rank {each.rank}."


def _cell(cell: comparison.Cell) -> str:
    return cell.text or "; ".join(item.text for item in cell.items)
