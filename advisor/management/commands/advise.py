"""Advise on a file of answers, without a server."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from advisor import answers as answer_texts
from advisor.advice import advise, outlook
from advisor.answers import Sheet
from advisor.documents import sentences
from advisor.documents.folder import Folder, date_of
from advisor.documents.summary import summary
from advisor.documents.words import Words
from advisor.engine import Advice, Verdict
from advisor.management.given import current_release, kept_answers
from advisor.shapes import judgements
from advisor.shapes.catalogue import with_query
from patterns import stances
from patterns.catalogue import Catalogue

SHOWN = (Verdict.ADOPT, Verdict.PREPARE, Verdict.CONSIDER, Verdict.AVOID)
MOST_QUESTIONS = 3


class Command(BaseCommand):
    help = (
        "Judge every pattern for the answers of a file, as the site and its API do. Exit status "
        "2, and nothing judged, when the file holds any fault; all of them are listed."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            type=Path,
            help="answers.json or assessment.json as the site exports them; - for standard input",
        )
        forms = parser.add_mutually_exclusive_group()
        forms.add_argument("--json", action="store_true", help="the body that the API answers with")
        forms.add_argument(
            "--markdown", action="store_true", help="a summary, such as for a pull request"
        )
        parser.add_argument(
            "--all", action="store_true", help="also the patterns that nothing speaks for"
        )
        parser.add_argument(
            "--full", action="store_true", help="with --json: levels, assumptions and all shares"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue = current_release()
        sheet = kept_answers(options["file"], catalogue).sheet
        if options["json"]:
            self.stdout.write(_as_json(sheet, catalogue, options))
        elif options["markdown"]:
            self.stdout.write(_as_markdown(sheet, catalogue), ending="")
        else:
            advice = advise(sheet.answers, catalogue)
            for line in _lines(advice, Words(catalogue, stances.current()), options["all"]):
                self.stdout.write(line)


def _as_json(sheet: Sheet, catalogue: Catalogue, options: dict[str, Any]) -> str:
    body = judgements.recommendation(
        advise(sheet.answers, catalogue),
        catalogue,
        everything=options["all"],
        outlook=outlook(sheet.answers, catalogue) if options["full"] else None,
    )
    return json.dumps(body, indent=2, ensure_ascii=False)


def _as_markdown(sheet: Sheet, catalogue: Catalogue) -> str:
    folder = Folder(
        advise(sheet.answers, catalogue, thorough=True),
        sheet,
        catalogue,
        date_of(catalogue),
        house=stances.current(),
    )
    address = answer_texts.address(Sheet(sheet.answers))
    return summary(folder, settings.PUBLIC_ADDRESS + with_query("/advice/", address))


def _lines(advice: Advice, words: Words, everything: bool) -> list[str]:
    """Return the Advice as a terminal shows it: a heading, the Verdicts, what is still open."""
    heading, below = sentences.headline(advice, words)
    shown = [each for each in advice.patterns if everything or each.verdict in SHOWN]
    guessed = [name for name, answer in advice.answers.given.items() if answer.assumed]
    useful = [each.question for each in advice.next_questions[:MOST_QUESTIONS]]
    lines = [heading, below, "", f"Confidence: {advice.overall_confidence}"]
    lines += [f"Contradiction: {clash.message}" for clash in advice.contradictions]
    lines += [
        f"{each.rank:>4}  {each.verdict:<10}  {each.confidence:<6}  {each.shown.fit:>6.1f}  "
        f"{words.pattern(each.slug)}"
        for each in shown
    ]
    lines += [
        f"Choose {words.pattern(group.winner)} or {words.pattern(rival.slug)}: a close call, "
        "decide by hand"
        for group in advice.plan.groups
        for rival in group.others
        if rival.close_call
    ]
    lines += [f"Confirm: {', '.join(guessed)}"] if guessed else []
    lines += [f"Most useful next: {', '.join(useful)}"] if useful else []
    return lines
