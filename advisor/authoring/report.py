"""The author's report: all findings about the Profiles of one Release; as JSON or as lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

from advisor.authoring.fragility import Moves, fragile
from advisor.authoring.idle import IdleForces, IdleOptions, idle_forces, idle_options, unused_facts
from advisor.authoring.reach import FIRST, Hanging, hanging, unreachable
from advisor.authoring.trials import Trial, runs
from advisor.authoring.twins import COSINE_FROM, Sentences, Twins, twins
from advisor.engine import VERSION, Knowledge
from patterns.catalogue import Catalogue

MOST_FRAGILE = 20  # entries in the table; the JSON has all that move anything


@dataclass(frozen=True, slots=True)
class Report:
    """fragile: every change of an entry by one, the one that moves most Verdicts first."""

    release: str
    engine: str
    patterns: int
    trials: int
    twins: tuple[Twins, ...]
    unreachable: tuple[str, ...]
    forces: IdleForces
    options: IdleOptions
    facts: tuple[str, ...]
    hanging: tuple[Hanging, ...]
    fragile: tuple[Moves, ...]


def examine(known: Knowledge, trials: Sequence[Trial], sentences: Sentences) -> Report:
    """Return every finding; some ten seconds for a hundred Profiles and five hundred Trials.

    sentences: what tells two Patterns apart, by their slugs.
    Raises AnswersError when a Trial names what the Knowledge does not hold.
    """
    judged = runs(known, trials)
    return Report(
        release=known.release,
        engine=VERSION,
        patterns=len(known.profiles),
        trials=len(judged),
        twins=twins(known.profiles, sentences),
        unreachable=unreachable(known, trials),
        forces=idle_forces(known),
        options=idle_options(known, judged),
        facts=unused_facts(known),
        hanging=hanging(known, trials),
        fragile=fragile(known, judged),
    )


def sentences_of(catalogue: Catalogue) -> Sentences:
    """Return what tells two Patterns apart: the sentence of a comparison, else of a Relation."""
    found: dict[frozenset[str], str] = {}
    for pattern in catalogue.patterns:
        for relation in pattern.relations:
            found[frozenset({pattern.slug, relation.to})] = relation.why
    for comparison in catalogue.content.comparisons:
        for pair in combinations(comparison.patterns, 2):
            found[frozenset(pair)] = comparison.decides
    return found


def as_plain(found: Report) -> dict[str, object]:
    """Return the report as dictionaries, lists, text and numbers; of changes those that move."""
    moving = [moves for moves in found.fragile if moves.moved]
    return asdict(found) | {
        "options": {
            name: [{"question": question, "option": option} for question, option in pairs]
            for name, pairs in asdict(found.options).items()
        },
        "changes": {"tried": len(found.fragile), "moving": len(moving)},
        "fragile": [
            {
                **asdict(moves.change),
                "moved": len(moves.moved),
                "kinds": dict(moves.kinds),
                "decisive": [asdict(move) for move in moves.decisive],
            }
            for moves in moving
        ],
    }


def as_lines(found: Report) -> Iterator[str]:
    """Yield the report as a text to read in a terminal."""
    yield f"Release {found.release}, engine {found.engine}"
    yield f"{found.patterns} profiles, {found.trials} sets of answers to try changes on"
    yield from _part(
        f"Twins: profiles with a cosine of {COSINE_FROM} or more, and what tells them apart",
        (
            f"{pair.cosine:.2f}  {pair.left}, {pair.right}: {pair.sentence or 'MISSING'}"
            for pair in found.twins
        ),
    )
    yield from _part(
        f"Unreachable: no answers found that make it adopt and one of the first {FIRST}",
        found.unreachable,
    )
    yield from _part("Forces that no option raises", found.forces.unraised)
    yield from _part("Forces that no option lowers", found.forces.unlowered)
    yield from _part("Forces that no profile eases", found.forces.uneased)
    yield from _part(
        "Options that nobody needs: taken away, they move no verdict",
        (f"{question}={option}" for question, option in found.options.unneeded),
    )
    yield from _part(
        "Options that no set of answers holds, so nothing is known of them",
        (f"{question}={option}" for question, option in found.options.untried),
    )
    yield from _part("Facts that no rule looks at", found.facts)
    yield from _part(
        "Patterns that hang on one option alone",
        (f"{slug}: {', '.join(options)}" for slug, options in _by_pattern(found.hanging).items()),
    )
    moving = [moves for moves in found.fragile if moves.moved]
    decisive = [moves for moves in moving if moves.decisive][:MOST_FRAGILE]
    yield from _part(
        f"Entries one up or one down: {len(moving)} of {len(found.fragile)} changes move a "
        "verdict; these move most into, out of or between adopt and prepare",
        map(_line, decisive),
    )


def _part(title: str, rows: Iterator[str] | Sequence[str]) -> Iterator[str]:
    listed = list(rows)
    yield ""
    yield f"{title} ({len(listed)})"
    yield from (f"  {row}" for row in listed or ["none"])


def _by_pattern(rows: Sequence[Hanging]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.pattern, []).append(f"{row.question}={row.option}")
    return found


def _line(moves: Moves) -> str:
    change = moves.change
    entry = f"{change.pattern} {change.side} {change.name} {change.before} to {change.after}"
    kinds = ", ".join(f"{kind} {count}" for kind, count in moves.kinds)
    others = sum(move.pattern != change.pattern for move in moves.moved)
    of_others = f"; {others} of other patterns" if others else ""
    return f"{len(moves.decisive):>3} of {len(moves.moved):<3} {entry}: {kinds}{of_others}"
