"""Starts servers on scratch databases for a measurement, and reads what they used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.live import free_port

ROOT = Path(__file__).resolve().parents[2]
ENGINES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Served:
    """A server of the product with its demo."""

    url: str
    pid: int
    demo: Mapping[str, Any]
    environ: Mapping[str, str]

    def cpu(self) -> float:
        """Processor seconds that the server and its children have used so far."""
        return sum(_cpu_of(pid) for pid in _tree(self.pid))


@contextmanager
def served(engine: str, **more: str) -> Iterator[Served]:
    """The product with its demo on an engine, with limits off and more environment."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = free_port()
        environ = (
            os.environ
            | more
            | {
                "SCHOOLLINK_INSTANCE": str(folder),
                "SCHOOLLINK_LIMITS": "off",
                "SCHOOLLINK_JOBS": "separate",
                "SCHOOLLINK_PUBLIC_URL": f"http://127.0.0.1:{port}",
                "SCHOOLLINK_DATABASE_URL": stack.enter_context(_database(engine, folder)),
                "PORT": str(port),
            }
        )
        flask = [sys.executable, "-m", "flask", "--app", "schoollink"]
        told = subprocess.run(
            [*flask, "demo", "load", "--json"], cwd=ROOT, env=environ, check=True,
            capture_output=True, text=True,
        ).stdout  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.app"],
            cwd=ROOT,
            env=environ,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(process.wait)
        stack.callback(process.terminate)
        url = environ["SCHOOLLINK_PUBLIC_URL"]
        _wait(url, process)
        yield Served(url, process.pid, json.loads(told.splitlines()[-1]), environ)


@contextmanager
def _database(engine: str, folder: Path) -> Iterator[str]:
    os.environ["SCHOOLLINK_TEST_ENGINE"] = engine
    from tests import databases

    databases.ENGINE = engine
    with databases.scratch_database(folder) as url:
        yield url


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit("The server ended while starting.")
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server does not answer.")


def _tree(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _tree(int(child)))]


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
