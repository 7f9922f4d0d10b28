"""What a record says whose Pattern is not used: rejected, replaced, or out of the plan."""

from advisor.documents import arguments
from advisor.documents.arguments import Option
from advisor.documents.folder import Folder
from advisor.documents.standing import Standing
from advisor.engine.advice import JudgedPattern


def options(folder: Folder, standing: Standing, judged: JudgedPattern | None) -> tuple[Option, ...]:
    """Return what is done instead, then the Pattern itself, then doing nothing."""
    nothing = arguments.nothing(folder, judged)
    own = (
        arguments.itself(folder, judged)
        if judged
        else Option(folder.words.pattern(standing.slug), good=())
    )
    if standing.in_its_place:
        return arguments.another(folder, standing.in_its_place), own, nothing
    return nothing, own


def because(folder: Folder, standing: Standing, judged: JudgedPattern | None) -> str:
    """Return why the Pattern is not used, after "because"."""
    name = folder.words.pattern(standing.slug)
    if standing.decision:
        note = standing.decision.note
        if not note:
            return f"{name} was rejected without a note"
        return f"this was the reason: “{note.removesuffix('.')}”"
    if judged is None:
        return f"this Release no longer describes {name}"
    dropped = f"{name} is no longer in the plan: its verdict is now {judged.verdict}"
    if standing.in_its_place:
        other = folder.words.pattern(standing.in_its_place)
        return f"{dropped}, and {other} takes its place"
    return f"{dropped}, with a fit of {judged.shown.fit:.1f}"


def good(folder: Folder, chosen: Option, judged: JudgedPattern | None) -> list[str]:
    """Return what not using the Pattern is good for, after "because"."""
    saved = f"the effort of {folder.words.pattern(judged.slug)} is saved" if judged else ""
    return [*chosen.good, *([saved] if saved and judged and judged.effort else [])]


def dependents(folder: Folder, slug: str) -> list[str]:
    """Return the Patterns to build that cannot do without this one."""
    return [
        other
        for other in folder.followed
        if (profile := folder.pattern(other).profile)
        and slug in [needed.to for needed in profile.prerequisites]
    ]


def unknown(folder: Folder, standing: Standing) -> str:
    """Return the problem of a Pattern that the Release does not hold."""
    return f"This Release does not describe {folder.words.pattern(standing.slug)}."


def unjudged(standing: Standing) -> str:
    """Return why a Pattern is kept that the Release does not hold, after "because"."""
    decision = standing.decision
    word = decision.ruling if decision else "planned"
    return f"it was {word} with an earlier Release, and that decision stands"
