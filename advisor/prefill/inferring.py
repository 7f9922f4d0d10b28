"""Files → Prefill: each document goes to whoever reads its kind; then all programs are judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from advisor.engine import Knowledge
from advisor.engine.questions import Kind, Question
from advisor.prefill import compose, judging, kubernetes, openapi, policies, reading
from advisor.prefill.findings import Findings, Inference, Note, Prefill, listed
from advisor.prefill.programs import Program
from advisor.prefill.reading import Document, File, Table
from advisor.prefill.system import MOST_PROGRAMS, System

KNOWN = "a compose file (“services”), a Kubernetes manifest (“kind”) or an OpenAPI document"
_RELATIVES = {
    "asyncapi": "this is an AsyncAPI document, which is not read",
    "dependencies": "this looks like the description of a package or a chart",
    "resources": "this looks like a Kustomization; hand in what “kubectl kustomize” prints",
}


@dataclass(slots=True)
class _Sorted:
    composed: list[Document] = field(default_factory=list)
    described: list[Document] = field(default_factory=list)
    manifests: kubernetes.Manifests = field(default_factory=kubernetes.Manifests)


def infer(files: Sequence[File], knowledge: Knowledge) -> Prefill:
    """Return what these files speak for. Whatever they hold, this raises nothing.

    Only Questions and Options of this Knowledge are named. A file that cannot be read gives a
    problem with its line, and the others are read all the same.
    """
    findings = Findings()
    read = reading.read(files)
    for problem in read.problems:
        findings.problem(problem.file, problem.words, problem.line, problem.column)
    given = _sort(read.documents, findings)
    for document in given.described:
        openapi.infer(document, findings)
    if given.manifests.objects:
        policies.judge(given.manifests, findings)
    else:
        for document in given.composed:
            compose.runs_in_containers(document, findings)
    programs = [each for doc in given.composed for each in compose.programs(doc, findings)]
    programs += given.manifests.programs()
    if len(programs) > MOST_PROGRAMS:
        words = f"Only the first {MOST_PROGRAMS:,} of {len(programs):,} programs are looked at."
        findings.note(programs[0].node.file, words)
    _judge(programs[:MOST_PROGRAMS], given, findings)
    return _prefill(findings, knowledge)


def _judge(programs: list[Program], given: _Sorted, findings: Findings) -> None:
    aliases = given.manifests.aliases()
    is_whole = bool(given.composed)
    judging.judge(System(programs, findings, aliases=aliases, is_whole=is_whole))


def _sort(documents: Iterable[Document], findings: Findings) -> _Sorted:
    given = _Sorted()
    for document in documents:
        content = document.content
        if kubernetes.is_manifest(content):
            for manifest in kubernetes.manifests(document, findings):
                given.manifests.add(manifest)
        elif openapi.is_openapi(content):
            given.described.append(document)
        elif compose.is_compose(content):
            given.composed.append(document)
        else:
            findings.problem(document.file, _unknown(content), document.line)
    return given


def _unknown(content: object) -> str:
    if not isinstance(content, Table):
        return f"neither {KNOWN}: it is no table of keys and values"
    relative = next((words for key, words in _RELATIVES.items() if key in content), "")
    keys = f"its keys are {listed(content, 4)}" if content else "it has no keys"
    return relative or f"neither {KNOWN}; {keys}"


def _prefill(findings: Findings, knowledge: Knowledge) -> Prefill:
    kept: list[Inference] = []
    for question in knowledge.questions:
        found = [
            inference
            for option in question.options
            if (inference := findings.inference(question.id, option.id))
        ]
        kept += _compatible(question, found, findings)
    return Prefill(
        tuple(kept),
        tuple(findings.names.values()),
        tuple(findings.notes),
        tuple(findings.problems),
    )


def _compatible(question: Question, found: list[Inference], findings: Findings) -> list[Inference]:
    """Leave out an Option that excludes the others, or the others when only they are guessed."""
    alone = {option.id for option in question.options if option.exclusive}
    excluding = [each for each in found if each.option in alone]
    others = [each for each in found if each.option not in alone]
    if question.kind is Kind.SINGLE or not excluding or not others:
        return found
    stays = [*excluding] if not any(e.is_seen for e in others) and excluding[0].is_seen else others
    for each in found:
        if each not in stays:
            reason = each.reasons[0]
            words = f"{reason.words}: not offered, because other signs speak against it."
            findings.notes[Note(reason.file, words)] = None
    return stays
