"""Properties of the engine, once more, with the Knowledge of the shipped Release.

Those that judge three and more times an example stay with the small Knowledges.
"""

import pytest
from hypothesis import strategies as st

from advisor.briefing import knowledge as knowledge_of
from advisor.engine import Knowledge
from patterns.catalogue import Catalogue
from tests.advisor.engine.test_properties import (  # noqa: F401  they run here again
    test_a_higher_capability_alone_never_worsens_a_verdict,
    test_a_need_that_is_stated_outright_is_adopted,
    test_a_stronger_force_never_hurts_what_eases_it_nor_helps_what_worsens_it,
    test_a_weight_moves_only_patterns_that_name_the_force,
    test_dropping_a_pattern_leaves_the_others_as_they_were,
    test_every_advised_pattern_is_planned_or_says_why_not,
    test_every_pattern_has_exactly_one_verdict_and_rank,
    test_not_applicable_equals_no_answer_except_for_ranges,
    test_parts_add_up_to_the_fit_and_shares_to_their_part,
    test_phases_agree_with_the_quick_win_quadrant,
    test_the_answer_of_a_hidden_question_has_no_effect,
    test_the_plan_keeps_its_promises,
    test_unknown_equals_unanswered_in_all_numbers,
    test_with_everything_answered_a_range_is_a_single_value,
    test_without_answers_nothing_is_advised_and_nothing_is_firm,
)


@pytest.fixture(scope="session")
def knowledge(catalogue: Catalogue) -> st.SearchStrategy[Knowledge]:
    return st.just(knowledge_of(catalogue))
