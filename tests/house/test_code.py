"""The architecture, held by machines."""

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.version import Version

from schoollink.features import FEATURES

TOP_LEVEL = {
    "app.py", "schoollink", "templates", "static", "translations", "migrations", "tests",
    "requirements.txt", "requirements.in", "requirements-scale.txt", "requirements-scale.in",
    "requirements-dev.txt", "requirements-dev.in", "requirements-node.txt",
    "requirements-node.in", "README.md", "Makefile", "pyproject.toml", "package.json",
    "package-lock.json", "biome.json", "docs", ".ci", ".gitignore", ".editorconfig", ".npmrc",
}  # fmt: skip

PARTS = {
    "models", "rules", "policies", "queries", "actions", "presenters", "forms", "views",
    "sockets", "jobs", "cli", "signals", "listeners", "__init__",
}  # fmt: skip

FLOORS = {
    "flask": "3.1.3",
    "werkzeug": "3.1.6",
    "python-socketio": "5.18.1",
    "python-engineio": "4.15.1",
    "flask-socketio": "5.7.0",
    "pillow": "13.0.0",
    "babel": "2.9.1",
    "jinja2": "3.1.6",
}


def test_imports_go_one_way(repository: Path) -> None:
    """The contracts of import-linter, in pyproject.toml."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=repository, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_tree_is_that_of_the_house(repository: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=repository, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    top = {line.split("/")[0] for line in tracked if line}
    assert top <= TOP_LEVEL, f"unknown at top level: {sorted(top - TOP_LEVEL)}"


def test_every_feature_has_the_same_files(repository: Path) -> None:
    for feature in FEATURES:
        folder = repository / "schoollink" / feature
        if not folder.exists():
            continue
        names = {p.stem if p.suffix == ".py" else p.name for p in folder.iterdir()}
        names -= {"__pycache__"}
        assert names <= PARTS | ALLOWED.get(feature, set()), f"{feature}: {names - PARTS}"


ALLOWED: dict[str, set[str]] = {}
"""Feature -> files that have a reason of their own, written in docs/decisions."""


def test_a_package_begins_with_a_short_docstring_and_nothing_else(repository: Path) -> None:
    for feature in FEATURES:
        path = repository / "schoollink" / feature / "__init__.py"
        if path.exists():
            lines = path.read_text().strip().splitlines()
            assert lines[0].startswith('"""'), path
            assert lines[-1].endswith('"""'), f"{path} does more than say what it is"
            assert len(lines) <= 8, path


def test_relationships_lead_one_way(repository: Path) -> None:
    for path in (repository / "schoollink").rglob("models*.py"):
        assert "backref=" not in path.read_text(), path


def test_nothing_is_marked_safe_outside_the_places_that_escape(repository: Path) -> None:
    """SEC-01: `|safe` only for fixed attribute text of our own."""
    for path in (repository / "templates").rglob("*.html"):
        for use in re.findall(r"[^|{}]*\|\s*safe\b", path.read_text()):
            assert re.search(r"""['"][^'"]*['"]\s*\|\s*safe""", use), f"{path.name}: {use.strip()}"


@pytest.mark.parametrize(("package", "floor"), FLOORS.items())
def test_AT146_no_dependency_is_below_its_floor(package: str, floor: str) -> None:
    assert Version(version(package)) >= Version(floor)
