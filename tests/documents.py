"""Writes what the docs take from the code: `make docs`.

The tables of settings, commands and jobs stand between marks such as `<!-- jobs -->` and
`<!-- /jobs -->`; docs/requirements.md names the tests that prove each number. A test fails when any
of them is out of date.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from flask import Flask

from schoollink import create_app
from schoollink.core import jobs
from schoollink.core.settings import Settings, documented_settings
from tests import requirements

DOCS = requirements.ROOT / "docs"
NOT_OURS = {"routes", "run", "shell", "db"}


def tables(app: Flask) -> dict[str, list[str]]:
    """Name of a table -> its rows as the code is now."""
    return {
        "settings": [
            f"| `{name}` | {f'`{default}`' if default else ''} | {what} |"
            for name, (default, what) in documented_settings().items()
        ],
        "commands": [
            f"| `flask {name}` | {_first_line(command.help)} |" for name, command in _commands(app)
        ],
        "jobs": [
            f"| `{name}` | {_first_line(job.run.__doc__)} |"
            for name, job in sorted(jobs.registered().items())
        ],
    }


def _commands(app: Flask) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(app.cli.commands.items()):
        if name in NOT_OURS:
            continue
        if isinstance(command, click.Group):
            for sub, inner in sorted(command.commands.items()):
                yield f"{name} {sub}", inner
        else:
            yield name, command


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n")[0].rstrip(".")


def rewritten(path: Path, app: Flask) -> str:
    """A document with its tables as the code is now."""
    text = path.read_text()
    if path == requirements.DOCUMENT:
        return requirements.rewritten(text)
    for name, rows in tables(app).items():
        text = re.sub(
            rf"(<!-- {name} -->\n(?:\|.*\n){{2}})(?:\|.*\n)*(<!-- /{name} -->)",
            _filled(rows),
            text,
        )
    return text


def _filled(rows: list[str]) -> Callable[[re.Match[str]], str]:
    return lambda match: match[1] + "".join(f"{row}\n" for row in rows) + match[2]


def documents() -> list[Path]:
    """The documents that take something from the code."""
    return [DOCS / "architecture.md", DOCS / "operations.md", requirements.DOCUMENT]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = create_app(Settings(instance=Path(folder)).complete())
        for document in documents():
            document.write_text(rewritten(document, made))
