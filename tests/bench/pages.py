"""How fast pages answer: `make bench-pages`.

Eight signed-in clients ask for one page after the other, on each engine, beside a view that returns
`ok` through the same gate. What counts is requests per processor second of the server, as a ratio
to that view in the same run: at least 0.05 on SQLite and 0.04 on PostgreSQL.
"""

from __future__ import annotations

import http.client
import os
import re
import statistics
import sys
import threading
import time
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from tests.bench.serving import ENGINES, Served, served

CLIENTS = 8
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
REPEATS = int(os.environ.get("BENCH_REPEATS", "3"))
AT_LEAST = {"sqlite": 0.05, "postgresql": 0.04}


def paths(ids: Mapping[str, str]) -> dict[str, str]:
    """What is measured: name -> path."""
    return {
        "ok": "/bench/ok",
        "overview": f"/links/{ids['link']}",
        "year": f"/links/{ids['link']}/calendar",
        "project page": f"/projects/{ids['project']}",
        "room": f"/rooms/{ids['room']}",
        "resources": f"/links/{ids['link']}/resources",
    }


def sign_in(server: Served) -> str:
    """Sign in as the first person of the demo; gives the Cookie header."""
    host = urlsplit(server.url).netloc
    connection = http.client.HTTPConnection(host)
    connection.request("GET", "/sign-in")
    answer = connection.getresponse()
    cookie = _cookies(answer)
    token = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
    assert token, "no form to sign in with"
    person = server.demo["sign_ins"][0]
    form = {"name": person["name"], "password": person["password"], "csrf_token": token[1]}
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in", urlencode(form), headers)
    answer = connection.getresponse()
    assert answer.status == 302, f"signing in answered {answer.status}"
    return _cookies(answer)


def _cookies(answer: http.client.HTTPResponse) -> str:
    """All cookies that an answer sets, as a Cookie header."""
    return "; ".join(one.split(";")[0] for one in answer.headers.get_all("Set-Cookie", []))


def measure(server: Served, path: str, cookie: str, seconds: float) -> tuple[float, float]:
    """Requests a second, and requests per processor second of the server."""
    host, counts = urlsplit(server.url).netloc, [0] * CLIENTS
    end = time.monotonic() + seconds

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection(host)
        headers = {"Cookie": cookie, "Accept-Encoding": "br", "Accept": "text/html"}
        while time.monotonic() < end:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                print(f"{path} answered {answer.status}", file=sys.stderr)
                return
            counts[number] += 1

    before, begun = server.cpu(), time.monotonic()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - begun), sum(counts) / (server.cpu() - before)


def main() -> int:
    """Print a table for each engine; 1 when a page is below its ratio."""
    slow = []
    for engine in ENGINES:
        with served(engine) as server:
            cookie = sign_in(server)
            wanted = paths(server.demo)
            for path in wanted.values():
                measure(server, path, cookie, 0.5)
            rows: dict[str, list[tuple[float, float]]] = {name: [] for name in wanted}
            for _ in range(REPEATS):
                for name, path in wanted.items():
                    rows[name].append(measure(server, path, cookie, SECONDS))
        print(f"\n{engine}: {CLIENTS} clients, median of {REPEATS} x {SECONDS:g} s")
        print(f"{'page':14} {'requests/s':>10} {'per CPU s':>10} {'ratio to ok':>12}")
        base = statistics.median(cpu for _, cpu in rows["ok"])
        for name, got in rows.items():
            rate, cpu = (statistics.median(column) for column in zip(*got, strict=True))
            print(f"{name:14} {rate:10.1f} {cpu:10.1f} {cpu / base:12.3f}")
            if cpu / base < AT_LEAST[engine]:
                slow.append(f"{name} on {engine}")
    if slow:
        print(f"\nBelow the ratio asked for: {', '.join(slow)}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
