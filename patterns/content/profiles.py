"""Are the Profiles sound, and do their rules agree with Relations and questionnaire?"""

from collections.abc import Iterator, Mapping

from patterns.content.entries import Content, Pattern, Profile
from patterns.content.faults import Fault
from patterns.content.questionnaire import answer_faults, facts_of


def faults(content: Content, origins: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what is wrong in every fit.toml."""
    patterns = {pattern.slug: pattern for pattern in content.patterns}
    for pattern in content.patterns:
        if pattern.profile is None:
            continue
        file = f"{origins[pattern.slug]}/fit.toml"
        yield from _effects(content, pattern, pattern.profile, file)
        yield from _rules(content, pattern.profile, file)
        yield from _edges(pattern, pattern.profile, patterns, origins)
        for index, example in enumerate(pattern.profile.examples):
            key = f"examples[{index}].answers"
            yield from answer_faults(content, example.answers, file, key)
    yield from _groups(patterns, origins)


def _effects(content: Content, pattern: Pattern, profile: Profile, file: str) -> Iterator[Fault]:
    forces = {force.id for force in content.forces}
    capabilities = {capability.id for capability in content.capabilities}
    eased = {effect.force for effect in profile.eases}
    worsened = {effect.force for effect in profile.worsens}
    for key, effects in (("eases", profile.eases), ("worsens", profile.worsens)):
        names = [effect.force for effect in effects]
        for index, effect in enumerate(effects):
            place = f"{key}[{index}]"
            if effect.force not in forces:
                yield Fault(file, f"{place}.force", "a force of forces.toml", effect.force)
            if names.count(effect.force) > 1:
                yield Fault(file, f"{place}.force", "each force once", effect.force)
            if pattern.is_complete and not effect.why:
                yield Fault(file, f"{place}.why", "a reason that a reader accepts", "nothing")
    for force in sorted(eased & worsened):
        yield Fault(file, "worsens", "no force that is eased as well", force)
    if not any(effect.strength == 3 for effect in profile.eases):
        yield Fault(file, "eases", "one strength 3 or more of them", "none")
    for name, need in profile.needs.items():
        if name not in capabilities:
            yield Fault(file, f"needs.{name}", "a capability of forces.toml", name)
        if pattern.is_complete and not need.why:
            yield Fault(file, f"needs.{name}.why", "a reason", "nothing")
    if pattern.is_complete and not profile.worsens and not profile.note:
        yield Fault(file, "note", "why nothing is worsened", "nothing")
    if pattern.is_complete and len(profile.examples) < 3:
        yield Fault(file, "examples", "three worked examples or more", str(len(profile.examples)))


def _rules(content: Content, profile: Profile, file: str) -> Iterator[Fault]:
    facts = facts_of(content)
    for key in ("never_when", "at_most", "at_least"):
        for index, rule in enumerate(getattr(profile, key)):
            for fact in (*rule.facts, *rule.unless):
                if fact not in facts:
                    yield Fault(file, f"{key}[{index}]", "a fact that an option states", fact)
            if not rule.facts:
                yield Fault(file, f"{key}[{index}].facts", "one fact or more", "none")
            if key != "never_when" and rule.verdict is None:
                yield Fault(file, f"{key}[{index}].verdict", "a verdict", "nothing")


def _edges(
    pattern: Pattern,
    profile: Profile,
    patterns: Mapping[str, Pattern],
    origins: Mapping[str, str],
) -> Iterator[Fault]:
    file = f"{origins[pattern.slug]}/fit.toml"
    edges = {edge.to: edge for edge in pattern.relations if edge.type == "requires"}
    for index, prerequisite in enumerate(profile.prerequisites):
        edge = edges.get(prerequisite.to)
        if edge is None:
            wanted = "a requires relation of pattern.toml"
            yield Fault(file, f"prerequisites[{index}].to", wanted, prerequisite.to)
        elif edge.basis == "derived" and edge.agreed is None:
            # It warns readers, so one person's judgement is not enough.
            wanted = f"the day on which a second person agreed that it requires {edge.to}"
            yield Fault(f"{origins[pattern.slug]}/pattern.toml", "relations", wanted, "none")
    for index, softening in enumerate(profile.softens):
        if softening.pattern in origins and softening.pattern not in patterns:
            continue  # its own file says why it could not be read
        other = patterns.get(softening.pattern)
        harmed = {e.force for e in other.profile.worsens} if other and other.profile else set()
        if softening.force not in harmed:
            wanted = "a pattern and a force that it worsens"
            found = f"{softening.pattern}, {softening.force}"
            yield Fault(file, f"softens[{index}]", wanted, found)
    if profile.family is not None and profile.family not in origins:
        yield Fault(file, "family", "the slug of a pattern", profile.family)


def _groups(patterns: Mapping[str, Pattern], origins: Mapping[str, str]) -> Iterator[Fault]:
    """Members of an either/or group must be alternatives, directly or through their families."""
    groups: dict[str, list[Pattern]] = {}
    for pattern in patterns.values():
        for membership in pattern.profile.either_or if pattern.profile else ():
            groups.setdefault(membership.group, []).append(pattern)
    for group, members in sorted(groups.items()):
        for pattern in members:
            file = f"{origins[pattern.slug]}/fit.toml"
            if len(members) < 2 and len(patterns) == len(origins):
                yield Fault(file, "either_or", f"another member of {group}", "none")
            for other in members:
                if pattern.slug < other.slug and not _are_alternatives(pattern, other, patterns):
                    wanted = f"an alternative-to relation between {pattern.slug} and {other.slug}"
                    yield Fault(file, "either_or", wanted, "none")


def _are_alternatives(left: Pattern, right: Pattern, patterns: Mapping[str, Pattern]) -> bool:
    lefts, rights = _with_wider(left, patterns), _with_wider(right, patterns)
    return any(
        edge.type == "alternative-to" and edge.to in others
        for some, others in ((lefts, rights), (rights, lefts))
        for slug in some
        for edge in patterns[slug].relations
    )


def _with_wider(pattern: Pattern, patterns: Mapping[str, Pattern]) -> set[str]:
    wider = {edge.to for edge in pattern.relations if edge.type == "specialises"}
    family = {pattern.profile.family} if pattern.profile and pattern.profile.family else set()
    return {slug for slug in {pattern.slug} | wider | family if slug in patterns}
