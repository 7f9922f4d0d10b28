"""What all programs together say about the system that they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from advisor.prefill.findings import Findings, Reason, Strength, listed, shown
from advisor.prefill.hosts import Mention
from advisor.prefill.nodes import Node
from advisor.prefill.products import Role
from advisor.prefill.programs import Kind, Program, kinds, surely_own

MOST_PROGRAMS = 1_000
MANY_CALLS = 4  # of the Question about remote calls
UNEVEN = 4  # so many times the copies of another part is far more capacity
MOST_REASONS = 6
_SIZES = ((3, "few"), (10, "some"), (50, "many"))


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

    def judge(self) -> None:
        """Write down everything that the programs speak for."""
        _count(self)
        _products(self)
        _copies(self)
        _fitness(self)
        _languages(self)
        _work(self)
        _databases(self)
        _calls(self)
        _outside(self)
        _way_in(self)

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


def size_of(count: int) -> str:
    """Return the Option for so many kinds of programs."""
    return next((option for most, option in _SIZES if count <= most), "lots")


def _count(system: System) -> None:
    findings, own = system.findings, system.own
    others: dict[str, list[str]] = {}
    for program in system.programs:
        if not program.is_own:
            others.setdefault(program.node.file, []).append(program.label)
    for file, labels in others.items():
        findings.note(file, f"Not counted as a program of your own: {listed(labels, 8)}.")
    counted = [kind for kind in own if not kind.is_doubtful]
    doubtful = [kind for kind in own if kind.is_doubtful]
    left_out: dict[tuple[str, str], list[str]] = {}
    for kind in doubtful:
        is_bare = all(program.is_bare for program in kind.programs)
        why = "the image is not known here" if is_bare else "the name tells of no business code"
        left_out.setdefault((kind.programs[0].node.file, why), []).append(kind.name)
    for (file, why), names in left_out.items():
        findings.note(file, f"Not counted, because {why}: {listed(names)}.")
    for kind in counted:
        findings.name(kind.name, kind.programs[0].node.reason("A program of your own"))
    if not counted:
        return
    sure, count = surely_own(own), len(counted)
    firm = size_of(sure) == size_of(len(own)) and 2 * sure >= count
    firm = firm and (count > 1 if system.is_whole else count > 3)
    strength = Strength.SEEN if firm else Strength.HINT
    for file in dict.fromkeys(kind.programs[0].node.file for kind in counted):
        here = [kind.name for kind in counted if kind.programs[0].node.file == file]
        kinds_of = "1 kind of program" if len(here) == 1 else f"{len(here)} kinds of programs"
        words = f"{kinds_of} with an image or a build of your own: {listed(here)}"
        if sure < count:
            words += "; some images may be those of others"
        if doubtful:
            words += f"; {listed((kind.name for kind in doubtful), 3)} not counted"
        if not system.is_whole and count <= 3:
            words += "; the files may show only a part of the system"
        path = "services" if system.is_whole else ""
        findings.infer("services", size_of(count), strength, Reason(file, path, words))


def _products(system: System) -> None:
    for program in system.programs:
        product = program.product
        if product is None:
            continue
        for say in product.says:
            reason = program.node.reason(f"{product.name} is started. {say.words}")
            system.findings.infer(say.question, say.option, say.strength, reason)


def _copies(system: System) -> None:
    asked: dict[str, tuple[int, Program]] = {}
    for kind in system.own:
        for program in kind.programs:
            if program.copies is None:
                continue
            count, place = program.copies
            known = asked.get(kind.name)
            if known is None or known[0] < count:
                asked[kind.name] = (count, program)
            if count > 1:
                reason = place.reason(f"{count} equal copies of {shown(program.name, 40)}")
                system.findings.seen("load", "copies", reason)
    if len(asked) < 2:
        return
    most, busy = max(asked.values(), key=lambda each: each[0])
    least = min(count for count, _ in asked.values())
    if busy.copies and most >= UNEVEN * max(1, least):
        words = f"{most} copies of {shown(busy.name, 40)}, and {least} of another program"
        system.findings.hint("structure", "parts", busy.copies[1].reason(words))


def _fitness(system: System) -> None:
    ready = [(k, p) for k in system.own for p in k.programs if p.ready is not None]
    told = {kind.name for kind, _ in ready}
    reasons = [
        program.ready.reason(f"{shown(program.name, 40)} is asked whether it is fit for traffic")
        for _, program in ready
        if program.ready
    ]
    if reasons:
        most = 2 * len(told) >= len(system.own)
        strength = Strength.SEEN if most else Strength.HINT
        system.findings.infer("see", "fit", strength, *reasons[:MOST_REASONS])
    alive = [
        program.alive[0].reason(f"{shown(program.name, 40)} {program.alive[1]}")
        for kind in system.own
        for program in kind.programs
        if program.alive is not None and program.ready is None
    ]
    if alive:
        system.findings.hint("see", "fit", *alive[:MOST_REASONS])


def _languages(system: System) -> None:
    told: list[tuple[str, bool, Reason]] = []
    for kind in system.own:
        found = [(each, p) for p in kind.programs for each in p.languages]
        if not found:
            continue
        # An image or a command says more than the name of a variable.
        (language, is_sure, sign), program = min(found, key=lambda each: not each[0][1])
        words = f"{shown(program.name, 40)} is in {language}, to judge by {shown(sign)}"
        told.append((language, is_sure, program.node.reason(words)))
    sure = {language for language, is_sure, _ in told if is_sure}
    every = {language for language, _, _ in told}
    if len(sure) > 1:
        chosen = [reason for _, is_sure, reason in told if is_sure]
        system.findings.seen("languages", "several", *chosen[:MOST_REASONS])
    elif len(every) > 1:
        reasons = [reason for _, _, reason in told]
        system.findings.hint("languages", "several", *reasons[:MOST_REASONS])
    elif len(every) == 1 and len(told) == len(system.own) >= 3:
        reasons = [reason for _, _, reason in told]
        system.findings.hint("languages", "one", *reasons[:MOST_REASONS])


def _work(system: System) -> None:
    for program in system.programs:
        if program.works_off:
            words = f"{shown(program.name, 40)} starts {program.works_off}, which shares work out"
            system.findings.hint("backlog", "workers", program.node.reason(words))
            words = f"{shown(program.name, 40)} does work apart from the part that answers"
            system.findings.hint("longwork", "heavy", program.node.reason(words))
        if program.plans:
            words = f"{shown(program.name, 40)} starts {program.plans}, which plans jobs by time"
            system.findings.hint("coord", "sched", program.node.reason(words))
            system.findings.hint("work", "batch", program.node.reason(words))


def _databases(system: System) -> None:
    """Tell one database of several programs from one server with a database for each."""
    users: dict[str, dict[str, tuple[set[str], Program, str]]] = {}
    for uses in system.uses:
        for server, database, program, variable in _stores(system, uses):
            known = users.setdefault(server, {}).setdefault(
                uses.kind.name, (set(), program, variable)
            )
            known[0].add(database)
    shared = False
    for of_kind in users.values():
        if len(of_kind) < 2:
            continue
        named = [databases for databases, _, _ in of_kind.values()]
        every = [name for databases in named for name in databases if name]
        is_same = len(every) > len(set(every))
        if not is_same and all("" not in databases for databases in named):
            continue
        shared = True
        what = "name one database" if is_same else "use one database server"
        words = f"{listed(of_kind)} {what}; whether they share tables and may, only you know"
        reasons = [
            _variable(program, variable).reason(words)
            if variable
            else program.node.get("depends_on").reason(words)
            for _, program, variable in of_kind.values()
        ][:MOST_REASONS]
        system.findings.hint("ownership", "shared", *reasons)
        system.findings.hint("deps", "stores", reasons[0])
    kinds_with = {name for of_kind in users.values() for name in of_kind}
    if users and not shared and len(kinds_with) > 1:
        words = f"{listed(sorted(kinds_with))} each name a database of their own"
        programs = [each[1] for of_kind in users.values() for each in of_kind.values()]
        reasons = [program.node.reason(words) for program in programs]
        system.findings.hint("ownership", "own", *reasons[:MOST_REASONS])
    elif len(users) == 1 and len(system.own) == 1 and system.is_whole:
        words = "One program of your own and one database"
        system.findings.hint("ownership", "none", system.own[0].programs[0].node.reason(words))


def _stores(system: System, uses: Uses) -> Iterator[tuple[str, str, Program, str]]:
    """Yield server, database, program and variable of each database that a kind uses."""
    for name, mention, program in uses.targets:
        if system.by_name[name].role is Role.DATABASE:
            known = mention.database if mention else ""
            yield name, known, program, mention.variable if mention else ""
    for mention, program in uses.outside:
        if mention.is_database and mention.host:
            yield f"outside:{mention.host}", mention.database, program, mention.variable


def _calls(system: System) -> None:
    calls: dict[str, list[str]] = {}
    programs: dict[str, Program] = {}
    for uses in system.uses:
        for name, _, program in uses.targets:
            target = system.kind_of.get(name)
            if target is None or target is uses.kind:
                continue
            if not target.is_doubtful and not uses.kind.is_doubtful:
                named = calls.setdefault(uses.kind.name, [])
                if target.name not in named:
                    named.append(target.name)
                programs.setdefault(uses.kind.name, program)
    if not calls:
        return
    caller = max(calls, key=lambda name: len(calls[name]))
    called = calls[caller]
    words = f"{shown(caller, 40)} names {listed(called)}"
    chain = next(((c, m) for c, t in calls.items() for m in t if calls.get(m)), None)
    if len(called) >= MANY_CALLS:
        system.findings.hint("deps", "many", programs[caller].node.reason(words))
    elif chain:
        first, middle = chain
        words = f"{shown(first, 40)} names {shown(middle, 40)}, which names {listed(calls[middle])}"
        system.findings.hint("deps", "many", programs[first].node.reason(words))
    else:
        system.findings.hint("deps", "few", programs[caller].node.reason(words))
    words = f"Programs name each other by fixed names, such as {listed(called, 2)}"
    system.findings.hint("finding", "fixed", programs[caller].node.reason(words))


def _outside(system: System) -> None:
    unknown: list[Reason] = []
    for uses in system.uses:
        for mention, program in uses.outside:
            place = _variable(program, mention.variable)
            name, part = mention.provider or ("", "")
            if part == "third":
                words = f"It names {name}; tick it if a request waits for the answer"
                system.findings.hint("deps", "third", place.reason(words))
            elif part == "sign-in":
                words = f"It names {name}, where people can sign in"
                system.findings.hint("security", "idp", place.reason(words))
            elif not part and mention.is_outside and not mention.is_database:
                words = "It names a host of the internet; leave it out if it is your own"
                unknown.append(place.reason(words))
    if unknown:
        system.findings.hint("deps", "third", *dict.fromkeys(unknown[:MOST_REASONS]))
    caches: dict[str, dict[str, Program]] = {}
    for uses in system.uses:
        for name, _, program in uses.targets:
            if system.by_name[name].role is Role.CACHE:
                caches.setdefault(name, {})[uses.kind.name] = program
    for of_kind in caches.values():
        if len(of_kind) > 1:
            words = f"{listed(of_kind)} use one store in memory"
            first = next(iter(of_kind.values()))
            system.findings.hint("deps", "stores", first.node.reason(words))


def _way_in(system: System) -> None:
    """Few published ports beside many inner programs: inner parts cannot be reached directly."""
    composed = [
        kind for kind in system.own if any(program.ports is not None for program in kind.programs)
    ]
    open_ones = [k for k in composed if any(_publishes(program) for program in k.programs)]
    gateways = [p for p in system.programs if p.role is Role.GATEWAY and _publishes(p)]
    inner = [kind.name for kind in composed if kind not in open_ones]
    doors = [*(kind.name for kind in open_ones), *(program.name for program in gateways)]
    if gateways and len(inner) >= 2 and len(doors) <= 2:
        words = f"Only {listed(doors)} publishes ports; {listed(inner)} are reached from inside"
        place = gateways[0].ports
        if place is not None:
            system.findings.hint("entry", "shield", place.reason(words))


def _publishes(program: Program) -> bool:
    return program.ports is not None and bool(program.ports.value)


def _variable(program: Program, name: str) -> Node:
    return program.places.get(name, program.node)
