from patterns.content.faults import Fault
from tests.patterns.content.folders import Folder
from tests.patterns.content.planting import FIT, MATRIX, QUESTIONS, Act, append, change, mistakes


@mistakes(
    (
        "a question twice",
        change(QUESTIONS, 'id = "outage"', 'id = "calls"'),
        Fault(MATRIX, "scenario[0].answers.calls", "an option of the question", "hang"),
        Fault(MATRIX, "scenario[0].answers.outage", "the id of a question", "outage"),
        Fault("limits.toml", "capacity.by_option.outage", "the id of a question", "outage"),
        Fault(FIT, "examples[0].answers.calls", "an option of the question", "hang"),
        Fault(FIT, "examples[1].answers.calls", "an option of the question", "hang"),
        Fault(FIT, "examples[2].answers.calls", "an option of the question", "hang"),
        Fault(QUESTIONS, "calls", "each question id once", "twice"),
        Fault("questions/retired.toml", "sometimes", "a question", "outage"),
    ),
    (
        "a question named like a part of an address",
        lambda folder: folder.append(
            QUESTIONS,
            '[[question]]\nid = "path"\nkind = "multi"\ntext = "Which?"\nhelp = "So."\n'
            'why = "So."\n[[question.option]]\nid = "a"\nlabel = "A"\n',
        ),
        Fault(QUESTIONS, "path", "an id that no address uses", "path"),
    ),
    (
        "a question named like a step of the questionnaire",
        lambda folder: folder.append(
            QUESTIONS,
            '[[question]]\nid = "weights"\nkind = "multi"\ntext = "Which?"\nhelp = "So."\n'
            'why = "So."\n[[question.option]]\nid = "a"\nlabel = "A"\n',
        ),
        Fault(QUESTIONS, "weights", "an id that no address uses", "weights"),
    ),
    (
        "a question whose id was retired",
        change("questions/retired.toml", 'id = "faults"', 'id = "calls"'),
        Fault(QUESTIONS, "calls", "an id that was never retired", "calls"),
    ),
    (
        "an option twice",
        change(QUESTIONS, 'id = "no"', 'id = "yes"'),
        Fault("limits.toml", "capacity.by_option.outage", "an option of the question", "no"),
        Fault(QUESTIONS, "outage.yes", "each option id once", "twice"),
    ),
    (
        "an option with a reserved name",
        change(QUESTIONS, 'id = "fine"', 'id = "na"'),
        Fault(QUESTIONS, "calls.na", "an id that is no reserved word", "na"),
    ),
    (
        "an unknown force",
        change(QUESTIONS, "raises = { hanging = 3 }", "raises = { hanging = 3, odd = 1 }"),
        Fault(QUESTIONS, "calls.hang.raises", "a force of forces.toml", "odd"),
    ),
    (
        "an unknown capability",
        change(QUESTIONS, "sets = { ops = 1 }", "sets = { odd = 1 }"),
        Fault(QUESTIONS, "outage.yes.sets", "a capability", "odd"),
    ),
    (
        "a long label",
        change(QUESTIONS, "They hang", "word " * 17),
        Fault(
            QUESTIONS,
            "calls.hang.label",
            "at most 16 words",
            "word word word word word word word word word word word word word word word word word ",
        ),
    ),
    (
        "an exclusive option of a single question",
        append(QUESTIONS, "exclusive = true\n"),
        Fault(QUESTIONS, "outage.no", "exclusive options in multi questions only", "one"),
    ),
    (
        "a long sentence",
        change(QUESTIONS, "Think of", "word " * 26),
        Fault(QUESTIONS, "calls.help", "sentences of at most 25 words", "29"),
    ),
    (
        "a condition on an unknown question",
        change(QUESTIONS, '{ answered = "calls" }', '{ answered = "odd" }'),
        Fault(QUESTIONS, "outage.show_when", "the id of a question", "odd"),
    ),
    (
        "a condition on an unknown option",
        change(QUESTIONS, '{ answered = "calls" }', '{ in = ["calls", ["hang", "odd"]] }'),
        Fault(QUESTIONS, "outage.show_when.calls", "an option of the question", "odd"),
    ),
    (
        "a condition of an unknown kind",
        change(QUESTIONS, '{ answered = "calls" }', '{ perhaps = "calls" }'),
        Fault(QUESTIONS, "outage.show_when", "one of all, any, not, answered, eq, in", "perhaps"),
    ),
    (
        "a condition that is no table",
        change(QUESTIONS, '{ answered = "calls" }', "{ not = 3 }"),
        Fault(QUESTIONS, "outage.show_when", "one of all, any, not, answered, eq, in", "3"),
    ),
    (
        "a force twice",
        append("forces.toml", '[[force]]\nid = "dead"\nname = "Again"\nmeaning = "Twice."\n'),
        Fault("forces.toml", "force", "each id once", "a repeated one"),
    ),
    (
        "a force that nothing raises",
        change(QUESTIONS, "raises = { dead = 3 }", "raises = { hanging = 1 }"),
        Fault("forces.toml", "dead", "an option that raises it", "none"),
    ),
    (
        "a force that nothing lowers",
        change(QUESTIONS, "hanging = -3, ", ""),
        Fault("forces.toml", "hanging", "an option that lowers it", "none"),
    ),
    (
        "a tension of one force",
        change("forces.toml", '["hanging", "dead"]', '["hanging"]'),
        Fault("forces.toml", "tension[0].forces", "two known forces", "hanging"),
    ),
    (
        "a contradiction of an unknown fact",
        change("contradictions.toml", '"calls_hang"', '"odd"'),
        Fault("contradictions.toml", "C01.facts", "a stated fact", "odd"),
    ),
    (
        "a contradiction that reopens nothing",
        change("contradictions.toml", '["calls"]', '["odd"]'),
        Fault("contradictions.toml", "C01.reopen", "a question", "odd"),
    ),
    (
        "a retired question without a successor",
        change("questions/retired.toml", '["calls"]', '["odd"]'),
        Fault("questions/retired.toml", "faults", "a question", "odd"),
    ),
    (
        "a retired option of an unknown question",
        change("questions/retired.toml", 'question = "outage"', 'question = "odd"'),
        Fault("questions/retired.toml", "sometimes", "a question", "odd"),
    ),
    (
        "a ceiling of an unknown fact",
        change("limits.toml", 'facts = ["calls_hang"]', 'facts = ["odd"]'),
        Fault("limits.toml", "ceiling[0]", "a stated fact", "odd"),
    ),
    (
        "a capacity by an unknown option",
        change("limits.toml", "no = 30", "maybe = 30"),
        Fault("limits.toml", "capacity.by_option.outage", "an option of the question", "maybe"),
    ),
    (
        "a baseline by an unknown fact",
        change("limits.toml", 'facts_any = ["calls_hang"]', 'facts_any = ["odd"]'),
        Fault("limits.toml", "baseline.facts_any", "a stated fact", "odd"),
    ),
    (
        "two answers to a single question",
        change(MATRIX, '["yes"]', '["yes", "no"]'),
        Fault(MATRIX, "scenario[0].answers.outage", "one option", "yes, no"),
    ),
    (
        "an answer to an unknown question",
        change(MATRIX, "outage =", "odd ="),
        Fault(MATRIX, "scenario[0].answers.odd", "the id of a question", "odd"),
    ),
)
def test_a_mistake_is_reported_alone(folder: Folder, act: Act, expected: tuple[Fault, ...]) -> None:
    act(folder)

    assert folder.faults() == expected
