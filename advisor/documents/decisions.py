"""Decision records in the form of MADR 4.0.0, accepted by strict readers.

Order of headings, front matter and file names follow the rules of github.com/adr/madr and of the
importers that read its first bytes: nothing stands before `---`, no value is quoted.
"""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from advisor.documents.folder import Folder
from advisor.documents.markdown import slug as file_slug
from advisor.engine.advice import JudgedPattern
from advisor.engine.profiles import Verdict
from advisor.engine.reasons import Part, Role
from patterns.content.entries import Pattern
from patterns.prose import to_plain

FELT = {3: "felt fully", 2: "felt clearly", 1: "felt a little"}
HELPS = {3: "is what it is for", 2: "it helps clearly", 1: "it helps a little"}
NEAR = 10  # points of fit within which another Pattern with the same main Force is an option
KEEP = "Keep things as they are"


@dataclass(frozen=True, slots=True)
class Record:
    """One decision record as a file."""

    number: int
    pattern: str
    title: str
    name: str  # file name
    text: str
    status: str = "proposed"


def records(folder: Folder) -> tuple[Record, ...]:
    """Return one record for each Pattern of the plan, in its order."""
    headings = [
        (number, judged, title_of(folder, judged))
        for number, judged in enumerate(folder.planned, start=folder.first)
    ]
    names = {
        judged.slug: (title, f"{number:04d}-{file_slug(title)}.md")
        for number, judged, title in headings
    }
    return tuple(
        Record(
            number=number,
            pattern=judged.slug,
            title=title,
            name=names[judged.slug][1],
            text=_text(folder, judged, title, names),
        )
        for number, judged, title in headings
    )


def title_of(folder: Folder, judged: JudgedPattern) -> str:
    """Return "Use {Pattern} for {main Force}"; without a felt Force the Pattern alone."""
    main = next((part for part in judged.parts if part.role is Role.MAIN), None)
    name = folder.words.pattern(judged.slug)
    return f"Use {name} for {folder.words.force(main.force).lower()}" if main else f"Use {name}"


def _text(
    folder: Folder, judged: JudgedPattern, title: str, names: dict[str, tuple[str, str]]
) -> str:
    pattern = folder.pattern(judged.slug)
    context: dict[str, Any] = {
        "date": folder.on.isoformat(),
        "title": title,
        "pattern": pattern,
        "drivers": [_driver(folder, part) for part in _felt(judged)[:5]],
        "options": _options(folder, judged),
        "because": _because(folder, judged),
        "condition": _condition(folder, judged),
        "good": _good(folder, judged, pattern),
        "bad": _bad(folder, judged, names),
        "confirmation": _confirmation(pattern),
        "pros": _pros(folder, judged),
        "revisit": _revisit(folder, judged),
        "judged": judged,
        "fit": f"{float(judged.fit):.1f}",
        "low": f"{float(judged.low):.1f}",
        "high": f"{float(judged.high):.1f}",
        "related": [names[relation.to] for relation in pattern.relations if relation.to in names],
        "release": folder.advice.release,
        "engine": folder.advice.engine,
    }
    return tidy(render_to_string("documents/decision.md", context))


def tidy(text: str) -> str:
    """Return the text with single blank lines, no space at line ends, and one newline at the end."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n") + "\n"


def _felt(judged: JudgedPattern) -> list[Part]:
    return [part for part in judged.parts if part.role in (Role.MAIN, Role.SIDE)]


def _driver(folder: Folder, part: Part) -> dict[str, Any]:
    thirds = round(float(part.level) * 3)
    return {
        "name": folder.words.force(part.force),
        "felt": FELT.get(thirds, "felt"),
        "answers": [
            folder.words.answer(share.question, share.option)
            for share in part.shares
            if share.change > 0
        ],
    }


def _options(folder: Folder, judged: JudgedPattern) -> list[str]:
    """Return the Pattern, its rivals, near misses with the same main Force, and doing nothing."""
    rivals = [
        rival.slug
        for choice in folder.advice.plan.groups
        if choice.winner == judged.slug
        for rival in choice.others
    ]
    main = next((part.force for part in judged.parts if part.role is Role.MAIN), "")
    near = [
        other.slug
        for other in folder.advice.patterns
        if other.slug != judged.slug
        and main
        and any(part.force == main and part.role is Role.MAIN for part in other.parts)
        and abs(other.fit - judged.fit) <= NEAR
    ]
    named = dict.fromkeys([judged.slug, *rivals, *near[:3]])
    return [*(folder.words.pattern(slug) for slug in named), KEEP]


def _because(folder: Folder, judged: JudgedPattern) -> str:
    reasons = [
        f"“{folder.words.answer(share.question, share.option)}” ({share.shown:+.1f})"
        for share in judged.why[:2]
    ]
    if not reasons:
        pulled = [
            folder.words.pattern(slug)
            for phase in folder.advice.plan.phases
            for item in phase.items
            if item.slug == judged.slug
            for slug in item.pulled_in_by
        ]
        return f"{' and '.join(pulled)} cannot do without it" if pulled else "the plan rests on it"
    return f"the answers {' and '.join(reasons)} call for it"


def _condition(folder: Folder, judged: JudgedPattern) -> str:
    if judged.verdict is not Verdict.PREPARE:
        return ""
    missing = [
        f"{folder.words.capability(each.capability).lower()} "
        f"(you have {each.has}, it needs {each.needs})"
        for each in judged.missing
    ]
    return f"On condition that this is in place first: {', '.join(missing)}."


def _good(folder: Folder, judged: JudgedPattern, pattern: Pattern) -> list[str]:
    whys = {e.force: e.why for e in (pattern.profile.eases if pattern.profile else ())}
    found = []
    for part in _felt(judged):
        why = to_plain(whys.get(part.force) or "").rstrip(".")
        name = folder.words.force(part.force)
        words = f": {why[:1].lower() + why[1:]}" if why else f", {HELPS[part.strength]}"
        found.append(f"{name.lower()} is eased{words}")
    return found


def _bad(
    folder: Folder, judged: JudgedPattern, names: dict[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    pattern = folder.pattern(judged.slug)
    profile = pattern.profile
    found: list[dict[str, Any]] = []
    companions = {part.force: part.companions for part in judged.parts}
    for effect in profile.worsens if profile else ():
        why = to_plain(effect.why or "").rstrip(".")
        text = f"{folder.words.force(effect.force).lower()} grows"
        links = [names[slug] for slug in companions.get(effect.force, ()) if slug in names]
        found.append(
            {"text": f"{text}: {why[:1].lower() + why[1:]}" if why else text, "see": links}
        )
    found.append({"text": f"it takes an effort of {judged.effort} of 100", "see": []})
    for slug in [p.to for p in profile.prerequisites] if profile else []:
        link = [names[slug]] if slug in names else []
        found.append({"text": f"it needs {folder.words.pattern(slug)} first", "see": link})
    return found


def _confirmation(pattern: Pattern) -> list[str]:
    checks = [
        f"{to_plain(idea.do).rstrip('.')}. Seen then: "
        f"{to_plain(idea.expect)[:1].lower() + to_plain(idea.expect)[1:]}"
        for idea in pattern.test_ideas[:2]
    ]
    metrics = [f"Watch `{m.name}`: {to_plain(m.alarm)}" for m in pattern.metrics[:1]]
    return checks + metrics


def _pros(folder: Folder, judged: JudgedPattern) -> list[dict[str, Any]]:
    found = []
    for choice in folder.advice.plan.groups:
        if choice.winner != judged.slug:
            continue
        for rival in choice.others:
            other = folder.advice.pattern(rival.slug)
            if other is None:
                continue
            forces = [folder.words.force(force).lower() for force in rival.forces]
            found.append(
                {
                    "name": folder.words.pattern(rival.slug),
                    "good": [
                        f"{folder.words.force(part.force).lower()} is eased"
                        for part in _felt(other)[:2]
                    ],
                    "bad": [
                        f"{float(rival.margin):.1f} points behind"
                        + (f" for {' and '.join(forces)}" if forces else "")
                    ],
                    "neutral": ["a close call: decide by hand"] if rival.close_call else [],
                }
            )
    found.append(
        {
            "name": KEEP,
            "good": ["nothing has to be built or run"],
            "neutral": [],
            "bad": [
                f"{folder.words.force(part.force).lower()} stays as it is"
                for part in _felt(judged)[:2]
            ]
            or ["what rests on it cannot be built"],
        }
    )
    return found


def _revisit(folder: Folder, judged: JudgedPattern) -> str:
    flip = judged.nearest_flip.down if judged.nearest_flip else None
    if flip is None:
        return ""
    option = folder.words.option(flip.question, flip.option)
    verb = "becomes true" if flip.adds else "is no longer true"
    return (
        f"Revisit when “{option}” {verb} ({folder.words.question(flip.question)}): "
        f"the verdict would then be {flip.verdict}."
    )
