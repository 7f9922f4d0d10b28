"""What holds for any Knowledge and any Answers. The fixture `knowledge` says where from."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.engine import Answer, Answers, Knowledge, Verdict, as_json, compare, explore, judge
from advisor.engine.forces import Situation, choices, situation
from advisor.engine.passes import Outcome, evaluate, ranking
from advisor.engine.questions import canonical, presence
from advisor.engine.ranges import Confidence
from advisor.engine.reasons import Role
from advisor.engine.roadmap import ItemState, PhaseId, is_quick_win
from advisor.engine.scoring import score, weights
from tests.advisor.engine.builders import (
    answer_to,
    answers_to,
    changed,
    completions_of,
    open_questions,
    without,
)

Source = st.SearchStrategy[Knowledge]

thoroughly = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def draw_both(knowledge: Source, data: st.DataObject) -> tuple[Knowledge, Answers]:
    known = data.draw(knowledge)
    return known, data.draw(answers_to(known))


def situation_of(known: Knowledge, answers: Answers) -> Situation:
    return situation(known.tables, choices(known.tables, answers))


def outcome_of(known: Knowledge, answers: Answers) -> Outcome:
    weighing = weights(known.tables.forces, answers.weights)
    return evaluate(known.tables, situation_of(known, answers), weighing)


@given(data=st.data())
@thoroughly
def test_the_same_input_gives_the_same_bytes(knowledge: Source, data: st.DataObject) -> None:
    known, answers = draw_both(knowledge, data)

    first, second = judge(known, answers), judge(known, answers)

    assert as_json(first) == as_json(second)


@given(data=st.data())
@thoroughly
def test_the_order_in_files_and_dictionaries_has_no_effect(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)
    turned = changed(
        known,
        profiles=tuple(
            replace(
                kept,
                eases=kept.eases[::-1],
                worsens=kept.worsens[::-1],
                prerequisites=kept.prerequisites[::-1],
            )
            for kept in known.profiles[::-1]
        ),
        questions=tuple(
            replace(
                asked,
                options=tuple(
                    replace(o, changes=o.changes[::-1], facts=o.facts[::-1]) for o in asked.options
                ),
            )
            for asked in known.questions
        ),
        mitigations=known.mitigations[::-1],
        groups=known.groups[::-1],
        contradictions=known.contradictions[::-1],
    )
    said = Answers(
        {
            question: replace(answer, options=answer.options[::-1])
            for question, answer in reversed(answers.given.items())
        },
        dict(reversed(answers.weights.items())),
        answers.stars[::-1],
    )

    assert as_json(judge(turned, said)) == as_json(judge(known, answers))


@given(data=st.data())
@thoroughly
def test_dropping_a_pattern_leaves_the_others_as_they_were(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)
    dropped = data.draw(st.sampled_from(known.tables.slugs))
    smaller = without(known, dropped)

    before, after = outcome_of(known, answers), outcome_of(smaller, answers)

    index = known.tables.slugs.index(dropped)
    assert after.first == before.first[:index] + before.first[index + 1 :]
    if not known.tables.softening.get(index):
        assert after.verdicts == before.verdicts[:index] + before.verdicts[index + 1 :]
        order = [known.tables.slugs[n] for n in ranking(known.tables, before) if n != index]
        assert order == [smaller.tables.slugs[n] for n in ranking(smaller.tables, after)]


@given(data=st.data())
@thoroughly
def test_parts_add_up_to_the_fit_and_shares_to_their_part(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)
    shown = presence(known.questions, answers, settled=True)

    for judged in judge(known, answers).patterns:
        assert sum(part.points for part in judged.parts) == judged.fit
        assert judged.need + judged.contrary - judged.harm == judged.fit
        assert abs(sum(part.shown for part in judged.parts) - judged.shown.fit) < 1e-9
        for part in judged.parts:
            assert sum(share.points for share in part.shares) == part.points
            assert abs(sum(share.shown for share in part.shares) - part.shown) < 1e-9
            assert abs(part.shown - part.points) < Fraction(1, 10)
        for share in judged.shares:
            assert shown[share.question]
            assert share.option in answers.of_question(share.question).options


@given(data=st.data())
@thoroughly
def test_no_completion_leaves_the_range_or_breaks_the_word(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)
    full = judge(known, data.draw(completions_of(known, answers)))

    for judged in judge(known, answers).patterns:
        then = full.pattern(judged.slug)
        assert then is not None
        assert judged.low <= then.fit <= judged.high
        assert judged.low <= judged.fit <= judged.high
        assert {judged.verdict, then.verdict} <= set(judged.reach)
        if judged.confidence is Confidence.FIRM:
            assert then.verdict is judged.verdict


@given(data=st.data())
@thoroughly
def test_one_more_answer_never_widens_a_range(knowledge: Source, data: st.DataObject) -> None:
    known, answers = draw_both(knowledge, data)
    before = judge(known, answers)

    for asked in open_questions(known, answers)[:3]:
        answer = data.draw(answer_to(asked, settled=True))
        more = judge(known, answers.with_answer(asked.id, answer))
        for judged in before.patterns:
            then = more.pattern(judged.slug)
            assert then is not None
            assert judged.low <= then.low <= then.high <= judged.high
            assert set(then.reach) <= set(judged.reach)


@given(data=st.data())
@thoroughly
def test_with_everything_answered_a_range_is_a_single_value(
    knowledge: Source, data: st.DataObject
) -> None:
    known = data.draw(knowledge)
    full = Answers(
        {asked.id: data.draw(answer_to(asked, settled=True)) for asked in known.questions}
    )

    for judged in judge(known, full).patterns:
        assert judged.low == judged.fit == judged.high
        assert judged.reach == (judged.verdict,)
        assert judged.confidence is Confidence.FIRM


@given(data=st.data())
@thoroughly
def test_a_stronger_force_never_hurts_what_eases_it_nor_helps_what_worsens_it(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)
    tables, now = known.tables, situation_of(known, answers)
    weighing = weights(tables.forces, answers.weights)
    force = data.draw(st.integers(0, len(tables.forces) - 1))

    for entry in tables.entries:
        fits = []
        for level in range(-3, 4):
            levels = (*now.levels[:force], level, *now.levels[force + 1 :])
            fits.append(score(entry, levels, levels, now.capabilities, weighing).fit)
        if force in {eased for eased, _ in entry.eases}:
            assert fits == sorted(fits)
        elif force in {worsened for worsened, _, _ in entry.worsens}:
            assert fits == sorted(fits, reverse=True)
        else:
            assert len(set(fits)) == 1


@given(data=st.data())
@thoroughly
def test_a_higher_capability_alone_never_worsens_a_verdict(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)
    tables, now = known.tables, situation_of(known, answers)
    weighing = weights(tables.forces, answers.weights)
    kind = data.draw(st.integers(0, len(tables.capabilities) - 1))

    by_level = [
        evaluate(
            tables,
            replace(
                now,
                capabilities=(*now.capabilities[:kind], level, *now.capabilities[kind + 1 :]),
            ),
            weighing,
        )
        for level in range(4)
    ]

    for verdicts in zip(*(outcome.verdicts for outcome in by_level), strict=True):
        welcomes = [verdict.welcome for verdict in verdicts]
        assert welcomes == sorted(welcomes)


@given(data=st.data())
@thoroughly
def test_the_answer_of_a_hidden_question_has_no_effect(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)
    now = presence(known.questions, answers, settled=True)
    ever = presence(known.questions, answers, settled=False)
    kept = judge(known, answers)

    for question in (question for question in answers.given if not now[question]):
        dropped = judge(known, answers.with_answer(question, None))
        assert kept.plan == dropped.plan
        for left, right in zip(kept.patterns, dropped.patterns, strict=True):
            assert (left.slug, left.fit, left.verdict) == (right.slug, right.fit, right.verdict)
            assert left.parts == right.parts
            if ever[question] is False:
                assert (left.low, left.high, left.reach) == (right.low, right.high, right.reach)


@given(data=st.data())
@thoroughly
def test_not_applicable_equals_no_answer_except_for_ranges(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)
    question = data.draw(st.sampled_from(known.questions)).id
    silent = judge(known, answers.with_answer(question, None))

    absent = judge(
        known, answers.with_answer(question, Answer(not_applicable=True, reason="other"))
    )

    assert absent.plan == silent.plan
    for left, right in zip(absent.patterns, silent.patterns, strict=True):
        assert (left.slug, left.fit, left.priority) == (right.slug, right.fit, right.priority)
        assert (left.verdict, left.parts) == (right.verdict, right.parts)
        assert right.low <= left.low <= left.high <= right.high


@given(data=st.data())
@thoroughly
def test_unknown_equals_unanswered_in_all_numbers(knowledge: Source, data: st.DataObject) -> None:
    known, answers = draw_both(knowledge, data)
    question = data.draw(st.sampled_from(known.questions)).id

    unknown = judge(known, answers.with_answer(question, Answer()))
    unanswered = judge(known, answers.with_answer(question, None))

    assert unknown.patterns == unanswered.patterns
    assert unknown.levels == unanswered.levels
    assert unknown.plan == unanswered.plan
    assert unknown.overall_confidence is unanswered.overall_confidence


@given(data=st.data())
@thoroughly
def test_every_pattern_has_exactly_one_verdict_and_rank(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)

    patterns = judge(known, answers).patterns

    assert sorted(judged.slug for judged in patterns) == list(known.tables.slugs)
    assert [judged.rank for judged in patterns] == list(range(1, len(patterns) + 1))
    assert all(isinstance(judged.verdict, Verdict) for judged in patterns)


@given(data=st.data())
@thoroughly
def test_the_plan_keeps_its_promises(knowledge: Source, data: st.DataObject) -> None:
    known, answers = draw_both(knowledge, data)
    advice = judge(known, answers)
    plan, tables = advice.plan, known.tables
    members = [tables.slugs.index(slug) for slug in plan.members]
    phase_of = {
        item.slug: list(PhaseId).index(phase.id)
        for phase in plan.phases
        for item in phase.items
        if item.state is ItemState.PLANNED
    }

    assert len(set(members)) == len(members)
    assert plan.used == sum(tables.entries[n].profile.complexity for n in members) <= plan.budget
    for _, group in tables.groups:
        assert len(set(group) & set(members)) <= 1
    for index in members:
        entry = tables.entries[index]
        assert entry.parent not in members
        judged = advice.pattern(tables.slugs[index])
        assert judged is not None
        assert not judged.verdict.is_avoid
        for need in entry.prerequisites:
            met = {need, *tables.entries[need].variants}.intersection(members)
            assert met
            assert any(phase_of[tables.slugs[n]] <= phase_of[tables.slugs[index]] for n in met)


@given(data=st.data())
@thoroughly
def test_every_advised_pattern_is_planned_or_says_why_not(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)

    advice = judge(known, answers)

    told = {item.slug for phase in advice.plan.phases for item in phase.items}
    told |= {rival.slug for group in advice.plan.groups for rival in group.others}
    told |= {slug for family in advice.plan.families for slug in family.stands_for}
    assert {judged.slug for judged in advice.patterns if judged.verdict.is_advised} <= told


@given(data=st.data())
@thoroughly
def test_phases_agree_with_the_quick_win_quadrant(knowledge: Source, data: st.DataObject) -> None:
    known, answers = draw_both(knowledge, data)
    outcome = outcome_of(known, answers)

    for phase in judge(known, answers).plan.phases:
        for item in phase.items:
            quick = is_quick_win(outcome, known.tables.slugs.index(item.slug))
            if phase.id is PhaseId.QUICK_WINS:
                assert quick
            if phase.id is PhaseId.STRATEGIC:
                assert not quick


@given(data=st.data())
@thoroughly
def test_a_change_and_its_reverse_change_nothing(knowledge: Source, data: st.DataObject) -> None:
    known, answers = draw_both(knowledge, data)
    answers = canonical(known.questions, known.tables.forces, answers)
    asked = data.draw(st.sampled_from(known.questions))
    other = data.draw(answer_to(asked))
    start = judge(known, answers)

    there = answers.with_answer(asked.id, other)
    again = there.with_answer(asked.id, answers.given.get(asked.id))
    # A star goes with its answer, and whoever takes the change back puts it there again.
    back = judge(known, replace(again, stars=answers.stars))

    assert as_json(back) == as_json(start)
    assert compare(start, back).is_empty


@given(data=st.data())
@thoroughly
def test_a_comparison_turned_round_moves_the_same_the_other_way(
    knowledge: Source, data: st.DataObject
) -> None:
    known, left = draw_both(knowledge, data)
    right = data.draw(answers_to(known))

    there = compare(judge(known, left), judge(known, right))
    back = compare(judge(known, right), judge(known, left))

    assert {m.slug: m.verdicts for m in there.moves} == {
        m.slug: m.verdicts[::-1] for m in back.moves
    }
    assert set(there.planned) == set(back.unplanned)


@given(data=st.data())
@thoroughly
def test_without_answers_nothing_is_advised_and_nothing_is_firm(
    knowledge: Source, data: st.DataObject
) -> None:
    known = data.draw(knowledge)

    advice = judge(known, Answers(), thorough=True)

    assert {judged.verdict for judged in advice.patterns} == {Verdict.NOT_NEEDED}
    assert advice.plan.members == ()
    assert all(judged.confidence is not Confidence.FIRM for judged in advice.patterns)
    assert advice.headline.code == "nothing-answered"
    assert as_json(advice)


@given(data=st.data())
@thoroughly
def test_weights_of_one_equal_no_weights(knowledge: Source, data: st.DataObject) -> None:
    known = data.draw(knowledge)
    answers = data.draw(answers_to(known, weighted=False))
    weighted = replace(answers, weights={force.id: Fraction(1) for force in known.forces})

    assert as_json(judge(known, weighted)) == as_json(judge(known, answers))


@given(data=st.data())
@thoroughly
def test_a_weight_of_zero_equals_silence_on_that_force(
    knowledge: Source, data: st.DataObject
) -> None:
    known = data.draw(knowledge)
    answers = data.draw(answers_to(known, weighted=False))
    silenced = data.draw(st.sampled_from(known.forces)).id
    mute = changed(
        known,
        questions=tuple(
            replace(
                asked,
                options=tuple(
                    replace(o, changes=tuple(c for c in o.changes if c[0] != silenced))
                    for o in asked.options
                ),
            )
            for asked in known.questions
        ),
    )

    weighted = judge(known, replace(answers, weights={silenced: Fraction(0)}))
    silent = judge(mute, answers)

    for left, right in zip(weighted.patterns, silent.patterns, strict=True):
        assert (left.slug, left.fit, left.verdict) == (right.slug, right.fit, right.verdict)
        assert (left.low, left.high, left.reach) == (right.low, right.high, right.reach)
        assert all(part.points == 0 for part in left.parts if part.role is Role.SILENCED)


@given(data=st.data())
@thoroughly
def test_a_weight_moves_only_patterns_that_name_the_force(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)
    index = data.draw(st.integers(0, len(known.tables.forces) - 1))
    force = known.tables.forces[index]

    outcomes = [
        outcome_of(known, Answers(answers.given, {**answers.weights, force: Fraction(half, 2)}))
        for half in range(5)
    ]

    named = known.tables.by_force[index]
    for pattern in set(range(len(known.tables.slugs))) - named:
        numbers = {tuple(Fraction(n, o.unit) for n in o.first[pattern][:5]) for o in outcomes}
        assert len(numbers) == 1


@given(data=st.data())
@thoroughly
def test_a_greater_weight_never_lowers_what_its_force_adds_or_takes(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)
    tables, now = known.tables, situation_of(known, answers)
    index = data.draw(st.integers(0, len(tables.forces) - 1))
    alone = tuple(level if n == index else 0 for n, level in enumerate(now.levels))

    for entry in tables.entries:
        sizes = [
            Fraction(abs(score(entry, alone, alone, now.capabilities, weighing).fit), weighing.unit)
            for half in range(5)
            for weighing in [weights(tables.forces, {tables.forces[index]: Fraction(half, 2)})]
        ]
        assert sizes == sorted(sizes)


@given(data=st.data())
@thoroughly
def test_a_need_that_is_stated_outright_is_adopted(knowledge: Source, data: st.DataObject) -> None:
    known = data.draw(knowledge)
    outright = [
        (asked.id, option.id, force)
        for asked in known.questions
        if asked.show_when is None
        for option in asked.options
        for force, change in option.changes
        if change == 3 and len(option.changes) == 1 and not option.facts and not option.sets
    ]
    question, option, force = data.draw(st.sampled_from(outright))
    advice = judge(known, Answers({question: Answer((option,))}))

    for judged in advice.patterns:
        entry = known.tables.entries[known.tables.slugs.index(judged.slug)]
        strengths = {known.tables.forces[n]: strength for n, strength in entry.eases}
        if strengths.get(force) == 3 and judged.gap == 0:
            assert judged.verdict is Verdict.ADOPT


@given(data=st.data())
@settings(parent=thoroughly, max_examples=25)
def test_what_a_single_change_moves_is_what_judging_again_gives(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)
    explored = explore(known, answers)
    base = {judged.slug: judged for judged in judge(known, answers).patterns}
    change = data.draw(st.sampled_from(explored.changes))
    asked = next(q for q in known.questions if q.id == change.question)
    held = answers.of_question(asked.id).options
    exclusive = {o.id for o in asked.options if o.exclusive}
    if not change.adds:
        options = tuple(o for o in held if o != change.option)
    elif asked.kind == "single" or change.option in exclusive:
        options = (change.option,)
    else:
        options = (*(o for o in held if o not in exclusive), change.option)

    after = judge(known, answers.with_answer(asked.id, Answer(options)))

    moved = {j.slug: j for j in after.patterns if j.verdict is not base[j.slug].verdict}
    assert {move.slug: move.after for move in change.moves} == {
        slug: judged.verdict for slug, judged in moved.items()
    }
    for move in change.moves:
        assert move.fit == moved[move.slug].fit - base[move.slug].fit
