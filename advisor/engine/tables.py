"""Tables: Knowledge prepared once as flat tuples of whole numbers, for speed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from advisor.engine.conditions import questions_named
from advisor.engine.points import EFFORT_PER_COMPLEXITY
from advisor.engine.profiles import (
    Bundle,
    FactRule,
    Group,
    KindCeiling,
    Limit,
    Mitigation,
    Profile,
    Relation,
    RelationKind,
)
from advisor.engine.questions import Kind, Question


@dataclass(frozen=True, slots=True)
class Choice:
    """One Option, with Forces and Capabilities as indexes. starred: by the person."""

    question: str
    option: str
    changes: tuple[tuple[int, int], ...]
    sets: tuple[tuple[int, int], ...]
    facts: tuple[str, ...]
    hurt: bool = False
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Swing:
    """How far an open Question can move each Force: (Force, lowest, highest)."""

    forces: tuple[tuple[int, int, int], ...]
    sets: tuple[tuple[int, int], ...]
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One Profile, with Forces, Capabilities and Patterns as indexes.

    eases: (Force, strength), the strongest first, then by Force id, so that the first of the
    most felt is the main Force. worsens: (Force, strength, Patterns that soften it).
    """

    profile: Profile
    eases: tuple[tuple[int, int], ...]
    worsens: tuple[tuple[int, int, tuple[int, ...]], ...]
    needs: tuple[tuple[int, int], ...]
    effort: int
    never_when: tuple[FactRule, ...]
    ceilings: tuple[Limit, ...]
    floors: tuple[Limit, ...]
    rule_facts: frozenset[str]
    prerequisites: tuple[int, ...]
    parent: int | None
    variants: tuple[int, ...]
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """One Relation, with Patterns as indexes; left is where requires points from."""

    left: int
    right: int
    reason: str


@dataclass(frozen=True, slots=True)
class Tables:
    """All of the above by index. Patterns are sorted by slug: the order of files has no effect.

    softening: by Pattern, the Patterns whose harm it softens. by_force, by_capability and by_fact
    give the Patterns that name one. parents: Questions on whose answer others depend.
    """

    questions: tuple[Question, ...]
    choices: Mapping[tuple[str, str], Choice]
    swings: Mapping[str, Swing]
    parents: frozenset[str]
    forces: tuple[str, ...]
    capabilities: tuple[str, ...]
    slugs: tuple[str, ...]
    entries: tuple[Entry, ...]
    softening: Mapping[int, frozenset[int]]
    by_force: tuple[frozenset[int], ...]
    by_capability: tuple[frozenset[int], ...]
    by_fact: Mapping[str, frozenset[int]]
    groups: tuple[tuple[str, tuple[int, ...]], ...]
    bundles: tuple[tuple[str, tuple[str, ...]], ...]
    edges: Mapping[RelationKind, tuple[Edge, ...]]


def prepare(
    *,
    questions: tuple[Question, ...],
    forces: Iterable[str],
    capabilities: Iterable[str],
    profiles: Iterable[Profile],
    mitigations: Iterable[Mitigation],
    groups: Iterable[Group],
    ceilings: Iterable[KindCeiling],
    bundles: Iterable[Bundle],
    relations: Iterable[Relation],
) -> Tables:
    """Turn names into indexes and gather what the loops ask for."""
    force_at = {force: index for index, force in enumerate(forces)}
    capability_at = {kind: index for index, kind in enumerate(capabilities)}
    known = {p.slug: p for p in sorted(profiles, key=lambda profile: profile.slug)}
    pattern_at = {slug: index for index, slug in enumerate(known)}
    choices = {
        (question.id, option.id): Choice(
            question.id,
            option.id,
            tuple((force_at[force], change) for force, change in option.changes),
            tuple((capability_at[kind], level) for kind, level in option.sets),
            option.facts,
            option.hurt,
        )
        for question in questions
        for option in question.options
    }
    either_or = tuple(
        (group.id, tuple(sorted(_known(group.members, pattern_at))))
        for group in sorted(groups, key=lambda group: group.id)
    )
    at = _Indexes(force_at, capability_at, pattern_at)
    entries = _entries(at, known.values(), mitigations, tuple(ceilings), either_or)
    return Tables(
        questions=questions,
        choices=MappingProxyType(choices),
        swings=MappingProxyType({q.id: _swing(q, choices) for q in questions}),
        parents=frozenset().union(*(questions_named(q.show_when) for q in questions)),
        forces=tuple(force_at),
        capabilities=tuple(capability_at),
        slugs=tuple(pattern_at),
        entries=entries,
        softening=_softening(entries),
        by_force=_by_index(
            len(force_at),
            ((entry.eases + tuple((f, a) for f, a, _ in entry.worsens)) for entry in entries),
        ),
        by_capability=_by_index(len(capability_at), (entry.needs for entry in entries)),
        by_fact=_by_fact(entries),
        groups=either_or,
        bundles=tuple((b.id, b.members) for b in sorted(bundles, key=lambda b: b.id)),
        edges=_edges(relations, pattern_at),
    )


@dataclass(frozen=True, slots=True)
class _Indexes:
    forces: Mapping[str, int]
    capabilities: Mapping[str, int]
    patterns: Mapping[str, int]


def _entries(
    at: _Indexes,
    profiles: Collection[Profile],
    mitigations: Iterable[Mitigation],
    kind_ceilings: tuple[KindCeiling, ...],
    groups: tuple[tuple[str, tuple[int, ...]], ...],
) -> tuple[Entry, ...]:
    softened: dict[tuple[str, str], set[int]] = defaultdict(set)
    for mitigation in mitigations:
        softened[mitigation.pattern, mitigation.force] |= _known(mitigation.by, at.patterns)
    variants: dict[str, list[int]] = defaultdict(list)
    for profile in profiles:
        if profile.family is not None:
            variants[profile.family].append(at.patterns[profile.slug])

    def entry(index: int, profile: Profile) -> Entry:
        ceilings = profile.at_most + tuple(
            ceiling.limit
            for ceiling in kind_ceilings
            if ceiling.several_services == profile.several_services
        )
        rules = (*profile.never_when, *(limit.rule for limit in ceilings + profile.at_least))
        return Entry(
            profile=profile,
            eases=tuple((at.forces[f], a) for f, a in sorted(profile.eases, key=_strongest)),
            worsens=tuple(
                (at.forces[f], a, tuple(sorted(softened[profile.slug, f])))
                for f, a in sorted(profile.worsens, key=_strongest)
            ),
            needs=tuple((at.capabilities[kind], level) for kind, level in profile.needs if level),
            effort=EFFORT_PER_COMPLEXITY * (profile.complexity - 1),
            never_when=profile.never_when,
            ceilings=ceilings,
            floors=profile.at_least,
            rule_facts=frozenset().union(*(rule.facts | rule.unless for rule in rules)),
            prerequisites=tuple(sorted(_known(profile.prerequisites, at.patterns))),
            parent=None if profile.family is None else at.patterns.get(profile.family),
            variants=tuple(variants[profile.slug]),
            groups=tuple(n for n, (_, members) in enumerate(groups) if index in members),
        )

    return tuple(entry(index, profile) for index, profile in enumerate(profiles))


def _strongest(named: tuple[str, int]) -> tuple[int, str]:
    force, strength = named
    return -strength, force


def _known(slugs: Iterable[str], patterns: Mapping[str, int]) -> set[int]:
    return {patterns[slug] for slug in slugs if slug in patterns}


def _swing(question: Question, choices: Mapping[tuple[str, str], Choice]) -> Swing:
    """Take the extremes of one open Question, silence included."""
    low: dict[int, int] = defaultdict(int)
    high: dict[int, int] = defaultdict(int)
    together_low: dict[int, int] = defaultdict(int)
    together_high: dict[int, int] = defaultdict(int)
    for option in question.options:
        alone = option.exclusive or question.kind is Kind.SINGLE
        for force, change in choices[question.id, option.id].changes:
            if alone:
                low[force] = min(low[force], change)
                high[force] = max(high[force], change)
            else:
                together_low[force] += min(0, change)
                together_high[force] += max(0, change)
    touched = sorted(low.keys() | together_low.keys())
    chosen = [choices[question.id, option.id] for option in question.options]
    return Swing(
        tuple((f, min(low[f], together_low[f]), max(high[f], together_high[f])) for f in touched),
        tuple(setting for choice in chosen for setting in choice.sets),
        frozenset(fact for choice in chosen for fact in choice.facts),
    )


def _softening(entries: tuple[Entry, ...]) -> Mapping[int, frozenset[int]]:
    helped: dict[int, set[int]] = defaultdict(set)
    for index, entry in enumerate(entries):
        for _, _, mitigators in entry.worsens:
            for mitigator in mitigators:
                helped[mitigator].add(index)
    return MappingProxyType({key: frozenset(found) for key, found in helped.items()})


def _edges(
    relations: Iterable[Relation], patterns: Mapping[str, int]
) -> Mapping[RelationKind, tuple[Edge, ...]]:
    found: dict[RelationKind, list[Edge]] = {kind: [] for kind in RelationKind}
    for relation in relations:
        left, right = patterns.get(relation.pattern), patterns.get(relation.other)
        if left is not None and right is not None:
            found[relation.kind].append(Edge(left, right, relation.reason))
    return MappingProxyType(
        {
            kind: tuple(sorted(edges, key=lambda edge: (edge.left, edge.right)))
            for kind, edges in found.items()
        }
    )


def _by_index(
    size: int, named: Iterable[tuple[tuple[int, int], ...]]
) -> tuple[frozenset[int], ...]:
    found: list[set[int]] = [set() for _ in range(size)]
    for pattern, pairs in enumerate(named):
        for index, _ in pairs:
            found[index].add(pattern)
    return tuple(frozenset(patterns) for patterns in found)


def _by_fact(entries: tuple[Entry, ...]) -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for index, entry in enumerate(entries):
        for fact in entry.rule_facts:
            found[fact].add(index)
    return MappingProxyType({fact: frozenset(patterns) for fact, patterns in found.items()})
