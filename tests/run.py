"""Runs the whole suite: once on SQLite, once on PostgreSQL. Arguments go to pytest.

It makes sure of what the tests need beside Python, and says what it could not find:

- Chromium: SCHOOLLINK_TEST_CHROMIUM or on the PATH; root on a machine with apt installs it.
- PostgreSQL: SCHOOLLINK_TEST_POSTGRES_URL, else one of its own in a temporary folder.
- Redis: SCHOOLLINK_TEST_REDIS_URL, else one of its own in a temporary folder.

The tests find these in the same three variables, and the engine of the run in
SCHOOLLINK_TEST_ENGINE. A variable that is not set means that the thing is not there. With CI=true
whatever is missing and whatever was skipped counts as failed.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn
from xml.etree import ElementTree as ET

import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI") == "true"
AS_ROOT = os.geteuid() == 0
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_PACKAGES = ("chromium", "fonts-noto-core", "fonts-urw-base35", "fonts-dejavu-core")
POSTGRES_URL = "postgresql://postgres@127.0.0.1:5432/postgres"
REDIS_URL = "redis://127.0.0.1:6379/0"
START_SECONDS = 30
STOP_SECONDS = 15


class NotThereError(Exception):
    """Something that the tests need is missing; the message says what and why."""


@dataclass(frozen=True)
class Result:
    """What one pytest run came to."""

    passed: int
    failed: int
    skipped: int


# --- Chromium


def find_chromium() -> str:
    """The path of Chromium, installed first where that can be done."""
    given = os.environ.get("SCHOOLLINK_TEST_CHROMIUM")
    if given:
        if shutil.which(given) is None:
            raise NotThereError(
                f"Chromium: SCHOOLLINK_TEST_CHROMIUM is {given}, which is not there"
            )
        return given
    found = chromium_on_path()
    if found is None and AS_ROOT and shutil.which("apt-get"):
        install_chromium()
        found = chromium_on_path()
    if found is None:
        raise NotThereError("Chromium is not installed")
    return found


def chromium_on_path() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def install_chromium() -> None:
    print("Installing Chromium for the browser tests (first time only)…", flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", *CHROMIUM_PACKAGES],
    ):
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr.strip() or "no reason given").splitlines()[-1]
            raise NotThereError(f"Chromium: {' '.join(command[:2])} did not work: {said}")


# --- PostgreSQL and Redis


def postgres_answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3) as client:
            client.ping()
    except redis.RedisError:
        return False
    return True


def find_postgres(stack: ExitStack) -> str:
    """The URL of a PostgreSQL that answers, started and stopped by us if need be."""
    url = os.environ.get("SCHOOLLINK_TEST_POSTGRES_URL") or POSTGRES_URL
    return url if postgres_answers(url) else stack.enter_context(own_postgres())


def find_redis(stack: ExitStack) -> str:
    """The URL of a Redis that answers, started and stopped by us if need be."""
    url = os.environ.get("SCHOOLLINK_TEST_REDIS_URL") or REDIS_URL
    return url if redis_answers(url) else stack.enter_context(own_redis())


@contextmanager
def own_postgres() -> Iterator[str]:
    folder_of_tools = postgres_tools()
    # PostgreSQL refuses to run as root.
    user = postgres_user() if AS_ROOT else None
    port = free_port()
    with temporary_folder("postgres", user) as folder:
        data = folder / "data"
        command = [folder_of_tools / "initdb", "--pgdata", data, "--username=postgres"]
        command += ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        run_quietly(command, folder, user)
        command = [folder_of_tools / "postgres", "-D", data, "-p", port]
        command += ["-h", "127.0.0.1", "-k", folder, "-F"]
        command += ["-c", "max_connections=200"]
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        with server("PostgreSQL", command, folder, user, lambda: postgres_answers(url)):
            yield url


@contextmanager
def own_redis() -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        raise NotThereError("Redis does not answer and is not installed")
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with temporary_folder("redis") as folder:
        command = [program, "--port", port, "--bind", "127.0.0.1"]
        command += ["--dir", folder, "--save", "", "--appendonly", "no"]
        with server("Redis", command, folder, None, lambda: redis_answers(url)):
            yield url


def postgres_tools() -> Path:
    """The folder of initdb and postgres, the newest where there are several."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = sorted(installed, key=lambda path: float(path.parts[-3]))
    if not versions:
        raise NotThereError("PostgreSQL does not answer and is not installed")
    return versions[-1].parent


def postgres_user() -> str:
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NotThereError("PostgreSQL can't be started as root: no user postgres") from None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def temporary_folder(name: str, user: str | None = None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=f"schoollink-{name}-") as folder:
        if user:
            shutil.chown(folder, user)
        yield Path(folder)


def run_quietly(command: Sequence[object], folder: Path, user: str | None) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **as_user(user),
    )
    if done.returncode:
        raise NotThereError(f"{command[0]} did not work: {done.stderr.strip()}")


def as_user(user: str | None) -> dict[str, Any]:
    return {"user": user, "group": user, "extra_groups": []} if user else {}


@contextmanager
def server(
    name: str,
    command: Sequence[object],
    folder: Path,
    user: str | None,
    answers: Callable[[], bool],
) -> Iterator[None]:
    """Runs a server until the block ends; it is given Ctrl-C by us alone, after the tests."""
    print(f"Starting a {name} for the tests…", flush=True)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **as_user(user),
        )
        try:
            wait_until(name, process, answers, folder / "log")
            yield
        finally:
            stop(process, signal.SIGINT)


def wait_until(
    name: str, process: subprocess.Popen[bytes], answers: Callable[[], bool], log: Path
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise NotThereError(f"{name} did not start: {log.read_text(errors='replace').strip()}")
        time.sleep(0.1)


def stop(process: subprocess.Popen[bytes], with_signal: signal.Signals) -> None:
    if process.poll() is not None:
        return
    process.send_signal(with_signal)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# --- The runs


def gather(stack: ExitStack) -> tuple[dict[str, str], list[str]]:
    """What the tests get in their environment, and what is missing, as sentences."""
    wanted: Mapping[str, Callable[[], str]] = {
        "SCHOOLLINK_TEST_CHROMIUM": find_chromium,
        "SCHOOLLINK_TEST_POSTGRES_URL": lambda: find_postgres(stack),
        "SCHOOLLINK_TEST_REDIS_URL": lambda: find_redis(stack),
    }
    found, missing = {}, []
    for variable, find in wanted.items():
        try:
            found[variable] = find()
        except NotThereError as absent:
            missing.append(str(absent))
    return found, missing


def environment(found: Mapping[str, str], engine: str) -> dict[str, str]:
    """Ours, without what would steer the product or point at what is not there."""
    passed_on = {"SCHOOLLINK_TEST_ALL"}
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SCHOOLLINK_") or name in passed_on
    }
    return {**clean, **found, "SCHOOLLINK_TEST_ENGINE": engine}


def run_pytest(title: str, environ: Mapping[str, str], arguments: Sequence[str]) -> Result:
    print(f"\n=== {title} ===", flush=True)
    started = time.monotonic()
    with temporary_folder("report") as folder:
        report = folder / "report.xml"
        command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal"]
        command += [f"--junitxml={report}", *arguments]
        code = wait_for(subprocess.Popen(command, cwd=ROOT, env=environ))
        result = read_report(report, code)
    seconds = time.monotonic() - started
    print(f"{title}: {closing_line(result)}, {result.skipped} skipped in {seconds:.0f} s")
    return result


def wait_for(process: subprocess.Popen[bytes]) -> int:
    """The exit code; on Ctrl-C, which pytest hears too, pytest may end in its own way."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        with_time_to_end = time.monotonic() + STOP_SECONDS
        while process.poll() is None and time.monotonic() < with_time_to_end:
            time.sleep(0.1)
        raise
    finally:
        stop(process, signal.SIGTERM)


def read_report(report: Path, code: int) -> Result:
    """Counts from pytest's report. A run that broke without a failed test counts as one failed."""
    tree = ET.parse(report) if report.exists() else None  # noqa: S314 -- our own file
    cases = list(tree.iter("testcase")) if tree else []
    failed = sum(is_a(case, "failure", "error") for case in cases)
    not_run = [mark for case in cases for mark in case.iter("skipped")]
    expected_failures = sum(mark.get("type") == "pytest.xfail" for mark in not_run)
    return Result(
        passed=len(cases) - failed - len(not_run),
        failed=failed or int(code != 0),
        skipped=len(not_run) - expected_failures,
    )


def is_a(case: ET.Element, *kinds: str) -> bool:
    return any(case.find(kind) is not None for kind in kinds)


def closing_line(result: Result) -> str:
    return f"{result.passed} passed, {result.failed} failed"


def summed(results: Sequence[Result], missing: Sequence[str]) -> Result:
    """Both runs together; with CI=true nothing may be skipped or missing."""
    skipped = sum(result.skipped for result in results)
    failed = sum(result.failed for result in results)
    if IN_CI:
        failed += skipped + len(missing)
    return Result(sum(result.passed for result in results), failed, skipped)


def run_all(arguments: Sequence[str]) -> Result:
    with ExitStack() as stack:
        found, missing = gather(stack)
        for sentence in missing:
            print(f"{sentence}: its tests are skipped.", flush=True)
        results = [run_pytest("SQLite", environment(found, "sqlite"), arguments)]
        if "SCHOOLLINK_TEST_POSTGRES_URL" in found:
            environ = environment(found, "postgresql")
            results.append(run_pytest("PostgreSQL", environ, arguments))
    total = summed(results, missing)
    print()
    for sentence in missing:
        print(f"Not tested: {sentence}.")
    if total.skipped:
        print(f"{total.skipped} skipped{', which CI=true counts as failed' if IN_CI else ''}.")
    return total


def end_on_terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)


def main() -> int:
    signal.signal(signal.SIGTERM, end_on_terminate)
    try:
        total = run_all(sys.argv[1:])
    except KeyboardInterrupt:
        print("\nStopped.")
        return 128 + signal.SIGINT
    print(closing_line(total))
    return int(total.failed > 0)


if __name__ == "__main__":
    sys.exit(main())
