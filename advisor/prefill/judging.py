"""What all programs together speak for: how many, how many copies, in which languages."""

from advisor.prefill import connections
from advisor.prefill.findings import Reason, Strength, listed, shown
from advisor.prefill.programs import Program, surely_own
from advisor.prefill.system import System

UNEVEN = 4  # so many times the copies of another part is far more capacity
MOST_REASONS = 6
_SIZES = ((3, "few"), (10, "some"), (50, "many"))


def judge(system: System) -> None:
    """Write down everything that the programs of a system speak for."""
    _count(system)
    _products(system)
    _copies(system)
    _fitness(system)
    _languages(system)
    _work(system)
    connections.databases(system)
    connections.calls(system)
    connections.outside(system)
    connections.way_in(system)


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
        beside = [kind.name for kind in doubtful if kind.programs[0].node.file == file]
        if beside:
            words += f"; {listed(beside, 3)} not counted"
        if not system.is_whole and count <= 3:
            words += "; the files may show only a part of the system"
        first = next(kind.programs[0] for kind in counted if kind.programs[0].node.file == file)
        path = "services" if first.node.path.startswith("services.") else ""
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
