"""Catalogue -> Knowledge: nothing is lost on the way to the engine."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.briefing import coarse, knowledge
from patterns.catalogue import Catalogue


def test_knowledge_is_built_once_for_a_release(catalogue: Catalogue) -> None:
    assert knowledge(catalogue) is knowledge(catalogue)


def test_every_question_and_option_arrives_in_order(catalogue: Catalogue) -> None:
    written = [question for section in catalogue.content.sections for question in section.question]

    known = knowledge(catalogue).questions

    assert [each.id for each in known] == [each.id for each in written]
    for left, right in zip(known, written, strict=True):
        assert [option.id for option in left.options] == [option.id for option in right.option]
        assert left.quick == right.quick
        assert (left.show_when is None) == (not right.show_when)


def test_every_profile_arrives_with_its_effects(catalogue: Catalogue) -> None:
    profiles = {profile.slug: profile for profile in knowledge(catalogue).profiles}

    for pattern in catalogue.patterns:
        written = pattern.profile
        assert (pattern.slug in profiles) == (written is not None)
        if written is not None:
            profile = profiles[pattern.slug]
            assert dict(profile.eases) == {each.force: each.strength for each in written.eases}
            assert dict(profile.worsens) == {each.force: each.strength for each in written.worsens}
            assert profile.prerequisites == tuple(each.to for each in written.prerequisites)


def test_groups_and_softeners_name_patterns_that_exist(catalogue: Catalogue) -> None:
    known = knowledge(catalogue)
    slugs = {profile.slug for profile in known.profiles}

    assert all(set(group.members) <= slugs for group in known.groups)
    assert all(len(group.members) > 1 for group in known.groups)
    assert all(each.pattern in slugs and set(each.by) <= slugs for each in known.mitigations)


def test_knowledge_carries_the_name_of_its_release(catalogue: Catalogue) -> None:
    assert knowledge(catalogue).release == catalogue.digest


@pytest.mark.parametrize(
    ("complexity", "expected"),
    [(0.0, 1), (0.01, 1), (0.2, 1), (0.21, 2), (0.4, 2), (0.6, 3), (0.61, 4), (0.8, 4), (1.0, 5)],
)
def test_complexity_has_five_steps(complexity: float, expected: int) -> None:
    assert coarse(complexity) == expected


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_complexity_is_never_a_lower_step(left: float, right: float) -> None:
    low, high = sorted((left, right))

    assert 1 <= coarse(low) <= coarse(high) <= 5


def test_relations_that_may_warn_arrive_with_their_reasons(catalogue: Catalogue) -> None:
    arrived = {(r.pattern, str(r.kind), r.other): r.reason for r in knowledge(catalogue).relations}

    assert arrived == {
        (pattern.slug, relation.type, relation.to): relation.why
        for pattern in catalogue.patterns
        for relation in pattern.relations
        if relation.type in ("requires", "conflicts-with", "alternative-to")
    }


def test_a_derived_relation_that_nobody_agreed_with_raises_no_warning(
    catalogue: Catalogue,
) -> None:
    pattern = catalogue.get("retry")
    assert pattern is not None
    alone = tuple(replace(r, agreed=None) for r in pattern.relations)
    content = replace(catalogue.content, patterns=(replace(pattern, relations=alone),))

    arrived = {relation.other for relation in knowledge(Catalogue(content, "other")).relations}

    assert arrived == {
        relation.to
        for relation in alone
        if relation.type in ("requires", "conflicts-with", "alternative-to")
        and (relation.basis != "derived" or relation.type == "alternative-to")
    }
    assert "idempotent-consumer" in arrived
