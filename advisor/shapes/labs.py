"""Labs and their runs → bodies; and bodies → the run that they ask for, or every mistake."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from advisor.answers.values import safe
from advisor.shapes.catalogue import ROOT, Body
from advisor.shapes.faults import Fault
from patterns.content import entries
from patterns.content.tables import as_table
from patterns.labs.addresses import FIRST_SEED, Run, of_texts
from patterns.labs.comparing import MOST_CHANGES, Comparison
from patterns.labs.figures import fill
from patterns.labs.kernel.faults import MEANINGS
from patterns.labs.kernel.lab import CAP, CAP_OF_TWO, Lab, Values
from patterns.labs.kernel.results import Result, plain
from patterns.labs.kernel.streams import LAST_SEED
from patterns.labs.repeating import CAP_OF_MANY, MOST_POINTS, SEEDS
from patterns.parameters import (
    CELL_MARK,
    ROW_MARK,
    Kind,
    Parameter,
    ParameterError,
    Value,
    parse,
    write,
)

_HOLE: Final = "{"


def listed(words: entries.Lab, lab: Lab) -> Body:
    """Return a lab as a list shows it."""
    return {
        "slug": words.slug,
        "title": words.title,
        "patterns": list(words.patterns),
        "model_version": lab.model_version,
        "presets": [preset.slug for preset in words.presets],
        "challenges": [challenge.id for challenge in words.challenges],
        "links": _links(words.slug),
    }


def whole(words: entries.Lab, lab: Lab) -> Body:
    """Return everything that a program needs to run a lab: its parameters, bounds and presets."""
    return {
        **listed(words, lab),
        "model": words.model,
        "parameters": [parameter(each) for each in lab.parameters],
        "faults": {target: [str(kind) for kind in kinds] for target, kinds in lab.targets.items()},
        "fault_kinds": {str(kind): meaning for kind, meaning in MEANINGS.items()},
        "presets": [_preset(lab, each) for each in words.presets],
        "challenges": [_challenge(lab, each) for each in words.challenges],
        "experiments": [_experiment(lab, each) for each in words.experiments],
        "invariants": [invariant.words for invariant in lab.invariants],
        "limits": {
            "events": CAP,
            "events_of_each_of_two": CAP_OF_TWO,
            "events_of_each_in_a_sweep": CAP_OF_MANY,
            "compared_values": MOST_CHANGES,
            "sweep_points": MOST_POINTS,
            "sweep_seeds": SEEDS,
            "last_seed": LAST_SEED,
        },
    }


def parameter(declared: Parameter) -> Body:
    """Return a parameter with its bounds, as an address carries them, in the declared unit."""
    bounds = {"minimum": declared.minimum, "maximum": declared.maximum}
    return {
        "name": declared.name,
        "label": declared.label,
        "kind": str(declared.kind),
        "unit": declared.unit,
        "default": write(declared, declared.default),
        **({k: write(declared, v) for k, v in bounds.items()} if declared.kind.is_number else {}),
        "choices": list(declared.choices),
        "help": declared.help,
        "group": declared.group,
        "columns": [column.name for column in declared.columns],
    }


def run(words: entries.Lab, asked: Run, result: Result, compared: Comparison | None) -> Body:
    """Return a run with its Result whole, and the second one where two are compared."""
    second = None
    if compared is not None:
        second = {
            "result": plain(compared.b),
            "changed": list(compared.changed),
            "differences": [
                {"name": each.a.name, "a": each.a.value, "b": each.b.value, "by": each.difference}
                for each in compared.differences
            ],
        }
    sentence = words.insight if compared else words.summary
    return {
        "sentence": fill(sentence, result, compared.b if compared else None),
        "is_partial": result.is_partial or bool(compared and compared.b.is_partial),
        "result": plain(result),
        "compared": second,
        "links": {
            "lab": f"{ROOT}/labs/{asked.lab.slug}",
            "page": asked.address,
            "text": f"{asked.address}&format=text",
            "csv": f"{asked.address}&format=csv",
        },
    }


def read_run(lab: Lab, body: Mapping[str, object], faults: list[Fault]) -> Run:
    """Return the run that a body asks for; every mistake is added to the faults.

    body: `values`, `compared` and `seed`, each of which may be left out.
    """
    texts = _texts(lab, body, "values", faults)
    values = _values(lab, texts, "values", faults)
    changed = _texts(lab, body, "compared", faults)
    if len(changed) > MOST_CHANGES:
        detail = f"At most {MOST_CHANGES} values can differ."
        faults.append(Fault("too_many", detail, pointer="#/compared"))
    changes: dict[str, Value] = {}
    if changed and not faults:
        second = _values(lab, {**texts, **changed}, "compared", faults)
        changes = {name: second[name] for name in changed}
    return Run(lab=lab, values=values, seed=_seed(body, faults), changes=changes)


def read_points(
    lab: Lab, asked: Run, body: Mapping[str, object], faults: list[Fault]
) -> tuple[str, list[Value], int]:
    """Return parameter, points in base units and seeds of a sweep; mistakes go to the faults."""
    name = body.get("parameter")
    known = tuple(each.name for each in lab.parameters)
    if not isinstance(name, str) or name not in known:
        faults.append(
            Fault("unknown_value", "Expected the name of a parameter.", "#/parameter", "", known)
        )
        return "", [], 0
    given = body.get("points")
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_POINTS:
        detail = f"Expected a list of 1 to {MOST_POINTS} values."
        faults.append(Fault("wrong_type", detail, pointer="#/points"))
        given = []
    points = []
    for place, value in enumerate(given):
        text = _text(lab.parameter(name), value)
        try:
            points.append(parse(lab.parameter(name), text or ""))
        except ParameterError as error:
            faults.append(_refused(f"#/points/{place}", str(error), lab.parameter(name)))
    if not faults:
        _check_together(lab, asked.values, name, points, faults)
    seeds = body.get("seeds", SEEDS)
    if not _is_whole(seeds) or not 2 <= int(str(seeds)) <= SEEDS:
        detail = f"Expected a whole number from 2 to {SEEDS}."
        faults.append(Fault("out_of_range", detail, pointer="#/seeds"))
        return name, points, 0
    return name, points, int(str(seeds))


def unknown_members(body: Mapping[str, object], known: Sequence[str], faults: list[Fault]) -> None:
    """Add a fault for each member that has no meaning here."""
    for name in body:
        if name not in known:
            pointer = f"#/{_escaped(name)}"
            faults.append(Fault("unknown_key", "It is not known here.", pointer, "", tuple(known)))


def _texts(
    lab: Lab, body: Mapping[str, object], member: str, faults: list[Fault]
) -> dict[str, str]:
    """Return the values of a member as an address would carry them."""
    given = body.get(member, {})
    if not isinstance(given, Mapping):
        detail = "Expected an object: parameter to value."
        faults.append(Fault("wrong_type", detail, pointer=f"#/{member}"))
        return {}
    known = {each.name: each for each in lab.parameters}
    texts = {}
    for name, value in given.items():
        pointer = f"#/{member}/{_escaped(name)}"
        if name not in known:
            detail = f'There is no parameter "{safe(name)}".'
            faults.append(Fault("unknown_key", detail, pointer, "", tuple(known)))
            continue
        text = _text(known[name], value)
        if text is None:
            detail = "Expected a text, a number or true or false."
            faults.append(Fault("wrong_type", detail, pointer=pointer))
        else:
            texts[name] = text
    return texts


def _values(lab: Lab, texts: Mapping[str, str], member: str, faults: list[Fault]) -> Values:
    reading = lab.read(texts)
    for name, message in reading.messages.items():
        faults.append(_refused(f"#/{member}/{_escaped(name)}", message, lab.parameter(name)))
    return reading.values


def _check_together(
    lab: Lab, values: Values, name: str, points: Sequence[Value], faults: list[Fault]
) -> None:
    for place, point in enumerate(points):
        wrong = lab.messages({**values, name: point})
        if wrong:
            other, message = next(iter(wrong.items()))
            detail = f"{message} ({lab.parameter(other).label})"
            faults.append(Fault("out_of_range", detail, pointer=f"#/points/{place}"))


def _refused(pointer: str, message: str, declared: Parameter) -> Fault:
    detail = f"{declared.label}: {message}."
    code = "unknown_value" if declared.kind in (Kind.CHOICE, Kind.FLAG) else "out_of_range"
    return Fault(code, detail, pointer=pointer, allowed=declared.choices)


def _text(declared: Parameter, value: object) -> str | None:
    """Return a value of JSON as an address carries it; None where it cannot be one."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, list) and declared.kind is Kind.ROWS:
        rows = [_row(declared, row) for row in value]
        return None if None in rows else ROW_MARK.join(row for row in rows if row is not None)
    return None


def _row(declared: Parameter, row: object) -> str | None:
    names = [column.name for column in declared.columns]
    if not isinstance(row, Mapping) or set(row) - set(names):
        return None
    cells = []
    for column in declared.columns:
        value = row.get(column.name, write(column, column.default))
        text = _text(column, value)
        # A mark inside a cell would make two cells of it, or two rows.
        if text is None or ROW_MARK in text or CELL_MARK in text:
            return None
        cells.append(text)
    return CELL_MARK.join(cells)


def _seed(body: Mapping[str, object], faults: list[Fault]) -> int:
    given = body.get("seed", FIRST_SEED)
    if not _is_whole(given) or not 0 <= int(str(given)) <= LAST_SEED:
        detail = f"Expected a whole number from 0 to {LAST_SEED}."
        faults.append(Fault("out_of_range", detail, pointer="#/seed"))
        return FIRST_SEED
    return int(str(given))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _escaped(name: str) -> str:
    return safe(name).replace("~", "~0").replace("/", "~1")


def _preset(lab: Lab, preset: entries.LabPreset) -> Body:
    table: Body = as_table(preset)
    del table["figures"]
    return _complete(table) | {"page": of_texts(lab, preset.values, {}, preset.seed).address}


def _challenge(lab: Lab, challenge: entries.LabChallenge) -> Body:
    table: Body = as_table(challenge)
    del table["figures"]
    place = of_texts(lab, challenge.values, challenge.compared, challenge.seed)
    return _complete(table) | {"page": place.address}


def _experiment(lab: Lab, experiment: entries.LabExperiment) -> Body:
    table: Body = as_table(experiment)
    del table["figures"]
    return _complete(table) | {
        "page": of_texts(lab, experiment.values, experiment.compared).address
    }


def _complete(table: Body) -> Body:
    """Return the table without sentences that only a run can complete."""
    return {
        name: "" if isinstance(value, str) and _HOLE in value else value
        for name, value in table.items()
    }


def _links(slug: str) -> dict[str, str]:
    own = f"{ROOT}/labs/{slug}"
    return {
        "self": own, "page": f"/labs/{slug}/", "runs": f"{own}/runs", "sweeps": f"{own}/sweeps",
    }  # fmt: skip


def sweep_links(slug: str, id: str) -> dict[str, Any]:
    """Return where a sweep is asked for again, and its lab."""
    return {"self": f"{ROOT}/labs/{slug}/sweeps/{id}", "lab": f"{ROOT}/labs/{slug}"}
