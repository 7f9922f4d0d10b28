"""Catalogue -> Knowledge: the part of a Release that the engine reasons with."""

import math
from collections.abc import Iterable
from functools import lru_cache

from advisor.engine import knowledge as engine
from advisor.engine.conditions import read_condition
from advisor.engine.forces import Capability, Force
from advisor.engine.knowledge import Knowledge
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
    Verdict,
)
from advisor.engine.questions import Kind, Option, Question
from patterns.catalogue import Catalogue
from patterns.content import entries


@lru_cache(maxsize=3)
def knowledge(catalogue: Catalogue) -> Knowledge:
    """Return the Knowledge of one Release; built once, a few milliseconds."""
    content = catalogue.content
    limits = content.limits
    judged = [pattern for pattern in content.patterns if pattern.profile is not None]
    return Knowledge(
        release=catalogue.digest,
        questions=tuple(
            _question(question, section.id)
            for section in content.sections
            for question in section.question
        ),
        forces=tuple(Force(force.id, force.name, force.broad) for force in content.forces),
        capabilities=tuple(Capability(each.id, each.name) for each in content.capabilities),
        profiles=tuple(_profile(pattern) for pattern in judged),
        mitigations=_mitigations(judged),
        groups=_groups(judged),
        ceilings=tuple(
            KindCeiling(
                Limit(
                    FactRule(frozenset(c.facts), frozenset(c.unless), c.reason),
                    Verdict(c.verdict),
                    c.spares_need,
                ),
                c.several_services,
            )
            for c in (limits.ceiling if limits else ())
        ),
        bundles=tuple(Bundle(bundle.id, bundle.members) for bundle in content.bundles),
        relations=_relations(judged),
        contradictions=tuple(
            engine.Contradiction(
                row.id, FactRule(frozenset(row.facts)), row.reopen, row.message, row.ways_out
            )
            for row in content.contradictions
        ),
        tensions=tuple(
            engine.Tension((row.forces[0], row.forces[1]), row.message) for row in content.tensions
        ),
        capacity=engine.Capacity(
            limits.capacity.question,
            tuple(limits.capacity.by_option.items()),
            limits.capacity.unknown,
        )
        if limits
        else engine.Capacity(),
        retired=(
            *(
                engine.Retired(question.id, "", question.successors)
                for question in content.retired.question
            ),
            *(
                engine.Retired(option.question, option.id, option.successors)
                for option in content.retired.option
            ),
        ),
        baseline=engine.Baseline(limits.baseline.pattern, frozenset(limits.baseline.facts_any))
        if limits
        else engine.Baseline(),
    )


def coarse(complexity: float) -> int:
    """Return the engine's complexity, 1 to 5, of a position on the quadrant's axis, 0 to 1."""
    # Positions have two digits; binary fractions must not lift 0.2 over its step.
    return max(1, min(5, math.ceil(round(complexity * 100) * 5 / 100)))


def _question(question: entries.Question, section: str) -> Question:
    return Question(
        id=question.id,
        kind=Kind(question.kind),
        options=tuple(
            Option(
                id=option.id,
                changes=tuple(option.raises.items()),
                sets=tuple(option.sets.items()),
                facts=option.facts,
                exclusive=option.exclusive,
                hurt=option.hurt,
            )
            for option in question.option
        ),
        section=section,
        quick=question.quick,
        always_applies=question.always_applies,
        show_when=read_condition(question.show_when) if question.show_when else None,
    )


def _profile(pattern: entries.Pattern) -> Profile:
    profile = pattern.profile
    if profile is None:
        raise ValueError(f"{pattern.slug} has no Profile")
    return Profile(
        slug=pattern.slug,
        complexity=coarse(pattern.complexity),
        eases=tuple((effect.force, effect.strength) for effect in profile.eases),
        worsens=tuple((effect.force, effect.strength) for effect in profile.worsens),
        needs=tuple((name, need.level) for name, need in profile.needs.items()),
        several_services=profile.several_services,
        family=profile.family,
        prerequisites=tuple(prerequisite.to for prerequisite in profile.prerequisites),
        never_when=tuple(_rule(rule) for rule in profile.never_when),
        at_most=tuple(_limit(rule) for rule in profile.at_most),
        at_least=tuple(_limit(rule) for rule in profile.at_least),
    )


def _rule(rule: entries.Rule) -> FactRule:
    return FactRule(frozenset(rule.facts), frozenset(rule.unless), rule.why)


def _limit(rule: entries.Rule) -> Limit:
    return Limit(_rule(rule), Verdict(rule.verdict or ""))


def _mitigations(judged: Iterable[entries.Pattern]) -> tuple[Mitigation, ...]:
    """Gather by harm what stands in the folders of the Patterns that help."""
    found: dict[tuple[str, str], list[str]] = {}
    for pattern in judged:
        for softening in pattern.profile.softens if pattern.profile else ():
            found.setdefault((softening.pattern, softening.force), []).append(pattern.slug)
    return tuple(
        Mitigation(slug, force, tuple(sorted(helpers)))
        for (slug, force), helpers in sorted(found.items())
    )


def _relations(judged: Iterable[entries.Pattern]) -> tuple[Relation, ...]:
    """Return what warnings may be made from: a second person has agreed with derived ones."""
    return tuple(
        Relation(kind, pattern.slug, relation.to, relation.why)
        for pattern in judged
        for relation in pattern.relations
        if (kind := _WARNING.get(relation.type)) and _is_agreed(relation, kind)
    )


_WARNING = {str(kind): kind for kind in RelationKind}


def _is_agreed(relation: entries.Relation, kind: RelationKind) -> bool:
    # An alternative only offers a choice; the other two say that something is wrong.
    derived = relation.basis == "derived" and kind is not RelationKind.ALTERNATIVE_TO
    return relation.agreed is not None or not derived


def _groups(judged: Iterable[entries.Pattern]) -> tuple[Group, ...]:
    found: dict[str, list[str]] = {}
    for pattern in judged:
        for membership in pattern.profile.either_or if pattern.profile else ():
            found.setdefault(membership.group, []).append(pattern.slug)
    return tuple(Group(group, tuple(sorted(slugs))) for group, slugs in sorted(found.items()))
