"""What a form sends → a Sheet; a Revision → a Sheet in the terms of a Release."""

from urllib.parse import parse_qs

from django.http import HttpRequest

from advisor import answers as answer_texts
from advisor.answers import Reading, Sheet
from advisor.briefing import knowledge
from advisor.documents import wording
from advisor.models import Revision
from patterns import releases
from patterns.catalogue import Catalogue

MOST_KEYS = 400  # all Questions, reasons and weights are fewer
MOST_NAMED = 20


def sent(request: HttpRequest, catalogue: Catalogue) -> Reading:
    """Read the field `answers` of a form: the query of an address, in one piece."""
    try:
        query = parse_qs(
            request.POST.get("answers", ""), keep_blank_values=True, max_num_fields=MOST_KEYS
        )
    except ValueError:
        query = {"answers": ["too many"]}
    return answer_texts.read(query, knowledge(catalogue))


def query_of(sheet: Sheet) -> str:
    return answer_texts.address(sheet)


def catalogue_of(revision: Revision) -> Catalogue | None:
    """Return the Catalogue that a Revision was judged by; None when this version cannot read it."""
    try:
        return releases.get(revision.release.digest)
    except releases.NoRelease:
        return None


def sentences(reading: Reading, catalogue: Catalogue) -> list[str]:
    """Return in sentences what could not be used."""
    named = [wording.problem(each, catalogue) for each in reading.problems[:MOST_NAMED]]
    more = len(reading.problems) - len(named)
    return [*named, f"And {more} more."] if more else named
