"""Do the entries agree with each other? Names resolve, nothing runs in circles, all draws.

Like reading, this finds everything that is wrong before it returns.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from patterns.content import cases, labs, pages, profiles, questionnaire, templates
from patterns.content.entries import Content
from patterns.content.faults import Fault
from patterns.content.reading import Reading

# Pages beside those of the Patterns: /advice/deciding/ and the like.
RESERVED_SLUGS = ("what-if", "compare", "deciding")


def disagreements(reading: Reading) -> tuple[Fault, ...]:
    """Return every fault between the entries; an empty result means that they may be loaded."""
    content, origins = reading.content, reading.origins
    found = [
        *_names(content, origins),
        *_relations(reading),
        *_circles(content, origins),
        *_repeated(content),
        *_guide(content, origins),
        *questionnaire.faults(reading),
        *profiles.faults(content, origins),
        *pages.faults(content, origins),
        *templates.faults(content, origins),
        *cases.faults(content, origins, reading.case_files),
        *labs.faults(content, origins),
    ]
    return tuple(sorted(set(found)))


def _names(content: Content, origins: Mapping[str, str]) -> Iterator[Fault]:
    categories = {category.slug for category in content.categories}
    taken: dict[str, str] = {}
    for pattern in content.patterns:
        file = f"{origins[pattern.slug]}/pattern.toml"
        if pattern.category not in categories:
            yield Fault(file, "category", "a category of categories.toml", pattern.category)
        if pattern.slug in RESERVED_SLUGS:
            yield Fault(file, "slug", "a name that no address uses", pattern.slug)
        for alias in pattern.aliases:
            if alias in origins:
                yield Fault(file, "aliases", "no slug of another pattern", alias)
            if alias in taken:
                yield Fault(file, "aliases", f"an alias that {taken[alias]} has not", alias)
            taken[alias] = pattern.slug
    for field in ("name", "problem"):
        seen: dict[str, str] = {}
        for pattern in content.patterns:
            value = getattr(pattern, field)
            if value in seen:
                file = f"{origins[pattern.slug]}/pattern.toml"
                yield Fault(file, field, f"words that {seen[value]} has not", value)
            seen[value] = pattern.slug


def _relations(reading: Reading) -> Iterator[Fault]:
    content, origins = reading.content, reading.origins
    pairs: dict[frozenset[str], str] = {}
    degree = dict.fromkeys(origins, 0)
    for pattern in content.patterns:
        file = f"{origins[pattern.slug]}/pattern.toml"
        for index, edge in enumerate(pattern.relations):
            key = f"relations[{index}].to"
            if edge.to not in origins:
                yield Fault(file, key, "the slug of a pattern", edge.to)
                continue
            if edge.to == pattern.slug:
                yield Fault(file, key, "another pattern", "itself")
                continue
            pair = frozenset((pattern.slug, edge.to))
            if pair in pairs:
                yield Fault(file, key, f"one relation for the pair (see {pairs[pair]})", edge.to)
            pairs[pair] = pattern.slug
            degree[pattern.slug] += 1
            degree[edge.to] += 1
    if reading.unread or len(degree) < 3:
        return  # what could not be read may hold the missing ones
    for slug, count in sorted(degree.items()):
        if count < 2:
            yield Fault(f"{origins[slug]}/pattern.toml", "relations", "two or more", str(count))


def _circles(content: Content, origins: Mapping[str, str]) -> Iterator[Fault]:
    edges: dict[str, list[str]] = {
        pattern.slug: [
            edge.to for edge in pattern.relations if edge.type in ("requires", "specialises")
        ]
        for pattern in content.patterns
    }
    circle = circle_in(edges)
    if circle:
        file = f"{origins[circle[0]]}/pattern.toml"
        yield Fault(file, "relations", "no circle of requires and specialises", " > ".join(circle))


def circle_in(edges: Mapping[str, Iterable[str]]) -> list[str]:
    """Return one circle as a list that begins and ends with the same name; empty without any."""
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        for target in edges.get(name, ()):
            found = walk(target, [*path, name])
            if found:
                return found
        done.add(name)
        return []

    for name in sorted(edges):
        found = walk(name, [])
        if found:
            return found
    return []


def _repeated(content: Content) -> Iterator[Fault]:
    """Yield names that stand twice where rows and addresses are found by them."""
    scenarios = content.scenarios
    lists: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("categories.toml", "category", (row.slug for row in content.categories)),
        ("questions", "id", (section.id for section in content.sections)),
        ("decision_matrix.toml", "scenario.number", (str(row.number) for row in scenarios)),
        ("decision_matrix.toml", "scenario.slug", (row.slug for row in scenarios)),
        ("problem_domains.toml", "domain", (row.slug for row in content.domains)),
        ("bundles.toml", "bundle", (row.id for row in content.bundles)),
        ("contradictions.toml", "contradiction", (row.id for row in content.contradictions)),
        ("guide/glossary.toml", "term", (row.key for row in content.terms)),
        ("priority_quadrant.toml", "points", content.quadrant.points if content.quadrant else ()),
    )
    for file, key, names in lists:
        for name, count in sorted(Counter(names).items()):
            if count > 1:
                yield Fault(file, key, "each name once", f"{name} {count} times")


def _guide(content: Content, origins: Mapping[str, str]) -> Iterator[Fault]:
    def known(file: str, key: str, names: Iterable[str]) -> Iterator[Fault]:
        for name in names:
            if name not in origins:
                yield Fault(file, key, "the slug of a pattern", name)

    for index, row in enumerate(content.scenarios):
        at = f"scenario[{index}]"
        yield from known("decision_matrix.toml", at, (row.pattern, *row.take_with, *row.also))
        yield from questionnaire.answer_faults(
            content, row.answers, "decision_matrix.toml", f"{at}.answers"
        )
        if not row.answers:
            yield Fault("decision_matrix.toml", f"{at}.answers", "one answer or more", "none")
    for index, domain in enumerate(content.domains):
        names = (domain.primary, *domain.secondary, *domain.carried_by)
        yield from known("problem_domains.toml", f"domain[{index}]", names)
    for index, takeaway in enumerate(content.takeaways):
        yield from known("guide/takeaways.toml", f"takeaway[{index}].pattern", (takeaway.pattern,))
    for index, bundle in enumerate(content.bundles):
        yield from known("bundles.toml", f"bundle[{index}].members", bundle.members)
    for index, later in enumerate(content.later):
        yield from known("guide/later.toml", f"later[{index}].see", later.see)
    for index, compared in enumerate(content.comparisons):
        key = f"comparison[{index}].patterns"
        yield from known("guide/comparisons.toml", key, compared.patterns)
        if not 2 <= len(compared.patterns) <= 4:
            yield Fault("guide/comparisons.toml", key, "two to four", str(len(compared.patterns)))
    if content.quadrant is not None:
        yield from known("priority_quadrant.toml", "points", content.quadrant.points)
        for key in ("labels", "meanings"):
            if len(getattr(content.quadrant, key)) != 4:
                yield Fault("priority_quadrant.toml", key, "four entries", "another count")
        for key in ("x_axis", "y_axis"):
            if len(getattr(content.quadrant, key)) != 2:
                yield Fault("priority_quadrant.toml", key, "two ends", "another count")
