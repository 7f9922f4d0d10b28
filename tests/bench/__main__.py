"""Everything that `make bench` measures: one table after the other, each in its own process."""

import os
import subprocess
import sys

TABLES = ("engine", "diagrams", "pages", "api", "search", "documents", "labs")


def main() -> int:
    """Print cores, load and every table; return 1 when one of them misses its limit."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    failed = []
    for table in TABLES:
        print(f"\n=== {table}", flush=True)
        if subprocess.run([sys.executable, "-m", f"tests.bench.{table}"]).returncode:
            failed.append(table)
    print("\n" + (f"over the limit: {', '.join(failed)}" if failed else "all within the limits"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
