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


class Command(BaseCommand):
    help = "Serve until interrupted."
    requires_system_checks = []  # `prepare` ran them, and the worker imports everything again

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        # Imported here, because other commands must not pay for it.
        from granian.constants import Interfaces
        from granian.server import Server

        host, port = options["host"], options["port"]
        watcher = threading.Thread(target=self._announce, args=(host, port), daemon=True)
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

    def _announce(self, host: str, port: int) -> None:
        address = f"http://{host}:{port}"
        until = time.monotonic() + GIVE_UP_AFTER
        while time.monotonic() < until:
            try:
                request = urllib.request.Request(f"{address}/readyz")  # noqa: S310  our own
                with urllib.request.urlopen(request, timeout=5):  # noqa: S310
                    self.stdout.write(f"Pattern Advisor is ready: {address}")
                    self.stdout.flush()
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
