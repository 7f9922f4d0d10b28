import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.code.declarations import read_parameters, read_rules, read_templates
from patterns.code.tables import Fault
from patterns.code.templates import Converter, Language, Target
from patterns.parameters import Condition, Kind, RuleKind

DOCUMENT = """
[parameters.service]
label = "Dependency"
kind = "text"
default = "payment"
help = "Its name."

[parameters.window]
label = "Window"
kind = "choice"
choices = ["time", "count"]
default = "time"

[parameters.keep]
label = "Keep keys for"
kind = "duration"
unit = "h"
min = 1
max = 8760
default = 168
when = { window = "time" }
[parameters.keep.from_answers]
"tx=human" = 2160

[parameters.calls]
label = "Calls"
kind = "count"
min = 1
max = 100
default = 20

[[rules]]
kind = "le"
left = "calls"
right = "keep"
when = { window = ["count"] }
message = "Why not."

[[template]]
id = "python.plain"
language = "python"
title = "Plain"
file = "src/demo/plain.py"
tests = ["tests/test_demo_plain.py"]
tier = 1
clock = "injected"
needs = []
regions = ["metrics"]
traces = []

[[template.library]]
name = "demo"
version = "1.0"
licence = "MIT"
care = "A"

[[template.difference]]
what = "order"
text = "Backwards."
evidence = "test_order"

[[template.planted]]
what = "wrong way"
find = "a"
replace = "b"

[template.map]
service = { to = "SERVICE", as = "text" }
window = { cannot = "Only time.", only = "time" }
keep = { cannot = "Never forgets.", only = [168, 8760], nearest = { to = "CALLS", rule = "int" } }
calls = { to = "CALLS", as = "int" }
"""


def faults(text: str) -> list[Fault]:
    document = tomllib.loads(text)
    parameters, first = read_parameters(document)
    return [*first, *read_rules(document, parameters)[1], *read_templates(document)[1]]


def test_numbers_come_out_in_base_units() -> None:
    parameters, _ = read_parameters(tomllib.loads(DOCUMENT))

    keep = {parameter.name: parameter for parameter in parameters}["keep"]
    assert (keep.kind, keep.unit) == (Kind.DURATION, "h")
    assert (keep.default, keep.minimum, keep.maximum) == (604_800.0, 3_600.0, 31_536_000.0)
    assert keep.from_answers == (("tx=human", 7_776_000.0),)
    assert keep.when == Condition((("window", ("time",)),))


def test_rules_name_their_parameters_and_their_condition() -> None:
    document = tomllib.loads(DOCUMENT)

    (rule,), _ = read_rules(document, read_parameters(document)[0])

    assert (rule.kind, rule.left, rule.right) == (RuleKind.LE, ("calls",), "keep")
    assert rule.when == Condition((("window", ("count",)),))


def test_templates_spell_every_parameter() -> None:
    (template,), _ = read_templates(tomllib.loads(DOCUMENT))

    spellings = {spelling.parameter.name: spelling for spelling in template.spellings}
    assert (template.language, template.key) == (Language.PYTHON, "python/src/demo/plain.py")
    assert spellings["service"].target == Target("SERVICE", Converter.TEXT)
    assert (spellings["window"].cannot, spellings["window"].only) == ("Only time.", ("time",))
    assert spellings["keep"].only == (604_800.0, 31_536_000.0)
    assert spellings["keep"].nearest == Target("CALLS", Converter.INT)
    assert template.constants == {"SERVICE", "CALLS"}
    assert template.libraries[0].version == "1.0"
    assert template.differences[0].evidence == "test_order"
    assert template.planted[0].find == "a"


def test_a_good_file_and_an_empty_one_have_no_faults() -> None:
    assert faults(DOCUMENT) == []
    assert faults("") == []


@pytest.mark.parametrize(
    ("old", "new", "key", "expected"),
    [
        ('kind = "count"', 'kind = "counts"', "parameters.calls.kind", "one of share, duration"),
        ("min = 1\nmax = 100\n", "", "parameters.calls.min", "a value"),
        ("default = 20", "default = 200", "parameters.calls.default", "enter a whole number"),
        ("default = 20", "default = nan", "parameters.calls.default", "a finite number"),
        ('"tx=human" = 2160', '"tx=human" = inf', "parameters.keep.from_answers.tx=human", "a f"),
        ("only = [168, 8760]", "only = nan", "template.0.map.keep.only", "a finite"),
        ('window = "time" }', "keep = -inf }", "parameters.keep.when.keep", "a finite"),
        ("default = 20", 'default = "20"', "parameters.calls.default", "a value of the param"),
        ('default = "time"', 'default = "row"', "parameters.window.default", "choose one of"),
        ('unit = "h"', 'unit = "hours"', "parameters.keep.unit", "a unit of kind duration"),
        ('"tx=human" = 2160', '"tx human" = 2160', "parameters.keep.from_answers", "question="),
        ('"tx=human" = 2160', '"tx=human" = 9000', "parameters.keep.from_answers.tx=human", "ent"),
        ('when = { window = "time"', 'when = { size = "time"', "parameters.keep.when.size", "a p"),
        ('when = { window = "time"', 'when = { window = "x"', "parameters.keep.when.window", "ch"),
        ('help = "Its name."', 'hlep = "Its name."', "parameters.service.hlep", "no such key"),
        ("[parameters.calls]", "[parameters.Calls]", "parameters.Calls", "a name in lower case"),
        ('kind = "le"', 'kind = "ge"', "rules.0.kind", "one of le, lt"),
        ('left = "calls"', 'left = "call"', "rules.0.left", "names of parameters"),
        ('["count"] }', '["time"] }\n#', "rules.0", None),
        ('language = "python"', 'language = "cobol"', "template.0.language", "one of python"),
        ('id = "python.plain"', 'id = "plain"', "template.0.id", "language.name"),
        ("src/demo/plain.py", "../plain.py", "template.0.file", "a path below the workspace"),
        ("src/demo/plain.py", "/etc/plain.py", "template.0.file", "a path below the workspace"),
        ("tier = 1", "tier = 4", "template.0.tier", "0 to 3"),
        ("tier = 1", 'tier = "1"', "template.0.tier", "a whole number"),
        ("traces = []", 'traces = ["a"]', "template.0.traces", "an empty list"),
        ('tests = ["tests/test_demo_plain.py"]', "tests = []", "template.0.tests", "at least one"),
        ('as = "int"', 'as = "integer"', "template.0.map.calls.as", "one of int"),
        ('to = "SERVICE"', 'to = "service"', "template.0.map.service.to", "a constant's name"),
        ('calls = { to = "CALLS", as = "int" }', "", "template.0.map", "one entry for each"),
        ('only = "time"', 'only = "row"', "template.0.map.window.only", "choose one of"),
        ('care = "A"', 'care = "X"', "template.0.library.0.care", "A, B or C"),
        ('evidence = "test_order"', "", "template.0.difference.0.evidence", "a value"),
    ],
)
def test_each_mistake_is_named_with_its_key(
    old: str, new: str, key: str, expected: str | None
) -> None:
    assert old in DOCUMENT

    found = faults(DOCUMENT.replace(old, new))

    if expected is None:
        assert not found
    else:
        assert any(f.key == key and f.expected.startswith(expected) for f in found), found


def test_a_rule_that_the_defaults_break_is_a_mistake() -> None:
    turned = DOCUMENT.replace('left = "calls"\nright = "keep"', 'left = "keep"\nright = "calls"')
    text = turned.replace('["count"] }', '["time"] }')

    (fault,) = faults(text)

    assert fault.expected == "a rule that the defaults keep"


def test_all_mistakes_are_reported_at_once() -> None:
    text = DOCUMENT.replace("default = 20", "default = 200").replace("tier = 1", "tier = 9")

    assert {fault.key for fault in faults(text)} >= {"parameters.calls.default", "template.0.tier"}


ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.booleans(), st.integers(-9, 9), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["kind", "label", "default", "min", "max", "when", "map", "to", "as"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(parameters=ANYTHING, rules=ANYTHING, template=ANYTHING)
def test_no_document_whatever_makes_reading_fail(
    parameters: Any, rules: Any, template: Any
) -> None:
    document = {"parameters": parameters, "rules": rules, "template": template}

    read, _ = read_parameters(document)
    read_rules(document, read)
    read_templates(document)
