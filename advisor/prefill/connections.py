"""What programs name each other and the outside for: databases, calls, providers, ways in."""

from collections.abc import Iterator

from advisor.prefill.findings import Reason, listed, shown
from advisor.prefill.nodes import Node
from advisor.prefill.products import Role
from advisor.prefill.programs import Program
from advisor.prefill.system import System, Uses

MANY_CALLS = 4  # of the Question about remote calls
MOST_REASONS = 6


def databases(system: System) -> None:
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
            _place(program, variable).reason(words)
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


def calls(system: System) -> None:
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


def outside(system: System) -> None:
    unknown: list[Reason] = []
    for uses in system.uses:
        for mention, program in uses.outside:
            place = _place(program, mention.variable)
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


def way_in(system: System) -> None:
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


def _place(program: Program, name: str) -> Node:
    return program.places.get(name, program.node)
