"""A run and its address: only what differs from the defaults, always in the same order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from patterns.labs.kernel.lab import Lab, Values
from patterns.parameters import Kind, Parameter, ParameterError, Value, parse, write

FIRST_SEED: Final = 1
OTHER: Final = "b."
"""What stands before the name of a parameter in which a second run differs."""
_PLAIN: Final = ":,.-/"  # signs that need no escape in a query


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is run: one lab with checked values, and perhaps a second run beside it.

    changes: values in which the second run differs; empty for one run alone. is_many: twenty
    short runs with different seeds in place of one.
    """

    lab: Lab
    values: Values
    seed: int = FIRST_SEED
    changes: Mapping[str, Value] = field(default_factory=dict)
    is_many: bool = False

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return keys and values of the canonical address; the model's version is the last."""
        lab = self.lab
        changed = [p for p in lab.parameters if p.name in self.changes]
        return (
            *lab.asked(self.values).items(),
            *((OTHER + p.name, write(p, self.changes[p.name])) for p in changed),
            *((("seed", str(self.seed)),) if self.seed != FIRST_SEED else ()),
            *((("seeds", "20"),) if self.is_many else ()),
            ("v", str(lab.model_version)),
        )

    @property
    def query(self) -> str:
        """Return the canonical query; equal runs have equal queries."""
        return encoded(self.pairs)

    @property
    def address(self) -> str:
        """Return the path and query of the run's page."""
        return f"/labs/{self.lab.slug}/?{self.query}"

    @property
    def is_default(self) -> bool:
        return len(self.pairs) == 1

    def with_seed(self, seed: int) -> "Run":
        return Run(lab=self.lab, values=self.values, seed=seed, changes=self.changes)

    def alone(self) -> "Run":
        """Return the first of two runs, once."""
        return Run(lab=self.lab, values=self.values, seed=self.seed)

    def other(self) -> "Run":
        """Return the second of two runs, once."""
        return Run(lab=self.lab, values={**self.values, **self.changes}, seed=self.seed)

    def many(self) -> "Run":
        return Run(lab=self.lab, values=self.values, seed=self.seed, is_many=True)


def of_texts(
    lab: Lab, values: Mapping[str, str], compared: Mapping[str, str], seed: int = FIRST_SEED
) -> Run:
    """Return the run of values written as an address carries them, which content has checked."""
    known = {parameter.name: parameter for parameter in lab.parameters}
    changes = {name: parse(known[name], text) for name, text in compared.items()}
    return Run(lab=lab, values=lab.read(values).values, seed=seed, changes=changes)


def of_shared(lab: Lab, shared: Mapping[str, Value]) -> Run:
    """Return the run with those of these values that the lab has under the same name.

    shared: in base units, such as a code template's. Values that the lab cannot have, or that do
    not go together in it, are left out.
    """
    taken = {p.name: write(p, shared[p.name]) for p in lab.parameters if _fits(p, shared)}
    reading = lab.read(taken)
    return Run(lab=lab, values=lab.values() if reading.messages else reading.values)


def shared_with(
    values: Mapping[str, Value], own: Mapping[str, Value], parameters: "tuple[Parameter, ...]"
) -> dict[str, str]:
    """Return the lab's values that other parameters have under the same name, as they write them.

    own: the lab's defaults; what still has its default is left out, for the others have their
    own. Values that the others cannot have are left out too.
    """
    return {
        p.name: write(p, values[p.name])
        for p in parameters
        if p.name in values and values[p.name] != own[p.name] and _fits(p, values)
    }


def encoded(pairs: "tuple[tuple[str, str], ...]") -> str:
    """Return pairs as a query that stays readable."""
    return "&".join(f"{quote(key, safe='.')}={quote(text, safe=_PLAIN)}" for key, text in pairs)


def _fits(parameter: Parameter, values: Mapping[str, Value]) -> bool:
    if parameter.name not in values or parameter.kind is Kind.ROWS:
        return False
    value = values[parameter.name]
    if parameter.kind.is_number and isinstance(value, (bool, str)):
        return False
    try:
        return parse(parameter, write(parameter, value)) == value
    except ParameterError:
        return False
