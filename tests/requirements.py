"""Writes into docs/requirements.md which tests prove which number: `make docs`.

A test proves a number by carrying it in its name: test_R60_…, test_SG01_…, test_rule_V01_….
"""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "requirements.md"
ROW = re.compile(
    r"^\| (?P<number>[A-Z]+-?\d+) \| (?P<what>.*?) \| (?P<tests>.*?) ?\| (?P<state>\w+) \|$"
)
TEST = re.compile(r"^\s*(?:async )?def (test_\w+)", re.M)
NUMBER = re.compile(r"(?:^|_)(rule_)?(R|C|N|V|I|F|K|E|IT|BU|SG|RP|SEC|AT|RL|RT)(\d+)(?=_|$)")
DASHED = {"V", "I", "F", "K", "E", "IT", "BU", "SG", "RP", "SEC", "AT", "RL", "RT"}
RULES = {"V", "I", "F", "E"}


def numbers_in(name: str) -> set[str]:
    """The numbers that a test's name carries, as (family, value) written like `SG-1`."""
    found = set()
    for rule, family, digits in NUMBER.findall(name.removeprefix("test")):
        if family in RULES and not rule:
            continue
        found.add(canonical(f"{family}-{digits}" if family in DASHED else f"{family}{digits}"))
    return found


def canonical(number: str) -> str:
    """`SG-01`, `SG-1` and `SG01` are one number."""
    found = re.fullmatch(r"([A-Z]+)-?(\d+)", number)
    assert found is not None, f"{number} is no number of a requirement"
    return f"{found[1]}{int(found[2])}"


def tests_by_number() -> dict[str, list[str]]:
    """Number -> the tests that carry it, as `folder/file::test`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in TEST.findall(path.read_text()):
            for number in numbers_in(name):
                found[number].append(f"{path.relative_to(ROOT / 'tests')}::{name}")
    return found


def rewritten(text: str) -> str:
    """The document with its last two columns as the tests are now."""
    proofs = tests_by_number()
    return "\n".join(_row(line, proofs) for line in text.split("\n"))


def _row(line: str, proofs: dict[str, list[str]]) -> str:
    match = ROW.match(line)
    if match is None:
        return line
    tests = proofs.get(canonical(match["number"]), [])
    told = "<br>".join(f"`{test}`" for test in tests)
    state = "tested" if tests else "open"
    return f"| {match['number']} | {match['what']} | {told} | {state} |"
