"""A child process for tests of jobs: it does what the lines of its input say, one after the other.

say WORDS: tell a step. wait PATH: until the named pipe is opened and closed on the other side.
note PATH: add a line to a file. write WORDS: to the result. die: by a signal nobody can catch.
fail: with a status. talk: on standard error, as libraries do.
"""

import os
import signal
import sys
from pathlib import Path

from patterns.tasks import tell


def main() -> None:
    for line in sys.stdin.read().splitlines():
        word, _, rest = line.partition(" ")
        match word:
            case "say":
                tell(rest)
            case "wait":
                Path(rest).read_text()
            case "note":
                with Path(rest).open("a") as notes:
                    notes.write("run\n")
            case "write":
                sys.stdout.write(rest)
                sys.stdout.flush()
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "fail":
                sys.exit(3)
            case "talk":
                print("x" * 100_000, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
