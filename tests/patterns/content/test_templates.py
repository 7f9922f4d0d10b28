from patterns.content.faults import Fault
from tests.patterns.content.folders import Folder
from tests.patterns.content.planting import BREAKER, CODE, Act, append, change, mistakes, remove


@mistakes(
    (
        "an unknown kind of parameter",
        change(CODE, 'kind = "duration"', 'kind = "length"'),
        Fault(
            CODE,
            "parameters.wait.kind",
            "one of share, duration, rate, count, size, number, choice, flag, text, rows",
            "length",
        ),
        Fault(CODE, "parameters.wait.max", "no such key", "600"),
        Fault(CODE, "parameters.wait.min", "no such key", "1"),
        Fault(CODE, "template.0.map", "one entry for each parameter", "wait"),
        Fault(
            "patterns/breaker/diagrams/sequence.mmd",
            "",
            "a name of pattern.toml or a parameter",
            "{{wait}}",
        ),
        Fault(BREAKER, "settings[0].parameter", "a parameter of code.toml", "wait"),
    ),
    (
        "a file that is not there",
        remove("code/python/src/breaker/plain.py"),
        Fault("code/python/src/breaker/plain.py", "", "a file", "nothing"),
        Fault(CODE, "python.plain", "a file", "no src/breaker/plain.py"),
    ),
    (
        "a default unlike the block",
        change(CODE, "default = 30", "default = 40"),
        Fault(CODE, "python.plain: src/breaker/plain.py", "WAIT_MS = 40000, the default", "30000"),
    ),
    (
        "a setting of an unknown parameter",
        change(BREAKER, 'parameter = "wait"', 'parameter = "pause"'),
        Fault(BREAKER, "settings[0].parameter", "a parameter of code.toml", "pause"),
    ),
    (
        "a setting without a start",
        change(BREAKER, "start = 5", ""),
        Fault(BREAKER, "settings[1]", "a parameter, or label and start", "neither"),
    ),
    (
        "a rule of an unknown parameter",
        append(CODE, '[[rules]]\nkind = "le"\nleft = "wait"\nright = "odd"\nmessage = "So."\n'),
        Fault(CODE, "rules.0.left", "names of parameters", "odd"),
    ),
    (
        "an unknown table in code.toml",
        append(CODE, "[parametres]\n"),
        Fault(CODE, "parametres", "one of parameters, rules, template", "an unknown key"),
    ),
    (
        "tests that are no list",
        change(CODE, 'tests = ["tests/test_breaker_plain.py"]', "tests = 3"),
        Fault(CODE, "template.0.tests", "a list of texts", "3"),
        Fault(CODE, "template.0.tests", "at least one test file", "none"),
    ),
)
def test_a_mistake_is_reported_alone(folder: Folder, act: Act, expected: tuple[Fault, ...]) -> None:
    act(folder)

    assert folder.faults() == expected
