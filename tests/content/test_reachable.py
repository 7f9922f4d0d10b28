"""No pattern is there in vain: for some answers each is adopt and among the first five."""

import pytest

from advisor.authoring.reach import reached
from advisor.authoring.trials import trials_of
from advisor.engine import Knowledge, judge
from patterns.catalogue import Catalogue
from tests.conftest import FIXTURES

FIRST = 5
every_pattern = pytest.mark.parametrize(
    "slug", sorted(path.name for path in (FIXTURES / "patterns").iterdir())
)


@every_pattern
def test_a_pattern_is_adopt_and_among_the_first_five_for_some_answers(
    catalogue: Catalogue, known: Knowledge, slug: str
) -> None:
    profile = next(profile for profile in known.profiles if profile.slug == slug)
    examples = [trial for trial in trials_of(catalogue) if trial.pattern == slug]

    way = reached(known, profile, examples)

    assert way is not None
    judged = judge(known, way.trial.answers).pattern(slug)
    assert judged is not None
    assert judged.verdict.is_adopt
    assert judged.rank <= FIRST
