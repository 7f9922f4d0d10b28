"""What the author's report must not find in the shipped content."""

from advisor.authoring.idle import idle_forces, unused_facts
from advisor.authoring.report import sentences_of
from advisor.authoring.trials import run, trials_of
from advisor.authoring.twins import twins
from advisor.engine import Knowledge
from patterns.catalogue import Catalogue

# Facts for an organization's own rules.
FREE = {"idp", "legacy", "read_heavy", "regulated_history", "spiky", "stale_ok"}


def test_profiles_that_point_the_same_way_are_told_apart(
    catalogue: Catalogue, known: Knowledge
) -> None:
    found = twins(known.profiles, sentences_of(catalogue))

    assert found
    assert [pair for pair in found if not pair.is_told_apart] == []
    assert max(pair.cosine for pair in found) < 1


def test_every_force_is_raised_lowered_and_eased(known: Knowledge) -> None:
    found = idle_forces(known)

    assert (found.unraised, found.unlowered, found.uneased) == ((), (), ())


def test_facts_without_a_rule_are_those_that_are_left_for_others(known: Knowledge) -> None:
    assert set(unused_facts(known)) == FREE


def test_every_trial_of_the_report_can_be_judged(catalogue: Catalogue, known: Knowledge) -> None:
    trials = trials_of(catalogue)

    assert {trial.pattern for trial in trials} > {profile.slug for profile in known.profiles}
    assert all(run(known, trial).situation.choices for trial in trials)
