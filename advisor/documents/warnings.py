"""The warnings over the whole set in sentences, the same on the page and in the report."""

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.documents.words import Words
from advisor.engine.advice import Advice, tenths
from advisor.engine.prerequisites import MissingPrerequisite, Standing
from advisor.engine.togetherness import CheaperAlternative, Conflict, TooMuch
from patterns.prose import to_plain

TOO_MUCH_FOR_TEAM = "This is too much at once for the team."
TOO_MUCH_FOR_TIME = "This is more than half a year carries."
FEWER = "Raise what is missing before the first of them, or plan fewer at a time."
PLAN_ALONE = (
    "Begin with the plan alone and ask again when it runs; some of the rest may be answered."
)
SPEAK_LESS = "Your answers speak less for {weaker}, by {margin} points of priority"


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning. reasons: as the Relations and rules say them; what_to_do: one or two sentences.

    patterns: (slug, name) of the Patterns that it is about.
    """

    title: str
    reasons: tuple[str, ...]
    what_to_do: str
    patterns: tuple[tuple[str, str], ...]


def warned(advice: Advice, words: Words) -> list[Warned]:
    """Return all warnings: what is missing first, then conflicts, then what costs too much."""
    found = advice.warnings
    return [
        *(_missing(row, words) for row in found.prerequisites),
        *(_conflict(row, words) for row in found.conflicts),
        *(_cheaper(row, words) for row in found.cheaper),
        *([_too_much(found.too_much, words)] if found.too_much else []),
    ]


def _missing(row: MissingPrerequisite, words: Words) -> Warned:
    users = [words.pattern(user.slug) for user in row.needed_by]
    name, all_users = words.pattern(row.slug), _listed(users)
    several = len(users) > 1
    points = "1 point" if row.complexity == 1 else f"{row.complexity} points"
    needs = "need" if several else "needs"
    title, do = {
        Standing.AVOIDED: (
            f"{all_users} {needs} {name}, which your answers rule out",
            f"{all_users} cannot enter the plan. Do without, or change the answer that rules out "
            f"{name}.",
        ),
        Standing.LOST_CHOICE: (
            f"{all_users} {needs} {name}, but the plan begins with "
            f"{_listed(words.pattern(slug) for slug in row.instead)}",
            f"Begin with {name} instead, or do without {all_users}.",
        ),
        Standing.LEFT_OUT: (
            f"{all_users} without {name}",
            f"Add {name} ({points}), or make sure that the reason does not hold for you. "
            "Your answers by themselves do not advise it.",
        ),
        Standing.BEYOND_BUDGET: (
            f"{all_users} now, {name} only after this half year",
            f"Bring {name} ({points}) forward, or let {all_users} wait for it.",
        ),
        Standing.PULLED_IN: (
            f"{name} is in the plan only because {all_users} {needs} it",
            f"Build it first. Your answers by themselves do not advise it, so without {all_users} "
            "it may go as well.",
        ),
    }[row.standing]
    reasons = [
        f"{words.pattern(user.slug)}: {to_plain(user.reason)}" if several else to_plain(user.reason)
        for user in row.needed_by
        if user.reason
    ]
    ruled_out = [f"{name}: {reason}" for reason in row.because]
    return Warned(
        f"{title}.",
        (*reasons, *ruled_out),
        do,
        _linked([row.slug, *(user.slug for user in row.needed_by)], words),
    )


def _conflict(row: Conflict, words: Words) -> Warned:
    stronger, weaker = words.pattern(row.stronger), words.pattern(row.weaker)
    less = SPEAK_LESS.format(weaker=weaker, margin=f"{tenths(row.margin):.1f}")
    close = ": a close call, decide by hand" if row.close_call else ""
    return Warned(
        f"{stronger} and {weaker} work against each other.",
        (to_plain(row.reason),),
        f"Take both only if you provide for that, else begin with one. {less}{close}.",
        _linked([row.stronger, row.weaker], words),
    )


def _cheaper(row: CheaperAlternative, words: Words) -> Warned:
    dear, cheap = words.pattern(row.slug), words.pattern(row.alternative)
    margin = tenths(row.margin)
    if margin > 0:
        fits = f"Its fit is {margin:.1f} points lower"
    elif margin < 0:
        fits = f"Its fit is {-margin:.1f} points higher"
    else:
        fits = "It fits as well"
    advised = "it is advised as well" if row.advised else "your answers alone do not advise it"
    joint = "and" if row.advised else "but"
    return Warned(
        f"{cheap} may do instead of {dear}: {row.alternative_complexity} of 5 in complexity, "
        f"not {row.complexity}.",
        (to_plain(row.reason),),
        f"{fits}, {joint} {advised}. Begin with it and see whether “{words.force(row.force)}” "
        f"still asks for {dear}.",
        _linked([row.alternative, row.slug], words),
    )


def _too_much(row: TooMuch, words: Words) -> Warned:
    reasons = []
    if row.beyond:
        waiting = "pattern waits" if row.beyond == 1 else "patterns wait"
        reasons.append(
            f"{row.points} points are advised in all, half a year carries {row.budget}: "
            f"{row.planned} patterns are in the plan, {row.beyond} {waiting}."
        )
    for short in row.short:
        names = _listed(words.pattern(slug) for slug in short.patterns)
        reasons.append(
            f"{len(short.patterns)} of {row.planned} planned patterns need more than you have: "
            f"{words.capability(short.capability).lower()} up to level {short.needs} of 3, you "
            f"have {short.has} ({names})."
        )
    if row.short:
        return Warned(TOO_MUCH_FOR_TEAM, tuple(reasons), FEWER, ())
    return Warned(TOO_MUCH_FOR_TIME, tuple(reasons), PLAN_ALONE, ())


def _linked(slugs: Iterable[str], words: Words) -> tuple[tuple[str, str], ...]:
    return tuple((slug, words.pattern(slug)) for slug in dict.fromkeys(slugs))


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    return " and ".join(filter(None, [", ".join(found[:-1]), *found[-1:]]))
