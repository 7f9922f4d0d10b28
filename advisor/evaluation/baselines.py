"""What needs no engine at all, measured on the same Items: the advice must beat both."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.briefing import knowledge
from advisor.engine import Knowledge
from advisor.evaluation.measuring import FIRST, Item, Share, mean, ranked_recall
from patterns import search
from patterns.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Baseline:
    """recall_at_10 over the Items that expect something; skipped: why there is none."""

    recall_at_10: Share
    skipped: str = ""


def most_popular(items: Sequence[Item], known: Knowledge) -> Baseline:
    """Give each Item the ten Patterns that the other Items expect most often; ties by slug."""
    counts = Counter(slug for item in items for slug in item.expected)
    return Baseline(mean(ranked_recall(item, _popular(counts, item), known) for item in items))


def full_text(items: Sequence[Item], catalogue: Catalogue) -> Baseline:
    """Give each Item what the catalogue's own search finds for all its facts together."""
    silent = [item.id for item in items if not item.facts]
    if silent:
        return Baseline(None, f"no facts in {len(silent)} of {len(items)}: {', '.join(silent)}")
    known = knowledge(catalogue)
    return Baseline(
        mean(
            ranked_recall(
                item,
                [pattern.slug for pattern in search.match(catalogue, "\n".join(item.facts))],
                known,
            )
            for item in items
        )
    )


def _popular(counts: Counter[str], item: Item) -> list[str]:
    others = counts - Counter(item.expected)
    return sorted(others, key=lambda slug: (-others[slug], slug))[:FIRST]
