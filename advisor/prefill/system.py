"""All programs of all files as one system: which are kinds of own programs, and what each names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from advisor.prefill.findings import Findings
from advisor.prefill.hosts import Mention
from advisor.prefill.programs import Kind, Program, kinds

MOST_PROGRAMS = 1_000


@dataclass(frozen=True, slots=True)
class Uses:
    """One kind of own program, and what it names: (target, mention or none, program)."""

    kind: Kind
    targets: tuple[tuple[str, Mention | None, Program], ...]
    outside: tuple[tuple[Mention, Program], ...]


@dataclass(slots=True)
class System:
    """Every program of all files. aliases: a further name → the program that it leads to."""

    programs: Sequence[Program]
    findings: Findings
    aliases: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True  # whether the files show a system that is started as one
    own: tuple[Kind, ...] = ()
    by_name: dict[str, Program] = field(default_factory=dict)
    kind_of: dict[str, Kind] = field(default_factory=dict)
    uses: tuple[Uses, ...] = ()

    def __post_init__(self) -> None:
        known = {p.name.casefold() for p in self.programs if p.product and not p.is_bare}
        # A file that adds to another names a product without its image.
        self.programs = [p for p in self.programs if not (p.is_bare and p.name.casefold() in known)]
        self.own = kinds(self.programs)
        for program in sorted(self.programs, key=lambda each: each.is_bare):
            self.by_name.setdefault(program.name.casefold(), program)
        for kind in self.own:
            for program in kind.programs:
                self.kind_of[program.name.casefold()] = kind
        self.uses = tuple(self._uses(kind) for kind in self.own)

    def program(self, host: str) -> Program | None:
        """Return the program that a host name leads to inside the files."""
        name = host.casefold()
        inner = name.partition(".svc")[0] if ".svc" in name else name
        for each in (name, inner, inner.partition(".")[0] if ".svc" in name else inner):
            found = self.by_name.get(self.aliases.get(each, each).casefold())
            if found:
                return found
        return None

    def _uses(self, kind: Kind) -> Uses:
        targets: dict[tuple[str, Mention | None], Program] = {}
        outside: list[tuple[Mention, Program]] = []
        for program in kind.programs:
            for mention in program.mentions:
                target = self.program(mention.host)
                if target is not None:
                    targets.setdefault((target.name.casefold(), mention), program)
                else:
                    outside.append((mention, program))
            named = {name for name, _ in targets}
            for call in program.calls:
                target = self.program(call)
                if target is not None and target.name.casefold() not in named:
                    targets.setdefault((target.name.casefold(), None), program)
        return Uses(kind, tuple((name, m, p) for (name, m), p in targets.items()), tuple(outside))
