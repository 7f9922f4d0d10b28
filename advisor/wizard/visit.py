"""One request to the questionnaire: its answers stand in the address, and lead on from there."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect

from advisor import answers as answer_texts
from advisor.answers import Mistake, Problem, Sheet
from advisor.briefing import knowledge
from advisor.documents import wording
from advisor.documents.words import Words
from advisor.engine import Answers, Knowledge
from advisor.engine.questions import STARS, Question, asked, canonical
from patterns import releases, stances
from patterns.catalogue import Catalogue
from patterns.stances import NONE, Stances

# Keys of a page and not of the answers. What a Change needs travels with the answers.
PAGE_KEYS = ("next", "return", "show", "preview")
REVISION = re.compile("[1-9][0-9]{0,5}")
BEFORE = "was."  # was.<question>: what it was answered with before a change made on the result
MOST_READ = 40  # values of one key; no Question has as many options
MOST_DROPPED = 20  # problems that a page names one by one

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """The saved Assessment that a walk changes. base: the Revision that the walk began from.

    Whether the person may is asked when they save, and nowhere before.
    """

    assessment: UUID
    base: int

    @property
    def pairs(self) -> Pairs:
        return [("assessment", str(self.assessment)), ("base", str(self.base))]


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known, what was answered, and what of the address could not be used.

    change: set while the answers of a saved Assessment are being changed.
    """

    catalogue: Catalogue
    knowledge: Knowledge
    sheet: Sheet
    problems: tuple[Problem, ...] = ()
    house: Stances = NONE
    change: Change | None = None

    @property
    def answers(self) -> Answers:
        return self.sheet.answers

    @property
    def words(self) -> Words:
        return Words(self.catalogue, self.house)

    @property
    def asked(self) -> tuple[Question, ...]:
        """The Questions that these Answers leave visible, on the full path."""
        return asked(self.knowledge.questions, self.answers)

    def answering(self, answers: Answers) -> "Visit":
        """Return the same visit with other Answers."""
        forces = [force.id for force in self.knowledge.forces]
        ordered = canonical(self.knowledge.questions, forces, answers)
        return replace(self, sheet=replace(self.sheet, answers=ordered))

    def on_path(self, path: str) -> "Visit":
        """Return the same visit on the quick or the full path."""
        return replace(self, sheet=replace(self.sheet, path=path))

    def without_problems(self, known: Callable[[Problem], bool]) -> "Visit":
        """Return the same visit without the problems that a page says elsewhere."""
        return replace(self, problems=tuple(each for each in self.problems if not known(each)))

    def pairs(self) -> Pairs:
        """Return keys and values of the canonical address, for hidden fields."""
        pairs = parse_qsl(answer_texts.address(self.sheet), keep_blank_values=True)
        return [*pairs, *self.change.pairs] if self.change else pairs

    def address(self, path: str, *extra: tuple[str, str]) -> str:
        """Return a page's address with the answers and further keys."""
        pairs = [*self.pairs(), *extra]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def dropped(self) -> list[str]:
        """Return in sentences what of the address could not be used."""
        named = [wording.problem(each, self.catalogue) for each in self.problems[:MOST_DROPPED]]
        more = len(self.problems) - len(named)
        return [*named, f"And {more} more."] if more else named


def visit_of(request: HttpRequest) -> Visit:
    """Read the address. Raises nothing, whatever it holds."""
    catalogue = releases.current()
    known = knowledge(catalogue)
    query = {
        key: values
        for key, values in request.GET.lists()
        if key not in PAGE_KEYS and not key.startswith(BEFORE)
    }
    reading = answer_texts.read(query, known)
    visit = Visit(
        catalogue, known, reading.sheet, reading.problems, stances.current(), _change(request)
    )
    # A form sends the star of an answer that it takes back: the star goes with it.
    return visit.without_problems(
        lambda found: found.path[0] == "star" and found.mistake is Mistake.MISPLACED
    )


def before(request: HttpRequest, visit: Visit) -> Visit | None:
    """Return the visit as it was before a change made on the result; None without a change."""
    was = {
        key.removeprefix(BEFORE): values[:MOST_READ]
        for key, values in request.GET.lists()
        if key.startswith(BEFORE)
    }
    earlier = answer_texts.read(was, visit.knowledge).answers
    answers = visit.answers
    for name in was:
        answers = answers.with_answer(name, earlier.given.get(name))
    if answers == visit.answers:
        return None
    stars = [star.partition(".")[::2] for star in request.GET.getlist("star")[:MOST_READ]]
    kept = tuple(
        (name, option) for name, option in stars if option in answers.of_question(name).options
    )
    return visit.answering(replace(answers, stars=kept[:STARS]))


def to_canonical(request: HttpRequest, visit: Visit) -> HttpResponseRedirect | None:
    """Return the redirect to the one address of this state; None when the request came by it.

    An address with parts that could not be used is shown as it is, or its reader would never
    learn what was left out.
    """
    given = [(key, value) for key, values in request.GET.lists() for value in values]
    extra = [pair for pair in given if pair[0] in PAGE_KEYS or pair[0].startswith(BEFORE)]
    if visit.problems or given == [*visit.pairs(), *extra]:
        return None
    return HttpResponseRedirect(visit.address(request.path, *extra))


def _change(request: HttpRequest) -> Change | None:
    base = request.GET.get("base", "")
    try:
        assessment = UUID(request.GET.get("assessment", ""))
    except ValueError:
        return None
    return Change(assessment, int(base)) if REVISION.fullmatch(base) else None


def typed(request: HttpRequest, name: str) -> Sequence[str]:
    """Return the values of one key, each once."""
    return list(dict.fromkeys(request.GET.getlist(name)))[:MOST_READ]
