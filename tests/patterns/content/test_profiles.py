from patterns.content.faults import Fault
from tests.patterns.content.folders import Folder, edge
from tests.patterns.content.planting import (
    BREAKER,
    FIT,
    RETRY_FIT,
    Act,
    append,
    both,
    change,
    drop,
    mistakes,
)

NEEDED = edge("requires", "timeout").strip()


@mistakes(
    (
        "an unknown force",
        change(RETRY_FIT, '"hanging"', '"odd"'),
        Fault(RETRY_FIT, "eases[0].force", "a force of forces.toml", "odd"),
    ),
    (
        "a force eased twice",
        append(RETRY_FIT, '[[eases]]\nforce = "hanging"\nstrength = 1\n'),
        Fault(RETRY_FIT, "eases[0].force", "each force once", "hanging"),
        Fault(RETRY_FIT, "eases[1].force", "each force once", "hanging"),
    ),
    (
        "a force eased and worsened",
        append(RETRY_FIT, '[[worsens]]\nforce = "hanging"\nstrength = 1\n'),
        Fault(RETRY_FIT, "worsens", "no force that is eased as well", "hanging"),
    ),
    (
        "no force that it is for",
        change(RETRY_FIT, "strength = 3", "strength = 2"),
        Fault(RETRY_FIT, "eases", "one strength 3 or more of them", "none"),
    ),
    (
        "an unknown capability",
        append(RETRY_FIT, "[needs.odd]\nlevel = 1\n"),
        Fault(RETRY_FIT, "needs.odd", "a capability of forces.toml", "odd"),
    ),
    (
        "an effect without a reason",
        change(FIT, 'why = "It is what it is for."', ""),
        Fault(FIT, "eases[0].why", "a reason that a reader accepts", "nothing"),
    ),
    (
        "a need without a reason",
        change(FIT, 'why = "Somebody must look."', ""),
        Fault(FIT, "needs.ops.why", "a reason", "nothing"),
    ),
    (
        "nothing worsened and no note",
        drop(FIT, "[[worsens]]", "[needs"),
        Fault(FIT, "note", "why nothing is worsened", "nothing"),
    ),
    (
        "too few worked examples",
        drop(FIT, "[[examples]]", "[[examples]]"),
        Fault(FIT, "examples", "three worked examples or more", "2"),
    ),
    (
        "an unknown option in an example",
        change(FIT, '["hang"]', '["odd"]'),
        Fault(FIT, "examples[0].answers.calls", "an option of the question", "odd"),
    ),
    (
        "a rule of an unknown fact",
        append(RETRY_FIT, '[[never_when]]\nfacts = ["odd"]\nwhy = "So."\n'),
        Fault(RETRY_FIT, "never_when[0]", "a fact that an option states", "odd"),
    ),
    (
        "a rule without facts",
        append(RETRY_FIT, '[[never_when]]\nfacts = []\nwhy = "So."\n'),
        Fault(RETRY_FIT, "never_when[0].facts", "one fact or more", "none"),
    ),
    (
        "a limit without a verdict",
        append(RETRY_FIT, '[[at_most]]\nfacts = ["calls_hang"]\nwhy = "So."\n'),
        Fault(RETRY_FIT, "at_most[0].verdict", "a verdict", "nothing"),
    ),
    (
        "a prerequisite that is no relation",
        append(RETRY_FIT, '[[prerequisites]]\nto = "timeout"\n'),
        Fault(RETRY_FIT, "prerequisites[0].to", "a requires relation of pattern.toml", "timeout"),
    ),
    (
        "a prerequisite that rests on one person's judgement",
        change(BREAKER, NEEDED, NEEDED.replace("stated", "derived")),
        Fault(
            BREAKER,
            "relations",
            "the day on which a second person agreed that it requires timeout",
            "none",
        ),
    ),
    (
        "a softening of no harm",
        append(RETRY_FIT, '[[softens]]\npattern = "timeout"\nforce = "dead"\n'),
        Fault(RETRY_FIT, "softens[0]", "a pattern and a force that it worsens", "timeout, dead"),
    ),
    (
        "an unknown family",
        change(RETRY_FIT, "several_services", 'family = "nothing"\nseveral_services'),
        Fault(RETRY_FIT, "family", "the slug of a pattern", "nothing"),
    ),
    (
        "a group of one",
        append(RETRY_FIT, '[[either_or]]\ngroup = "repeat"\n'),
        Fault(RETRY_FIT, "either_or", "another member of repeat", "none"),
    ),
    (
        "a group without a relation",
        both(
            *(
                append(file, '[[either_or]]\ngroup = "repeat"\n')
                for file in (RETRY_FIT, "patterns/timeout/fit.toml")
            )
        ),
        Fault(
            RETRY_FIT, "either_or", "an alternative-to relation between retry and timeout", "none"
        ),
    ),
)
def test_a_mistake_is_reported_alone(folder: Folder, act: Act, expected: tuple[Fault, ...]) -> None:
    act(folder)

    assert folder.faults() == expected
