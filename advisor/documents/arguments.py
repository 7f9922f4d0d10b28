"""What a decision record says for and against, in sentences.

Names of Forces are quoted: they are titles such as “Dependency stays down”, and no sentence can be
built from them. A Pattern in preparation has no reasons of its own yet; its strengths stand in.
"""

from dataclasses import dataclass

from advisor.documents.folder import Folder
from advisor.documents.sentences import strongest
from advisor.engine.advice import JudgedPattern
from advisor.engine.alternatives import Rival
from advisor.engine.points import CLOSE_CALL
from advisor.engine.profiles import Verdict
from advisor.engine.reasons import Part, Role
from patterns.content.entries import Pattern
from patterns.prose import to_plain

FELT = {3: "felt fully", 2: "felt clearly", 1: "felt a little"}
HELPS = {
    3: "{} is what it is made for",
    2: "it clearly helps with {}",
    1: "it helps a little with {}",
}
HARMS = {3: "it makes {} much worse", 2: "it makes {} worse", 1: "it makes {} a little worse"}
MADE_FOR = "this is what it is for: "  # authors begin so where HELPS says it already
EFFORTS = ((35, "some"), (60, "a good deal of"), (100, "a great"))  # up to, in words
CLOSE = "the two are a close call: decide by hand"
KEEP = "Keep things as they are"
MOST_DRIVERS = 5
MOST_NEAR = 3
MOST_CHECKS = 2
LEAST_SHOWN = 0.05  # points; less is shown as 0.0


@dataclass(frozen=True, slots=True)
class Option:
    """Another way than the chosen one."""

    name: str
    good: tuple[str, ...]
    neutral: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()


def main_force(judged: JudgedPattern) -> str:
    """Return the id of the Force that speaks most for a Pattern, "" when none is felt."""
    return next((part.force for part in judged.parts if part.role is Role.MAIN), "")


def answers(folder: Folder, judged: JudgedPattern) -> list[str]:
    """Return the answers behind the Forces that speak for the Pattern, each once."""
    found = [
        folder.words.answer(share.question, share.option)
        for part in _felt(judged)[:MOST_DRIVERS]
        for share in part.shares
        if share.change > 0
    ]
    return list(dict.fromkeys(found))


def drivers(folder: Folder, judged: JudgedPattern) -> list[str]:
    """Return the Forces that the Pattern answers: how strongly each is felt, what it means."""
    found = []
    for part in _felt(judged)[:MOST_DRIVERS]:
        force = folder.catalogue.force(part.force)
        meaning = f": {lowered(force.meaning.rstrip('.'))}" if force else ""
        felt = FELT.get(round(part.level * 3), "felt")
        found.append(f"{folder.words.force(part.force)}, {felt}{meaning}")
    return found


def options(folder: Folder, judged: JudgedPattern) -> tuple[Option, ...]:
    """Return rivals, near misses with the same main Force, and always doing nothing."""
    rivals = {
        rival.slug: rival
        for choice in folder.advice.plan.groups
        if choice.winner == judged.slug
        for rival in choice.others
    }
    main = main_force(judged)
    near = [
        other.slug
        for other in folder.advice.patterns
        if main
        and other.slug not in (judged.slug, *rivals)
        and main_force(other) == main
        and abs(other.fit - judged.fit) <= CLOSE_CALL
    ]
    found = [_rival(folder, rival) for rival in rivals.values()]
    found += [_near_miss(folder, judged, slug) for slug in near[:MOST_NEAR]]
    return (*found, nothing(folder, judged))


def because(folder: Folder, judged: JudgedPattern) -> str:
    """Return why the Pattern was chosen, after "because"."""
    reasons = [
        f"“{folder.words.answer(question, option)}” ({points:+.1f} points)"
        for question, option, points in strongest(judged)
    ]
    if reasons:
        if len(reasons) == 1:
            return f"the answer {reasons[0]} calls for it"
        return f"the answers {' and '.join(reasons)} call for it"
    if judged.slug not in folder.advice.plan.members:
        return "people decided so, although no answer calls for it"
    pulled = [
        folder.words.pattern(slug)
        for phase in folder.advice.plan.phases
        for item in phase.items
        if item.slug == judged.slug
        for slug in item.pulled_in_by
    ]
    return f"{' and '.join(pulled)} cannot do without it" if pulled else "the plan rests on it"


def condition(folder: Folder, judged: JudgedPattern) -> str:
    """Return what must be there first, for a Pattern to prepare."""
    if judged.verdict is not Verdict.PREPARE or not judged.missing:
        return ""
    missing = [
        f"{lowered(folder.words.capability(each.capability))} at level {each.needs} of 3 "
        f"(today {each.has}{', as assumed' if each.assumed else ''})"
        for each in judged.missing
    ]
    return f"On condition that this is in place first: {' and '.join(missing)}."


def good(folder: Folder, judged: JudgedPattern) -> list[str]:
    """Return what the Pattern eases of what is felt, after "because"."""
    profile = folder.pattern(judged.slug).profile
    whys = {effect.force: effect.why for effect in (profile.eases if profile else ())}
    found = [_effect(folder, part, HELPS, whys.get(part.force)) for part in _felt(judged)]
    return found if judged.effort else [*found, "it takes next to no effort"]


def bad(folder: Folder, judged: JudgedPattern) -> list[tuple[str, tuple[str, ...]]]:
    """Return (what the Pattern worsens and costs, slugs of Patterns that help against it)."""
    profile = folder.pattern(judged.slug).profile
    companions = {part.force: part.companions for part in judged.parts}
    found: list[tuple[str, tuple[str, ...]]] = []
    for effect in profile.worsens if profile else ():
        words = HARMS[effect.strength].format(f"“{folder.words.force(effect.force)}”")
        found.append((_with_reason(words, effect.why), companions.get(effect.force, ())))
    for needed in profile.prerequisites if profile else ():
        found.append((f"it needs {folder.words.pattern(needed.to)} first", (needed.to,)))
    if judged.effort:
        found.append((_cost(judged), ()))
    return found


def checks(pattern: Pattern) -> list[tuple[str, str]]:
    """Return (what to do, what is seen then) of tests that show that the decision holds."""
    return [
        (to_plain(idea.do).rstrip("."), lowered(to_plain(idea.expect)))
        for idea in pattern.test_ideas[:MOST_CHECKS]
    ]


def revisit(folder: Folder, judged: JudgedPattern) -> str:
    """Return the nearest change of one answer that would lower the Verdict."""
    flip = judged.nearest_flip.down if judged.nearest_flip else None
    if flip is None:
        return ""
    question = folder.words.question(flip.question)
    option = folder.words.option(flip.question, flip.option)
    change = "becomes" if flip.adds else "is no longer"
    then = (
        "nothing would ask for it then"
        if flip.verdict is Verdict.NOT_NEEDED
        else f"the verdict would then be {flip.verdict}"
    )
    return f"Revisit when the answer to “{question}” {change} “{option}”: {then}."


def itself(folder: Folder, judged: JudgedPattern) -> Option:
    """Return the Pattern as one option among others, for a record that does not choose it."""
    good, harms = _signed(folder, judged.slug)
    cost = (_cost(judged),) if judged.effort else ()
    return Option(folder.words.pattern(judged.slug), good=good, bad=(*harms, *cost))


def another(folder: Folder, slug: str) -> Option:
    """Return a Pattern that is used instead, as an option."""
    good, harms = _signed(folder, slug)
    return Option(folder.words.pattern(slug), good=good, bad=harms)


def nothing(folder: Folder, judged: JudgedPattern | None) -> Option:
    """Return what doing nothing is good and bad for."""
    felt = _felt(judged)[:2] if judged else []
    stays = [f"“{folder.words.force(part.force)}” stays unanswered" for part in felt]
    return Option(
        KEEP,
        good=("nothing has to be built or run",),
        bad=tuple(stays) or ("what rests on it cannot be built",),
    )


def lowered(words: str) -> str:
    """Return words that go on in the middle of a sentence; abbreviations stay as they are."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _cost(judged: JudgedPattern) -> str:
    size = next(words for highest, words in EFFORTS if judged.effort <= highest)
    return f"it takes {size} effort ({judged.effort} of 100)"


def _felt(judged: JudgedPattern) -> list[Part]:
    return [part for part in judged.parts if part.role in (Role.MAIN, Role.SIDE)]


def _effect(folder: Folder, part: Part, forms: dict[int, str], why: str | None = None) -> str:
    return _with_reason(forms[part.strength].format(f"“{folder.words.force(part.force)}”"), why)


def _with_reason(words: str, why: str | None) -> str:
    reason = lowered(to_plain(why or "").rstrip(".")).removeprefix(MADE_FOR)
    return f"{words}: {reason}" if reason else words


def _rival(folder: Folder, rival: Rival) -> Option:
    most = " and ".join(f"“{folder.words.force(force)}”" for force in rival.forces)
    behind = f"it is {float(rival.margin):.1f} points behind in the order of priority"
    good, harms = _signed(folder, rival.slug)
    return Option(
        folder.words.pattern(rival.slug),
        good=good,
        neutral=(CLOSE,) if rival.close_call else (),
        bad=(*harms, f"{behind}{f', most of all for {most}' if most else ''}"),
    )


def _near_miss(folder: Folder, judged: JudgedPattern, slug: str) -> Option:
    good, harms = _signed(folder, slug)
    other = folder.advice.pattern(slug)
    behind = float(judged.fit - other.fit) if other else 0.0
    lower = f"its fit is {behind:.1f} points lower"
    bad = (*harms, lower) if behind >= LEAST_SHOWN else harms
    return Option(folder.words.pattern(slug), good=good, neutral=(CLOSE,), bad=bad)


def _signed(folder: Folder, slug: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a Pattern does for and against what is felt, the two strongest of each."""
    judged = folder.advice.pattern(slug)
    if judged is None:
        return (), ()
    harmed = [part for part in judged.parts if part.role is Role.HARMED]
    return (
        tuple(_effect(folder, part, HELPS) for part in _felt(judged)[:2]),
        tuple(_effect(folder, part, HARMS) for part in harmed[:2]),
    )
