"""The files of a new Pattern with every key present, and a question in each blank."""

from collections.abc import Mapping, Sequence

from patterns.content.entries import HEADINGS, OPTIONAL_HEADINGS, PHASES

BLANK = "???"  # stands in every place that an author has to fill; no check lets it pass

_QUESTIONS = {
    "In short": "What does it do, what does it cost, what do people get wrong first? 50 to 80 words"
    " that name the pattern.",
    "Context and forces": "The failing case with its numbers and their arithmetic. 80 to 150 words.",
    "How it works": "The mechanism, step by step, with the participants of the structure diagram."
    " 150 to 300 words.",
    "Variants": "Neighboring forms and when to take which. 40 to 150 words, or leave the heading out.",
    "When to use": "3 to 6 signs that readers can check in their own system.",
    "When not to use": "3 to 6 signs against it, the cheaper choice first, each with a link such as"
    " [Timeout](pattern:timeout).",
    "What it costs": "Consequences with sign and size. 60 to 120 words.",
    "Compared with": "The two or three it is mixed up with, one sentence of difference each.",
    "Where sources disagree": "Who says what, and how this catalog decides; leave the heading out"
    " where nobody does.",
}


def files(slug: str, categories: Sequence[str], forces: Sequence[str]) -> Mapping[str, str]:
    """Return path in the Pattern's folder -> text. The folder has faults until it is filled.

    categories, forces: what may be chosen, written beside the blanks as comments.
    """
    name = slug.replace("-", " ").title()
    return {
        "pattern.toml": _facts(slug, name, categories),
        "fit.toml": _profile(forces),
        "article.md": _article(),
        "diagrams/structure.mmd": _structure(name),
        "diagrams/sequence.mmd": _sequence(name),
    }


def _facts(slug: str, name: str, categories: Sequence[str]) -> str:
    ticks = "\n".join(f'[[checklist]]\nphase = "{phase}"\ntext = "{BLANK}"\n' for phase in PHASES)
    return f'''# Facts. Prose is in article.md, the Profile in fit.toml. `make check` lists what is missing.
slug = "{slug}"
name = "{name}"
aliases = []                    # other names in use, in kebab-case; each belongs to one pattern
category = "{BLANK}"            # {", ".join(categories)}
edition = "full"
problem = "{BLANK}"             # one question of at most 130 characters
complexity = 0.3                # 0.1 a setting, 0.3 a library, 0.5 a moving part, 0.9 a platform
complexity_why = "{BLANK}"
impact = 0.5                    # how much of the behavior under stress, load or change hangs on it
impact_why = "{BLANK}"
# reviewed = 2026-01-01         # the day on which somebody read the whole page against its references
sources = ["{BLANK}"]           # catalogs and books that carry it

[names]                         # names in the diagrams that readers may replace by their own
caller = {{ label = "Calling service", default = "Order" }}
callee = {{ label = "Service that is called", default = "Payment" }}

[[diagrams]]
file = "structure.mmd"
kind = "structure"
title = "{BLANK}"
caption = "{BLANK}"             # the one message of the picture

[[diagrams]]
file = "sequence.mmd"
kind = "behavior"               # the failing path, and the way back
title = "{BLANK}"
caption = "{BLANK}"

[[contribution]]                # what it adds to the picture of a reader's system
kind = "decoration"
on = "service-call"
text = "{BLANK}"

[[qualities]]                   # availability, latency, consistency, cost, operability, changeability, security
name = "availability"
sign = 1                        # -2 to 2
why = "{BLANK}"

[[settings]]                    # 3 to 8
name = "first"
label = "{BLANK}"
unit = "{BLANK}"
start = "{BLANK}"
too_low = "{BLANK}"
too_high = "{BLANK}"
tune = "{BLANK}"

[[failure_modes]]               # 4 to 8: how the pattern itself goes wrong
key = "first"
symptom = "{BLANK}"             # as the person on call sees it
cause = "{BLANK}"
remedy = "{BLANK}"

[[metrics]]                     # 3 to 7
name = "first_total"
type = "counter"
labels = []
normal = "{BLANK}"
alarm = "{BLANK}"

[[test_ideas]]                  # one for every failure mode
covers = ["first"]
do = "{BLANK}"
expect = "{BLANK}"

{ticks}
[[relations]]                   # two or more: requires, complements, alternative-to, conflicts-with, specialises
type = "complements"
to = "{BLANK}"
why = "{BLANK}"
source = "own engineering judgement"
basis = "derived"

[[known_uses]]                  # 2 to 6 public ones
what = "{BLANK}"
reference = "first"

[[references]]                  # 3 to 8
key = "first"
kind = "book"
title = "{BLANK}"
author = "{BLANK}"
'''


def _profile(forces: Sequence[str]) -> str:
    listed = "\n".join(f"#   {force}" for force in forces)
    return f'''# Profile: what the pattern eases and worsens, what it needs, when never. Every strength has its reason.
confidence = "medium"
several_services = false        # true: the ceiling for few services and one team holds
# note = "why nothing is worsened", where that is so

[needs.ops]
level = 1
why = "{BLANK}"

[needs.skill]
level = 1
why = "{BLANK}"

[needs.platform]
level = 0
why = "{BLANK}"

[[eases]]                       # one strength 3 or more of them
force = "{BLANK}"
strength = 3
why = "{BLANK}"

[[worsens]]
force = "{BLANK}"
strength = 1
why = "{BLANK}"

# Three worked examples or more: adopt or prepare, and something weaker. `make test` says what the
# engine makes of the answers; copy its numbers once you agree with them.
[[examples]]
name = "{BLANK}"
situation = "{BLANK}"
answers = {{}}
expect = {{ verdict = "adopt", fit = 0.0, impact = 0.0, effort = 0 }}

# The forces:
{listed}
'''


def _article() -> str:
    parts = []
    for heading in HEADINGS:
        if heading in _QUESTIONS:
            mark = " (may be absent)" if heading in OPTIONAL_HEADINGS else ""
            parts.append(f"## {heading}\n\n{BLANK} {_QUESTIONS[heading]}{mark}\n")
    return "\n".join(parts)


def _structure(name: str) -> str:
    return f"""flowchart LR
    accTitle: {name}, structure
    accDescr: {BLANK}

    CALLER["{{{{caller}}}}"]
    PART["{name}"]
    CALLEE["{{{{callee}}}}"]

    CALLER --> PART
    PART --> CALLEE
"""


def _sequence(name: str) -> str:
    return f"""sequenceDiagram
    accTitle: {name}, behavior
    accDescr: {BLANK}

    participant Caller as {{{{caller}}}}
    participant Callee as {{{{callee}}}}

    Caller->>Callee: {BLANK}
    Callee--xCaller: {BLANK}
"""
