"""A small valid content folder on disk; each test breaks one thing in it.

Three patterns: `breaker` has a complete page with a code template, `timeout` and `retry` are in
preparation. `add_page` makes a second complete page where two are needed.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from patterns.content.agreement import disagreements
from patterns.content.faults import Fault
from patterns.content.reading import Reading, read_folders
from tests.patterns.content.guide import GUIDE

FIT = """
confidence = "high"
several_services = false

[[eases]]
force = "hanging"
strength = 3
"""

TEMPLATE_FILE = '''"""Wait for a service."""

from typing import Final

# advisor:params begin
WAIT_MS: Final[int] = 30_000
# advisor:params end


def wait() -> int:
    return WAIT_MS
'''

CODE = """
[parameters.wait]
label = "Wait"
kind = "duration"
unit = "s"
min = 1
max = 600
default = 30
help = "Until the first probe."

[[template]]
id = "python.plain"
language = "python"
title = "Plain"
file = "src/NAME/plain.py"
tests = ["tests/test_NAME_plain.py"]
tier = 1
clock = "injected"
needs = []
regions = []
traces = []

[template.map]
wait = { to = "WAIT_MS", as = "milliseconds" }
"""


@dataclass(frozen=True, slots=True)
class Folder:
    """A content folder that a test may change, file by file."""

    root: Path

    def read(self) -> Reading:
        return read_folders([self.root])

    def faults(self) -> tuple[Fault, ...]:
        """Return everything that is wrong, as the loader would list it."""
        reading = self.read()
        return reading.faults + disagreements(reading)

    def text(self, file: str) -> str:
        return (self.root / file).read_text()

    def write(self, file: str, text: str) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def append(self, file: str, text: str) -> None:
        self.write(file, self.text(file) + text)

    def change(self, file: str, old: str, new: str) -> None:
        """Replace the first place of a text that must be there."""
        before = self.text(file)
        assert old in before, f"{file} holds no {old!r}"
        self.write(file, before.replace(old, new, 1))

    def remove(self, file: str) -> None:
        path = self.root / file
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def add_page(self, slug: str, *, edge: str = "timeout") -> None:
        """Add another complete page, tied to a pattern and to the breaker."""
        facts = _page(slug, requires=edge).replace("alternative-to", "complements")
        self.write(f"patterns/{slug}/pattern.toml", facts.replace('to = "retry"', 'to = "breaker"'))
        _write_page(self, slug)


def valid_folder(root: Path) -> Folder:
    """Write the small valid content below an empty folder."""
    folder = Folder(root)
    for name, text in GUIDE.items():
        folder.write(name, text)
    folder.write("patterns/timeout/pattern.toml", _facts("timeout"))
    folder.write("patterns/timeout/fit.toml", FIT)
    folder.write("patterns/retry/pattern.toml", _facts("retry") + edge("complements", "timeout"))
    folder.write("patterns/retry/fit.toml", FIT)
    folder.write("patterns/breaker/pattern.toml", _page("breaker", requires="timeout"))
    _write_page(folder, "breaker")
    return folder


def _facts(slug: str) -> str:
    name = slug.title()
    return f"""
slug = "{slug}"
name = "{name}"
aliases = ["{slug}-pattern"]
category = "resilience"
edition = "seed"
problem = "How does a caller go on when {slug} is what it needs?"
complexity = 0.3
impact = 0.8
sources = ["seed"]
"""


def edge(kind: str, to: str) -> str:
    return f"""
[[relations]]
type = "{kind}"
to = "{to}"
why = "One helps the other."
source = "a public work"
basis = "stated"
"""


def _page(slug: str, *, requires: str) -> str:
    rows = [
        _facts(slug),
        'complexity_why = "A library."\nimpact_why = "Keeps callers alive."\n'
        "reviewed = 2026-11-01\n",
        '[[states]]\nname = "OPEN"\nmeaning = "Calls are refused."\n',
        '[names]\ncaller = { label = "Caller", default = "Order" }\n',
    ]
    for file, kind in (("structure", "structure"), ("sequence", "behavior"), ("states", "state")):
        rows.append(
            f'[[diagrams]]\nfile = "{file}.mmd"\nkind = "{kind}"\n'
            f'title = "{file.title()}"\ncaption = "What the {file} says."\n'
        )
    rows.append(
        '[[panels]]\ntitle = "Calls"\ncaption = "Of one minute."\n'
        'columns = ["Outcome", "Share"]\nrows = [["good", "60 %"], ["bad", "40 %"]]\n'
        'share_column = "Share"\n'
    )
    rows.append('[[contribution]]\nkind = "decoration"\non = "service-call"\ntext = "guard"\n')
    rows.append('[[qualities]]\nname = "latency"\nsign = 1\nwhy = "Refusals are quick."\n')
    rows.append(
        '[[settings]]\nparameter = "wait"\ntoo_low = "Flaps."\ntoo_high = "Late."\ntune = "Try."\n'
    )
    for name in ("window", "probes"):
        rows.append(
            f'[[settings]]\nname = "{name}"\nlabel = "The {name}"\nunit = "calls"\nstart = 5\n'
            'too_low = "Noise."\ntoo_high = "Slow."\ntune = "Try."\n'
        )
    for number in range(1, 5):
        rows.append(
            f'[[failure_modes]]\nkey = "mode-{number}"\nsymptom = "It stops."\n'
            'cause = "A reason."\nremedy = "A cure."\n'
        )
        rows.append(
            f'[[test_ideas]]\ncovers = ["mode-{number}"]\ndo = "Break it."\nexpect = "It holds."\n'
        )
    for name in ("calls_total", "state", "wait_seconds"):
        rows.append(
            f'[[metrics]]\nname = "{name}"\ntype = "gauge"\nlabels = ["part"]\n'
            'normal = "Few."\nalarm = "Many."\n'
        )
    for phase in ("before", "building", "before release", "operation") * 2:
        rows.append(f'[[checklist]]\nphase = "{phase}"\ntext = "A thing to do."\n')
    rows += [edge("requires", requires), edge("alternative-to", "retry")]
    for number in (1, 2, 3):
        rows.append(
            f'[[references]]\nkey = "work-{number}"\nkind = "book"\ntitle = "Work {number}"\n'
        )
    for number in (1, 2):
        rows.append(f'[[known_uses]]\nwhat = "A system."\nreference = "work-{number}"\n')
    return "\n".join(rows)


def _write_page(folder: Folder, slug: str) -> None:
    place = f"patterns/{slug}"
    headings = {
        "In short": f"{slug.title()} keeps a caller alive while a part is down.",
        "Context and forces": _filler(slug, "context"),
        "How it works": f"It looks at a [window](term:window) [@work-1]. {_filler(slug, 'how')}",
        "When to use": _filler(slug, "when"),
        "When not to use": "Short faults want [Retry](pattern:retry).",
        "What it costs": _filler(slug, "cost"),
        "Compared with": f"[Side by side](compare:{slug},retry).",
    }
    article = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in headings.items())
    folder.write(f"{place}/article.md", article + "\n")
    examples = "".join(
        f'\n[[examples]]\nname = "Case {number}"\nsituation = "Calls hang."\n'
        'answers = { calls = ["hang"] }\n'
        'expect = { verdict = "adopt", fit = 100.0, impact = 50.0, effort = 5 }\n'
        for number in (1, 2, 3)
    )
    reason = 'why = "It is what it is for."\n'
    effects = f'{reason}\n[[worsens]]\nforce = "dead"\nstrength = 1\nwhy = "It refuses."\n'
    needs = '\n[needs.ops]\nlevel = 1\nwhy = "Somebody must look."\n'
    edges = '\n[[prerequisites]]\nto = "timeout"\n'
    folder.write(f"{place}/fit.toml", FIT + effects + needs + edges + examples)
    folder.write(f"{place}/code.toml", CODE.replace("NAME", slug))
    folder.write(
        f"{place}/diagrams/structure.mmd", "flowchart LR\n    a[{{caller}}] --> b[Guard]\n"
    )
    folder.write(
        f"{place}/diagrams/sequence.mmd",
        "sequenceDiagram\n    participant A as {{caller}}\n    participant B as Guard\n"
        "    A->>B: call, wait {{wait}}\n    B-->>A: answer\n",
    )
    folder.write(f"{place}/diagrams/states.mmd", "stateDiagram-v2\n    [*] --> OPEN: fails\n")
    folder.write(f"code/python/src/{slug}/__init__.py", "")
    folder.write(f"code/python/src/{slug}/plain.py", TEMPLATE_FILE)
    folder.write(
        f"code/python/tests/test_{slug}_plain.py", "def test_it_waits() -> None:\n    pass\n"
    )
    folder.write("code/python/requirements.txt", "pytest==9.0.0 \\\n    --hash=sha256:dd\n")
    folder.write("code/python/pyproject.toml", '[project]\nname = "workspace"\n')


def _filler(slug: str, section: str) -> str:
    """Return some two hundred words that no other page holds."""
    return " ".join(
        f"The {slug} says thing number {number} about {section} in words of its own here."
        for number in range(1, 15)
    )
