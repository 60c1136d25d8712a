"""How fast messages arrive: `make bench-talk`.

Sixty people sit in the room of the demo's project; deliveries per processor second of the server
are printed beside the bare Flask-SocketIO server of this folder, driven by the same generator.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.serving import ENGINES, ROOT, Served, served
from tests.live import free_port

PEOPLE = 60
SECONDS = os.environ.get("BENCH_SECONDS", "4")
HERE = Path(__file__).resolve().parent
SHOWN = ("rate", "delivered_s", "p50_ms", "p95_ms", "cpu_s_per_1000", "lost")


def main() -> int:
    """Print one table; 1 when a delivery was lost."""
    rows = [("bare", row) for row in _bare()]
    for engine in ENGINES:
        with served(engine) as server, tempfile.TemporaryDirectory() as folder:
            users = Path(folder) / "users.txt"
            users.write_text(_make_people(server))
            rows += [(engine, row) for row in _product(server, users)]
    print("server       " + " ".join(f"{name:>15}" for name in SHOWN) + "   per CPU s   ratio")
    base = {row["rate"]: 1000 / row["cpu_s_per_1000"] for name, row in rows if name == "bare"}
    for name, row in rows:
        each = 1000 / row["cpu_s_per_1000"]
        cells = " ".join(f"{row.get(key, '-')!s:>15}" for key in SHOWN)
        print(f"{name:12} {cells} {each:11.0f} {each / base[row['rate']]:7.3f}")
    return 1 if any(row["lost"] for _, row in rows) else 0


def _generate(*options: str) -> list[dict[str, float]]:
    done = subprocess.run(
        ["node", str(HERE / "siobench.mjs"), "--clients", str(PEOPLE), "--senders", str(PEOPLE),
         "--rate", "20,0", "--duration", SECONDS, *options],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def _bare() -> list[dict[str, float]]:
    port = free_port()
    environ = os.environ | {"ASYNC_MODE": "threading", "ASYNC_HANDLERS": "0"}
    gunicorn = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--threads", "200"]
    process = subprocess.Popen(
        [*gunicorn, "-b", f"127.0.0.1:{port}", "tests.bench.bare_flask:app"],
        cwd=ROOT, env=environ, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        time.sleep(2)
        return _generate("--url", f"http://127.0.0.1:{port}", "--pid", str(process.pid))
    finally:
        process.terminate()
        process.wait()


def _make_people(server: Served) -> str:
    """Sixty teachers of the project; gives their names and passwords, one a line."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.people", server.demo["project"], str(PEOPLE)],
        cwd=ROOT, env=server.environ, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return told.stdout


def _product(server: Served, users: Path) -> list[dict[str, float]]:
    return _generate(
        "--url", server.url, "--pid", str(server.pid),
        "--login", "/sign-in", "--users", str(users),
        "--login-body", "name={user}&password={password}",
        "--join", "messages:open", "--join-data", '{"room":"{room}"}',
        "--room", server.demo["room"],
        "--post", "messages:send",
        "--post-data", '{"room":"{room}","key":"{key}","body":"{text}"}',
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
