"""code.toml → parameters, rules and templates, and every mistake found in it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from patterns.code.tables import Fault, Table
from patterns.code.templates import (
    Converter,
    Difference,
    Language,
    Library,
    PlantedError,
    Spelling,
    Target,
    Template,
)
from patterns.parameters import (
    Condition,
    Kind,
    Parameter,
    ParameterError,
    Rule,
    RuleKind,
    Value,
    in_base_units,
    knows_unit,
    parse,
    write,
)

Document: TypeAlias = Mapping[str, Any]
Known: TypeAlias = Mapping[str, Parameter]


def read_parameters(document: Document) -> tuple[tuple[Parameter, ...], tuple[Fault, ...]]:
    """Read the [parameters.*] tables of a parsed code.toml.

    Numbers stand there in the declared unit and come out in base units.
    """
    faults: list[Fault] = []
    conditions: dict[str, Table] = {}
    known: dict[str, Parameter] = {}
    for name, table in Table("", document, faults).tables("parameters"):
        conditions[name] = table.optional("when")
        parameter = _parameter(name, table)
        if parameter:
            known[name] = parameter
    # Conditions may name a parameter that is declared further down.
    parameters = (
        replace(parameter, when=_condition(conditions[name], known))
        for name, parameter in known.items()
    )
    return tuple(parameters), tuple(faults)


def read_rules(
    document: Document, parameters: Iterable[Parameter]
) -> tuple[tuple[Rule, ...], tuple[Fault, ...]]:
    """Read the [[rules]] tables; every name in them must be one of the parameters."""
    faults: list[Fault] = []
    known = {parameter.name: parameter for parameter in parameters}
    rules = [_rule(row, known) for row in Table("", document, faults).rows("rules")]
    return tuple(rule for rule in rules if rule), tuple(faults)


def read_templates(document: Document) -> tuple[tuple[Template, ...], tuple[Fault, ...]]:
    """Read the [[template]] tables; faults of the parameters are reported by `read_parameters`."""
    faults: list[Fault] = []
    parameters, _ = read_parameters(document)
    known = {parameter.name: parameter for parameter in parameters}
    templates = [_template(row, known) for row in Table("", document, faults).rows("template")]
    return tuple(template for template in templates if template), tuple(faults)


_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_CONSTANT: Final = re.compile(r"[A-Z][A-Z0-9_]*")
_ID: Final = re.compile(r"[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*")
_PATH: Final = re.compile(r"\w[\w-]*(/\w[\w.-]*)*", re.ASCII)
_ANSWER: Final = re.compile(r"[a-z0-9_]+=[a-z0-9_]+")
_TIERS: Final = range(4)


def _parameter(name: str, table: Table) -> Parameter | None:
    table.require(bool(_NAME.fullmatch(name)), "", "a name in lower case", name)
    kind = table.member("kind", Kind)
    label, help_text, unit = table.text("label"), table.text("help", ""), table.text("unit", "")
    default = table.value("default")
    bounds = [table.value(key) for key in ("min", "max")] if kind and kind.is_number else [0, 0]
    choices = table.texts("choices") if kind is Kind.CHOICE else ()
    proposed = table.optional("from_answers")
    answers = [(answer, proposed.value(answer)) for answer in proposed.names()]
    if kind:
        table.require(kind is not Kind.ROWS, "kind", "a kind that one constant can hold", str(kind))
        table.require(knows_unit(kind, unit), "unit", f"a unit of kind {kind}", unit)
    for bound in bounds:
        table.require(type(bound) in {int, float}, "min", "a number", repr(bound))
    if not table.finish() or kind is None:
        return None
    low, high = (_based(kind, unit, bound) for bound in bounds)
    parameter = Parameter(
        name=name,
        label=label,
        kind=kind,
        default=_based(kind, unit, default),
        minimum=float(low),
        maximum=float(high),
        unit=unit,
        choices=choices,
        help=help_text,
        from_answers=tuple((answer, _based(kind, unit, value)) for answer, value in answers),
    )
    _require_allowed(parameter, parameter.default, "default", table)
    for answer, value in parameter.from_answers:
        table.require(bool(_ANSWER.fullmatch(answer)), "from_answers", "question=option", answer)
        _require_allowed(parameter, value, f"from_answers.{answer}", table)
    return parameter


def _based(kind: Kind, unit: str, value: Value) -> Value:
    if not kind.is_number or isinstance(value, (bool, str)):
        return value
    return in_base_units(kind, unit, value)


def _require_allowed(parameter: Parameter, value: Value, key: str, table: Table) -> None:
    """Note a fault unless a reader could enter this very value."""
    try:
        entered = parse(parameter, write(parameter, value))
        allowed = entered == value and type(entered) is type(value)
        expected = "a value of the parameter's kind"
    except ParameterError as error:
        allowed, expected = False, str(error)
    table.require(allowed, key, expected, repr(value))


def _condition(table: Table, known: Known) -> Condition:
    allowed = []
    for name in table.names():
        values = table.values(name)
        if table.require(name in known, name, "a parameter", name):
            based = tuple(_based(known[name].kind, known[name].unit, one) for one in values)
            for one in based:
                _require_allowed(known[name], one, name, table)
            allowed.append((name, based))
    return Condition(tuple(allowed))


def _rule(table: Table, known: Known) -> Rule | None:
    kind = table.member("kind", RuleKind)
    left = tuple(str(name) for name in table.values("left"))
    right, message = table.text("right"), table.text("message")
    when = _condition(table.optional("when"), known)
    for name in (*left, right):
        table.require(name in known, "left", "names of parameters", name)
    if not table.finish() or kind is None:
        return None
    rule = Rule(kind, left, right, message, when)
    defaults = {name: parameter.default for name, parameter in known.items()}
    table.require(rule.holds(defaults), "", "a rule that the defaults keep", message)
    return rule


def _template(table: Table, known: Known) -> Template | None:
    language = table.member("language", Language)
    name, title, clock = table.text("id"), table.text("title"), table.text("clock")
    file, tests, tier = table.text("file"), table.texts("tests"), table.whole("tier")
    needs, regions, traces = table.texts("needs"), table.texts("regions"), table.texts("traces")
    libraries = tuple(_library(row) for row in table.rows("library"))
    differences = tuple(_difference(row) for row in table.rows("difference"))
    planted = tuple(_planted(row) for row in table.rows("planted"))
    mapped = dict(table.tables("map"))
    table.require(known.keys() == mapped.keys(), "map", "one entry for each parameter",
                  ", ".join(sorted(known.keys() ^ mapped.keys())))  # fmt: skip
    spellings = tuple(_spelling(known[key], mapped[key]) for key in known if key in mapped)
    table.require(bool(_ID.fullmatch(name)), "id", "language.name-with-hyphens", name)
    table.require(name.startswith(f"{language}."), "id", f"{language}.<name>", name)
    table.require(tier in _TIERS, "tier", "0 to 3", str(tier))
    table.require(bool(tests), "tests", "at least one test file", "none")
    table.require(not traces, "traces", "an empty list in this edition", ", ".join(traces))
    for path in (file, *tests):
        table.require(bool(_PATH.fullmatch(path)), "file", "a path below the workspace", path)
    if not table.finish() or language is None:
        return None
    return Template(name, language, title, file, tests, tier, clock, spellings,
                    needs, regions, libraries, differences, planted)  # fmt: skip


def _spelling(parameter: Parameter, table: Table) -> Spelling:
    """Read `to` and `as`, or `cannot` with `only` and `nearest`."""
    if "cannot" not in table:
        spelling = Spelling(parameter, target=_target(table, "as"))
    else:
        nearest = _target(table.optional("nearest"), "rule") if "nearest" in table else None
        only = tuple(_based(parameter.kind, parameter.unit, v) for v in table.values("only"))
        for value in only:
            _require_allowed(parameter, value, "only", table)
        spelling = Spelling(parameter, None, table.text("cannot"), only, nearest)
    table.finish()
    return spelling


def _target(table: Table, key: str) -> Target | None:
    constant, converter = table.text("to"), table.member(key, Converter)
    table.require(bool(_CONSTANT.fullmatch(constant)), "to", "a constant's name", constant)
    return Target(constant, converter) if converter else None


def _library(table: Table) -> Library:
    library = Library(
        name=table.text("name"),
        version=table.text("version"),
        licence=table.text("licence"),
        care=table.text("care"),
        released=table.text("released", ""),
        note=table.text("note", ""),
    )
    table.require(library.care in {"A", "B", "C"}, "care", "A, B or C", library.care)
    table.finish()
    return library


def _difference(table: Table) -> Difference:
    difference = Difference(table.text("what"), table.text("text"), table.text("evidence"))
    table.finish()
    return difference


def _planted(table: Table) -> PlantedError:
    planted = PlantedError(table.text("what"), table.text("find"), table.text("replace"))
    table.finish()
    return planted
