"""The twelve arc42 chapters: what the Advice knows, and questions for what only people know.

Names of the chapters after github.com/arc42/arc42-template, version 9; all other words are our own.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from django.template.loader import render_to_string

from advisor import diagrams
from advisor.answers.sheets import NAMES
from advisor.documents import arguments
from advisor.documents.folder import Folder
from advisor.documents.pictures import Shown
from advisor.documents.plaintext import tidy
from advisor.documents.words import labels_of
from advisor.engine.advice import AssumptionKind
from advisor.engine.reasons import Role
from advisor.engine.verdicts import RuleKind
from patterns.prose import to_plain

CHAPTERS: Final = {  # template, whose last part is the file's name -> title
    "documents/arc42/01-introduction-and-goals.md": "Introduction and Goals",
    "documents/arc42/02-architecture-constraints.md": "Architecture Constraints",
    "documents/arc42/03-context-and-scope.md": "Context and Scope",
    "documents/arc42/04-solution-strategy.md": "Solution Strategy",
    "documents/arc42/05-building-block-view.md": "Building Block View",
    "documents/arc42/06-runtime-view.md": "Runtime View",
    "documents/arc42/07-deployment-view.md": "Deployment View",
    "documents/arc42/08-crosscutting-concepts.md": "Crosscutting Concepts",
    "documents/arc42/09-architecture-decisions.md": "Architecture Decisions",
    "documents/arc42/10-quality-requirements.md": "Quality Requirements",
    "documents/arc42/11-risks-and-technical-debt.md": "Risks and Technical Debt",
    "documents/arc42/12-glossary.md": "Glossary",
}
RUNTIME: Final = ("behavior", "state", "timeline")  # kinds of pictures that show what happens
GOALS: Final = 5
MOST_OPEN: Final = 8
LIMITS: Final = (RuleKind.NEVER_WHEN, RuleKind.CEILING)


def chapters(told: dict[str, Any]) -> dict[str, str]:
    """Return file name -> text. told: `facts`, and what `essentials.facts` says."""
    return {
        PurePosixPath(template).name: tidy(render_to_string(template, told))
        for template in CHAPTERS
    }


def titles() -> list[tuple[str, str]]:
    """Return (file name, title) of each chapter."""
    return [(PurePosixPath(template).name, title) for template, title in CHAPTERS.items()]


def facts(folder: Folder, shown: Sequence[Shown]) -> dict[str, Any]:
    """Return what the chapters say beyond the other documents, in plain words."""
    advice, words = folder.advice, folder.words
    felt = list(_felt(folder))
    composed = diagrams.composed(
        advice, folder.catalogue, folder.followed, folder.sheet.names, NAMES
    )
    groups = defaultdict(list)
    for node in composed.nodes:
        groups[node.group].append(node)
    return {
        "asked": list(_answered(folder)),
        "goals": felt[:GOALS],
        "felt": felt,
        "gaps": _gaps(folder),
        "assumed": [
            (words.capability(each.subject), each.detail)
            for each in advice.assumptions
            if each.kind is AssumptionKind.CAPABILITY
        ],
        "limits": _limits(folder),
        "clients": [node.label for node in groups["clients"]] if _names_clients(folder) else [],
        "outside": [node.label for node in groups["outside"]],
        "layers": [
            (diagrams.FRAMES[layer], [(node.label, node.detail) for node in groups[layer]])
            for layer in diagrams.FRAMES
            if groups[layer] and layer not in ("clients", "outside")
        ],
        "placements": [(words.pattern(row.slug), row.where) for row in composed.placements],
        "choices": list(_choices(folder)),
        "drawn": {each.picture.name.partition("-")[2]: each for each in shown},
        "runtime": [each for each in shown if each.picture.kind in RUNTIME],
        "concepts": list(_concepts(folder)),
        "scenarios": list(_scenarios(folder)),
        "harms": list(_harms(folder)),
        "revisits": list(_revisits(folder)),
        "questions": [
            (words.question(each.question), each.could_change)
            for each in advice.next_questions[:MOST_OPEN]
        ],
        "terms": [(words.pattern(slug), folder.pattern(slug).problem) for slug in folder.followed],
        "reasons": [
            (words.question(name), text) for name, text in folder.sheet.reason_texts.items()
        ],
        "notes": [(words.question(name), text) for name, text in folder.sheet.notes.items()],
    }


def _names_clients(folder: Folder) -> bool:
    """Return whether the clients of the picture were answered; else it shows a stand-in."""
    return bool(folder.advice.answers.of_question("clients").options)


def _answered(folder: Folder) -> Iterator[dict[str, str]]:
    for name, answer in folder.advice.answers.given.items():
        question = folder.catalogue.question(name)
        if question and answer.options:
            yield {
                "question": question.text,
                "answer": "; ".join(labels_of(question, answer.words)),
                "note": folder.sheet.notes.get(name, ""),
            }


def _felt(folder: Folder) -> Iterator[dict[str, Any]]:
    """Yield the Forces that are felt, the strongest first."""
    rows = [level for level in folder.advice.levels if level.level > 0]
    for row in sorted(rows, key=lambda row: -row.level):
        force = folder.catalogue.force(row.force)
        raising = [each for each in row.answers if each.change > 0]
        yield {
            "name": folder.words.force(row.force),
            "meaning": force.meaning if force else "",
            "felt": arguments.FELT.get(round(row.level * 3), "felt"),
            "answers": [folder.words.answer(each.question, each.option) for each in raising],
        }


def _gaps(folder: Folder) -> list[dict[str, Any]]:
    """Return what the Patterns to build need and the team has not, with the highest need."""
    needs: dict[str, list[Any]] = defaultdict(list)
    for slug in folder.followed:
        judged = folder.advice.pattern(slug)
        for each in judged.missing if judged else ():
            needs[each.capability].append((each, folder.words.pattern(slug)))
    return [
        {
            "name": folder.words.capability(name),
            "has": found[0][0].has,
            "assumed": found[0][0].assumed,
            "needs": max(each.needs for each, _ in found),
            "patterns": [pattern for _, pattern in found],
        }
        for name, found in needs.items()
    ]


def _limits(folder: Folder) -> list[tuple[str, list[str]]]:
    """Return (reason of a rule that held, the Patterns that it kept down)."""
    found: dict[str, list[str]] = defaultdict(list)
    for judged in folder.advice.patterns:
        for rule in judged.rules:
            if rule.kind in LIMITS and rule.before is not rule.after and rule.reason:
                found[rule.reason].append(folder.words.pattern(judged.slug))
    return list(found.items())


def _choices(folder: Folder) -> Iterator[dict[str, Any]]:
    for choice in folder.advice.plan.groups:
        yield {
            "winner": folder.words.pattern(choice.winner),
            "others": [
                {
                    "name": folder.words.pattern(rival.slug),
                    "margin": f"{float(rival.margin):.1f}",
                    "close": rival.close_call,
                }
                for rival in choice.others
            ],
        }


def _concepts(folder: Folder) -> Iterator[dict[str, Any]]:
    """Yield what must be the same everywhere: by Category, each Pattern with what to watch."""
    by_category: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for slug in folder.followed:
        pattern = folder.pattern(slug)
        by_category[pattern.category].append(
            {
                "name": pattern.name,
                "problem": pattern.problem,
                "metrics": [(metric.name, to_plain(metric.alarm)) for metric in pattern.metrics],
            }
        )
    for slug, found in by_category.items():
        yield {"name": folder.catalogue.category(slug).name, "patterns": found}


def _scenarios(folder: Folder) -> Iterator[dict[str, Any]]:
    for slug in folder.followed:
        pattern = folder.pattern(slug)
        ideas = [
            (to_plain(idea.do).rstrip("."), to_plain(idea.expect).rstrip("."))
            for idea in pattern.test_ideas
        ]
        if ideas:
            yield {"name": pattern.name, "ideas": ideas}


def _harms(folder: Folder) -> Iterator[dict[str, Any]]:
    """Yield what the Patterns to build make worse of what is felt."""
    for slug in folder.followed:
        judged = folder.advice.pattern(slug)
        profile = folder.pattern(slug).profile
        whys = {effect.force: effect.why for effect in (profile.worsens if profile else ())}
        for part in judged.parts if judged else ():
            if part.role is Role.HARMED:
                yield {
                    "pattern": folder.words.pattern(slug),
                    "force": folder.words.force(part.force),
                    "why": to_plain(whys.get(part.force) or ""),
                    "helpers": [folder.words.pattern(each) for each in part.companions],
                }


def _revisits(folder: Folder) -> Iterator[tuple[str, str]]:
    for slug in folder.followed:
        judged = folder.advice.pattern(slug)
        words = arguments.revisit(folder, judged) if judged else ""
        if words:
            yield folder.words.pattern(slug), words
