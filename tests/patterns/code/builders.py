"""A small template and its workspace; each test changes one thing."""

from dataclasses import replace

from patterns.code.templates import Converter, Language, Library, Spelling, Target, Template
from patterns.parameters import Condition, Kind, Parameter

SERVICE = Parameter("service", "Dependency", Kind.TEXT, "payment")
WINDOW = Parameter("window", "Window", Kind.CHOICE, "time", choices=("time", "row"))
WAIT = Parameter("open_wait", "Wait", Kind.DURATION, 30.0, 0.1, 600, unit="s")
ROW = Parameter(
    "row", "Failures in a row", Kind.COUNT, 5, 1, 100, when=Condition((("window", ("row",)),))
)
SHARE = Parameter(
    "threshold", "Failure share", Kind.SHARE, 0.5, 0.01, 1,
    when=Condition((("window", ("time",)),)),
)  # fmt: skip
MINIMUM = Parameter("minimum_calls", "Minimum calls", Kind.COUNT, 20, 1, 1_000)
JITTER = Parameter("jitter", "Jitter", Kind.SHARE, 0.0, 0, 0.5)

FILE = '''"""Call a service."""

from typing import Final

# advisor:params begin
SERVICE: Final[str] = "payment"
# The dependency's restart takes this long.
WAIT_MS: Final[int] = 30_000
FAIL_MAX: Final[int] = 10
# advisor:params end


def call() -> str:
    # advisor:if metrics
    print(SERVICE)
    # advisor:endif metrics
    return "answer"


# advisor:if fallback
def call_or(other: str) -> str:
    return call() or other


# advisor:endif fallback
'''

TEST = """from demo import call


def test_it_answers() -> None:
    assert call.call() == "answer"


# advisor:if fallback
def test_it_has_a_substitute() -> None:
    assert call.call_or("later") == "answer"


# advisor:endif fallback
"""

LOCK = """demo-client==1.2.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via workspace (pyproject.toml)
iniconfig==2.0.0 \\
    --hash=sha256:cc
    # via pytest
pytest==9.0.0 \\
    --hash=sha256:dd
    # via workspace (pyproject.toml:dev)
socketry==3.1 ; sys_platform == 'win32' \\
    --hash=sha256:ee
    # via
    #   demo-client[fast]
    #   unused
unused==0.1 \\
    --hash=sha256:ff
    # via workspace (pyproject.toml)
"""

TEXTS = {
    "src/demo/call.py": FILE,
    "tests/test_demo_call.py": TEST,
    "requirements.txt": LOCK,
    "pyproject.toml": '[project]\nname = "workspace"\n\n[tool.ruff]\nline-length = 100\n',
}

TEMPLATE = Template(
    id="python.call",
    language=Language.PYTHON,
    title="Plain calls",
    file="src/demo/call.py",
    tests=("tests/test_demo_call.py",),
    tier=1,
    clock="injected",
    spellings=(
        Spelling(SERVICE, Target("SERVICE", Converter.TEXT)),
        Spelling(WINDOW, cannot="Only failures in a row.", only=("row",)),
        Spelling(WAIT, Target("WAIT_MS", Converter.MILLISECONDS)),
        Spelling(ROW, Target("FAIL_MAX", Converter.INT)),
        Spelling(
            SHARE,
            cannot="No share.",
            nearest=Target("FAIL_MAX", Converter.FAILURES_IN_A_ROW),
        ),
        Spelling(MINIMUM, cannot="No minimum.", only=tuple(range(1, 1_001))),
        Spelling(JITTER, cannot="No jitter.", only=(0.0,)),
    ),
    regions=("fallback", "metrics"),
    libraries=(Library("demo-client", "1.2.0", "MIT", "A"),),
)

PLAIN = replace(
    TEMPLATE,
    id="python.plain",
    spellings=(
        Spelling(SERVICE, Target("SERVICE", Converter.TEXT)),
        Spelling(WAIT, Target("WAIT_MS", Converter.MILLISECONDS)),
        Spelling(ROW, Target("FAIL_MAX", Converter.INT)),
        Spelling(WINDOW, Target("WINDOW", Converter.TEXT)),
        Spelling(SHARE, Target("THRESHOLD", Converter.SHARE)),
        Spelling(JITTER, Target("JITTER", Converter.SHARE)),
    ),
)
