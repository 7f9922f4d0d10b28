"""Serve the site with granian, and say when it is ready."""

import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

GIVE_UP_AFTER = 60.0  # seconds
BETWEEN_LOOKS = 0.1


class Command(BaseCommand):
    help = "Serve until interrupted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        # Imported here, because other commands must not pay for it.
        from granian.constants import Interfaces
        from granian.server import Server

        host, port = options["host"], options["port"]
        watcher = threading.Thread(target=self.announce, args=(host, port), daemon=True)
        watcher.start()
        server = Server(
            "advisor.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=settings.WORKERS,
            # One blocking thread: under the interpreter lock more of them worsen the tail.
            blocking_threads=1,
            log_access=False,
        )
        server.serve()

    def announce(self, host: str, port: int, give_up_after: float = GIVE_UP_AFTER) -> None:
        """Look until the site is ready, and say so; say why when it does not get there."""
        address = f"http://{host}:{port}"
        until = time.monotonic() + give_up_after
        while True:
            why = _not_ready(f"{address}/readyz")
            if not why:
                self.stdout.write(f"Pattern Advisor is ready: {settings.PUBLIC_ADDRESS or address}")
                break
            if time.monotonic() > until:
                self.stderr.write(f"Pattern Advisor is not ready after {give_up_after:g} s: {why}")
                break
            time.sleep(BETWEEN_LOOKS)
        self.stdout.flush()


def _not_ready(address: str) -> str:
    """Return why the site is not ready, "" when it is."""
    # The site answers to its own names only, and those need not be the one it listens on.
    named = next((host for host in settings.ALLOWED_HOSTS if host != "*"), "localhost")
    request = urllib.request.Request(  # noqa: S310  our own address
        address, headers={"Host": named.removeprefix(".")}
    )
    try:
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310
            return ""
    except urllib.error.HTTPError as error:
        return error.read(500).decode(errors="replace")
    except OSError as error:
        return str(error)
