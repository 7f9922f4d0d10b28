"""A pytest plugin: many variants of one package in one process.

Loaded with `-p switching` by the interpreter of a workspace. Each folder below the root is a
variant with its own `src` and `tests`; before a test module is imported, and again before each of
its tests, the variant's packages take the place of the others'.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

LONGEST_TEST = 2.0
"""Seconds of computing. A test that sleeps shows in `LONGEST_WAIT` instead."""
LONGEST_WAIT = 10.0
"""Seconds on the wall, generous because other programs share the machine."""

REGISTERING = frozenset({"eventsourcing"})
"""Libraries that know classes by name for the whole process: each variant gets its own copy."""

_modules: dict[Path, dict[str, ModuleType]] = {}
_active: Path | None = None
_outcomes: dict[str, dict[str, Any]] = {}


def _variant(path: Path) -> Path:
    return next(parent.parent for parent in path.parents if parent.name == "tests")


def _activate(variant: Path) -> None:
    global _active
    if variant == _active:
        return
    if _active:
        source = _active / "src"
        own = {name: m for name, m in sys.modules.items() if _belongs(name, m, source)}
        _modules[_active] = own
        for name in own:
            del sys.modules[name]
        sys.path.remove(str(source))
    sys.path.insert(0, str(variant / "src"))
    sys.modules.update(_modules.get(variant, {}))
    _active = variant


def _belongs(name: str, module: ModuleType, source: Path) -> bool:
    file = getattr(module, "__file__", None) or ""
    return file.startswith(f"{source}{os.sep}") or name.partition(".")[0] in REGISTERING


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    if isinstance(collector, pytest.Module):
        _activate(_variant(collector.path))
    report = yield
    if report.failed:
        _outcome(collector.path)["failures"].append(f"{collector.name}: {report.longreprtext}")
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Any:
    _activate(_variant(item.path))
    threads = set(threading.enumerate())
    computed, began = time.process_time(), time.perf_counter()
    yielded = yield
    outcome = _outcome(item.path)
    seconds = time.process_time() - computed
    outcome["seconds"] += seconds
    if seconds > LONGEST_TEST or time.perf_counter() - began > LONGEST_WAIT:
        outcome["slow"].append(item.name)
    left = [t.name for t in threading.enumerate() if t not in threads and not t.daemon]
    if left:
        outcome["failures"].append(f"{item.name}: threads left behind: {', '.join(left)}")
    return yielded


def pytest_runtest_setup(item: pytest.Item) -> None:
    if _variant(item.path).parent.name == "planted" and _outcome(item.path)["failures"]:
        pytest.skip("the planted error is caught")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    outcome = _outcome(item.path)
    if report.failed:
        outcome["failures"].append(f"{item.name}: {report.longreprtext}")
    elif report.skipped:
        outcome["skipped"].append(item.name)
    elif report.when == "call":
        outcome["passed"] += 1
    return report


def pytest_sessionfinish() -> None:
    Path(os.environ["OUTCOMES"]).write_text(json.dumps(_outcomes))


def _outcome(path: Path) -> dict[str, Any]:
    fresh: dict[str, Any] = {"passed": 0, "failures": [], "skipped": [], "slow": []}
    fresh["seconds"] = 0.0
    return _outcomes.setdefault(_variant(path).name, fresh)
