"""What the page of one Case shows: what was chosen and what the advisor says, side by side."""

from collections.abc import Iterable
from typing import Any

from advisor import answers as answer_texts
from advisor.advice import advise
from advisor.answers import Sheet
from advisor.briefing import knowledge
from advisor.documents import sentences
from advisor.documents.words import Words
from advisor.engine import Advice, JudgedPattern
from advisor.evaluation.cases import Encoder, answers_of, as_item
from advisor.evaluation.measuring import Kin, Outcome, Standing, compare
from advisor.evaluation.overview import BREADTHS, ENCODERS
from patterns.catalogue import Catalogue
from patterns.content.entries import Case


def beside(catalogue: Catalogue, case: Case, encoder: Encoder) -> dict[str, Any]:
    """Return the context of the page, with the Advice for the answers of this encoder."""
    words = Words(catalogue)
    return {
        "case": case,
        "breadth": BREADTHS[case.breadth],
        "facts": [
            {"words": fact, "inferred": position in case.inferred_facts}
            for position, fact in enumerate(case.facts)
        ],
        "inferred": bool(case.inferred_facts),
        "answers": _answers(case, words),
        "encoder": str(encoder),
        "encoders": [
            {
                "words": label,
                "address": f"/cases/{case.id}/"
                + (f"?answers={each}" if each is not Encoder.FIRST else ""),
                "chosen": each is encoder,
                "is_there": bool(answers_of(case, each)),
            }
            for each, label in ENCODERS.items()
        ],
        "neighbors": _neighbors(catalogue, case),
        "says": _says(catalogue, case, encoder, words) if answers_of(case, encoder) else None,
        "unheard": [
            {**_named(each.pattern, words), "evidence": each.evidence} for each in case.chosen
        ],
    }


def _says(catalogue: Catalogue, case: Case, encoder: Encoder, words: Words) -> dict[str, Any]:
    item = as_item(case, encoder)
    advice = advise(item.answers, catalogue)
    kin = Kin(knowledge(catalogue))
    outcome = compare(item, advice, kin)
    places = kin.places(judged.slug for judged in advice.patterns)
    query = answer_texts.address(Sheet(advice.answers))
    met = set[str]().union(*(kin.satisfying(slug) for slug in item.expected))

    def told(judged: JudgedPattern) -> dict[str, Any]:
        return {
            **_named(judged.slug, words),
            "verdict": str(judged.verdict),
            "place": places[judged.slug],
            "why": _reason(judged, words),
            "explained": f"/advice/{judged.slug}/?{query}",
        }

    heading, lead = sentences.headline(advice, words)
    return {
        "heading": heading,
        "lead": lead,
        "advice": f"/advice/?{query}",
        "questionnaire": f"/advise/check/?{query}",
        "chosen": [
            _chosen(standing, entry.evidence, entry.named, words, query)
            for standing, entry in zip(outcome.standings, case.chosen, strict=True)
        ],
        "declined": _declined(case, advice, outcome, words),
        "beyond": [
            told(judged)
            for judged in advice.patterns
            if judged.verdict.is_advised and judged.slug not in met
        ],
        "acceptable": [
            told(judged)
            for slug in case.also_acceptable
            if (judged := advice.pattern(slug)) is not None
        ],
        "tolerated": case.also_acceptable,
        "expected": len(outcome.standings),
        "hits": len(outcome.hits),
        "first_ten": sum(standing.is_first_ten for standing in outcome.standings),
        "advised": len(outcome.advised),
        "false_alarms": len(outcome.false_alarms),
        "nothing_distributed": outcome.nothing_distributed,
        "expects_nothing": outcome.nothing_distributed is not None,
    }


def _chosen(
    standing: Standing, evidence: str, named: bool, words: Words, query: str
) -> dict[str, Any]:
    judged = standing.judged
    stands_in = judged is not None and judged.slug != standing.slug
    return {
        **_named(standing.slug, words),
        "evidence": evidence,
        "named": named,
        "verdict": str(judged.verdict) if judged else "",
        "place": standing.place,
        "stands_in": words.pattern(judged.slug) if judged and stands_in else "",
        "agreed": standing.advised,
        "first_ten": standing.is_first_ten,
        "explained": f"/advice/{judged.slug}/?{query}" if judged else "",
    }


def _declined(case: Case, advice: Advice, outcome: Outcome, words: Words) -> list[dict[str, Any]]:
    alarms = {each.slug for each in outcome.false_alarms}
    rows = []
    for entry in case.declined:
        judged = advice.pattern(entry.pattern)
        rows.append(
            {
                **_named(entry.pattern, words),
                "why": entry.why,
                "by_source": entry.basis == "source",
                "verdict": str(judged.verdict) if judged else "",
                "alarm": entry.pattern in alarms,
            }
        )
    return rows


def _answers(case: Case, words: Words) -> list[dict[str, Any]]:
    """Return each Question that an encoder answered, in the order of the questionnaire."""
    order = [q.id for section in words.catalogue.content.sections for q in section.question]
    given = {**case.answers, **case.second_answers}
    return [
        {
            "question": words.question(name),
            "first": _labels(name, case.answers.get(name, ()), words),
            "second": _labels(name, case.second_answers.get(name, ()), words),
            "differs": set(case.answers.get(name, ())) != set(case.second_answers.get(name, ())),
        }
        for name in sorted(given, key=order.index)
    ]


def _labels(question: str, options: Iterable[str], words: Words) -> list[str]:
    return [words.option(question, option) for option in options]


def _reason(judged: JudgedPattern, words: Words) -> str:
    best = next(iter(judged.why), None)
    return words.answer(best.question, best.option) if best else ""


def _named(slug: str, words: Words) -> dict[str, str]:
    return {"slug": slug, "name": words.pattern(slug)}


def _neighbors(catalogue: Catalogue, case: Case) -> dict[str, Case | None]:
    place = catalogue.cases.index(case)
    return {
        "before": catalogue.cases[place - 1] if place else None,
        "after": catalogue.cases[place + 1] if place + 1 < len(catalogue.cases) else None,
    }
