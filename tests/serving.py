"""The product as `make run` serves it, on a free port of this machine, for as long as a block."""

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from patterns.diagrams import fonts

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(ROOT / "manage.py")]


def prepare(environment: Mapping[str, str]) -> None:
    """Fill the folder of ADVISOR_DATA: fonts, database, shipped Release, hashed static files."""
    fonts.write(Path(environment["ADVISOR_DATA"]) / "assets" / "fonts")
    subprocess.run([*MANAGE, "prepare"], env=dict(environment), check=True, capture_output=True)


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[str]:
    """Give the address of a prepared site; its log stands in the folder of ADVISOR_DATA."""
    log = Path(environment["ADVISOR_DATA"]) / "log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with log.open("wb") as errors:
        server = subprocess.Popen(
            [*MANAGE, "serve", "--port", str(port)],
            env=dict(environment), stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip
        try:
            _wait_until_ready(server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)
            if server.stdout:
                server.stdout.close()


def _wait_until_ready(server: "subprocess.Popen[bytes]", log: Path) -> None:
    assert server.stdout is not None
    for line in server.stdout:
        if b"is ready" in line:
            return
    raise RuntimeError(f"the server did not come up: {log.read_text()}")
