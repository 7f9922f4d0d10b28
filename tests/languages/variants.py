"""Which forms of a template are tried: both ends of every range, odd texts, regions off."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from patterns.code.fitting import fits
from patterns.code.templates import Template
from patterns.parameters import Kind, Parameter, Rule, Value

ODD_TEXTS = (
    "quotes \" and '",
    'more " double " quotes',
    "back\\slash and \\n",
    "${x} {y} %s",
    "*/ // # advisor:params begin",
    "umlaut ü, cjk 中",
    "separator \u2028 in between",
    "astral \U0001f600",
    "x" * 60,
)


@dataclass(frozen=True)
class Variant:
    """runs: whether the behavior tests are run on it, too; odd texts only have to be valid code."""

    name: str
    values: Mapping[str, Value] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    runs: bool = True


def variants(template: Template, rules: Sequence[Rule]) -> tuple[Variant, ...]:
    """Return the variants, defaults first; those with equal settings and regions come once."""
    defaults = {s.parameter.name: s.parameter.default for s in template.spellings}
    seen = set()
    found = []
    values_tried = _one_by_one(template) if template.tier <= 1 else _together(template, rules)
    for variant in (Variant("defaults"), *_regions_off(template), *values_tried):
        values = defaults | dict(variant.values)
        state = (tuple(sorted(fits(template, values).settings.items())), variant.off)
        if state not in seen and all(rule.holds(values) for rule in rules):
            seen.add(state)
            found.append(variant)
    return tuple(found)


def _regions_off(template: Template) -> Iterator[Variant]:
    for size in sorted({1, 2, len(template.regions)}):
        for off in combinations(template.regions, size):
            yield Variant(f"without {' and '.join(off)}", off=frozenset(off))


def _one_by_one(template: Template) -> Iterator[Variant]:
    for spelling in template.spellings:
        parameter = spelling.parameter
        for value, runs in _tried(parameter):
            yield Variant(f"{parameter.name}={value}", {parameter.name: value}, runs=runs)


def _together(template: Template, rules: Sequence[Rule]) -> Iterator[Variant]:
    """Try all lower ends at once, then all upper ends: databases and sockets take their time.

    A value that would break a rule beside those before it stays at its default.
    """
    parameters = [spelling.parameter for spelling in template.spellings]
    defaults = {parameter.name: parameter.default for parameter in parameters}
    for name, end in (("lower ends", 0), ("upper ends", -1)):
        values = dict(defaults)
        for parameter in parameters:
            wanted = [value for value, runs in _tried(parameter) if runs]
            moved = values | {parameter.name: wanted[end]}
            if all(rule.holds(moved) for rule in rules):
                values = moved
        yield Variant(name, values)
    yield from (variant for variant in _one_by_one(template) if not variant.runs)


def _tried(parameter: Parameter) -> Iterator[tuple[Value, bool]]:
    match parameter.kind:
        case Kind.TEXT:
            yield from ((text, number == 0) for number, text in enumerate(ODD_TEXTS))
        case Kind.FLAG:
            yield not parameter.default, True
        case Kind.CHOICE:
            yield from ((choice, True) for choice in parameter.choices)
        case kind:
            number = int if kind.is_whole else float
            yield number(parameter.minimum), True
            yield number(parameter.maximum), True
