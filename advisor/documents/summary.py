"""The Advice on one screen of Markdown, such as for a comment on a pull request."""

from django.template.loader import render_to_string

from advisor.documents import sentences
from advisor.documents.essentials import phases
from advisor.documents.folder import Folder
from advisor.documents.plaintext import tidy
from advisor.documents.warnings import warned
from advisor.engine.advice import AssumptionKind
from advisor.engine.profiles import Verdict

MOST_QUESTIONS = 3


def summary(folder: Folder, address: str) -> str:
    """Return headline, plan with reasons, clashes, what to avoid, and what is still open.

    address: of the page with all of it.
    """
    advice, words = folder.advice, folder.words
    heading, lead = folder.headline
    told = {
        "heading": heading,
        "lead": lead,
        "leading": sentences.leading(advice, words),
        "confidence": str(advice.overall_confidence),
        "contradictions": advice.contradictions,
        "phases": phases(folder),
        "plan": advice.plan,
        "warnings": warned(advice, words),
        "avoid": [
            {"name": words.pattern(judged.slug), "why": " ".join(sentences.rule_words(judged))}
            for judged in advice.patterns
            if judged.verdict is Verdict.AVOID
        ],
        "guessed": [
            words.question(each.subject)
            for each in advice.assumptions
            if each.kind is AssumptionKind.GUESSED
        ],
        "questions": [
            {"text": words.question(each.question), "count": each.could_change}
            for each in advice.next_questions[:MOST_QUESTIONS]
        ],
        "release": advice.release,
        "engine": advice.engine,
        "address": address,
    }
    return tidy(render_to_string("documents/summary.md", told))
