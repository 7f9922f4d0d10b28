"""What a record says for and against one Pattern."""

from advisor.documents.arguments import revisit
from advisor.engine.profiles import Verdict
from patterns.catalogue import Catalogue
from tests.advisor.answering import folder


def test_a_change_of_answer_that_lowers_the_verdict_is_told_in_words(
    catalogue: Catalogue,
) -> None:
    made = folder(catalogue)
    told = {
        judged.nearest_flip.down.verdict: revisit(made, judged)
        for judged in made.advice.patterns
        if judged.nearest_flip and judged.nearest_flip.down
    }

    assert Verdict.NOT_NEEDED in told
    assert len(told) > 1
    for verdict, words in told.items():
        if verdict is Verdict.NOT_NEEDED:
            assert words.endswith("”: nothing would ask for it then.")
        else:
            assert words.endswith(f"”: the verdict would then be {verdict}.")
