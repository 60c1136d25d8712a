"""First names of pupils: what is taken, and how two that look alike are told apart (SG-08)."""

import re
import string
import unicodedata
from collections.abc import Iterable

from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import gettext

LONGEST = 40
MOST_AT_ONCE = 60
MOST_WORDS = 2
JOINERS = "\u200c\u200d"  # needed inside words of Persian and the languages of India
ALLOWED_MARKS = frozenset(" -'’.·" + JOINERS)

_LETTER = re.compile(r"(?<=\S) (?:[A-Z]\.|\d+)$")
"""What told_apart puts behind a name."""

# Letters of other scripts that look like Latin ones (Unicode TR 39, the part that names use).
_LOOKALIKES = str.maketrans(
    {
        **dict(zip("авекмнорстухіјѕԁɡһӏґ", "abekmhopctyxijsdghlr", strict=True)),
        **dict(zip("αβεηικνορτυχγω", "abenikvoptuxyw", strict=True)),
        **dict(zip("ıł0135", "iloies", strict=True)),
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "|": "l",
        "$": "s",
        "@": "a",
    }
)


def normalised(text: str) -> str:
    """NFKC, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def skeleton(text: str) -> str:
    """What a name looks like: two names with the same skeleton can be taken for each other."""
    low = unicodedata.normalize("NFKD", normalised(text)).casefold()
    bare = "".join(ch for ch in low if unicodedata.category(ch)[0] in "LN" or ch in " |$@")
    plain = bare.translate(_LOOKALIKES).replace("rn", "m").replace("vv", "w").replace("l", "i")
    return " ".join(plain.split())


def names_in(text: str) -> list[str]:
    """The names of a pasted list: one a line, or parted by commas or semicolons.

    Of the columns of a table only the first counts: the others may hold surnames.
    """
    return [name for _, name in numbered_names(text)]


def numbered_names(text: str) -> list[tuple[int, str]]:
    """The same, each with the number of its line."""
    return [
        (number, name)
        for number, line in enumerate(text.split("\n"), 1)
        for part in re.split(r"[,;،؛、]+", line.strip("\r ").lstrip("\t").split("\t")[0])
        if (name := normalised(_without_number(part)))
    ]


def _without_number(part: str) -> str:
    """A pasted list often counts its lines: `1. Ava`."""
    return re.sub(r"^\s*\d{1,3}[.)]?\s+", "", part)


def check_name(name: str, reserved: frozenset[str], *, field: str = "names") -> None:
    """Raise RuleBroken when this can't be a pupil's first name.

    `reserved` holds the skeletons of the staff's names and of words that stand for a role.
    """
    if len(name) > LONGEST:
        raise RuleBroken(
            gettext("“%(name)s” is too long for a first name.", name=name[:LONGEST]), field=field
        )
    if not all(_may_stand(ch) for ch in name) or not any(ch.isalpha() for ch in name):
        raise RuleBroken(
            gettext("“%(name)s” has a character that first names don't have.", name=_shown(name)),
            field=field,
        )
    if len(name.split()) > MOST_WORDS:
        raise RuleBroken(
            gettext("“%(name)s” has more than a first name. Leave the rest out.", name=name),
            field=field,
        )
    alike = skeleton(name)
    if alike in reserved or not reserved.isdisjoint(alike.split()):
        raise RuleBroken(
            gettext("“%(name)s” could be taken for somebody on the staff.", name=name), field=field
        )


def mistakes_in(text: str, reserved: frozenset[str]) -> list[str]:
    """A sentence for each name of a pasted list that can't be a pupil's, with its line."""
    found = []
    for number, name in numbered_names(text):
        try:
            check_name(name, reserved)
        except RuleBroken as broken:
            found.append(
                gettext("Line %(number)s: %(mistake)s", number=number, mistake=broken.text)
            )
    return found


def _may_stand(ch: str) -> bool:
    return unicodedata.category(ch)[0] in "LM" or ch in ALLOWED_MARKS


def _shown(name: str) -> str:
    """The name with what can't be seen left out."""
    return "".join(ch for ch in name if unicodedata.category(ch) not in {"Cc", "Cf"})


def without_those_there(names: Iterable[str], taken: Iterable[str]) -> list[str]:
    """The names that nobody in the class has yet.

    Two with the same name are in the class as Ava and Ava B.; in a list they are Ava and Ava. So
    each name of the class stands for one of the list, as it is or without its letter.
    """
    there = [(skeleton(name), skeleton(_LETTER.sub("", name))) for name in taken]
    new = []
    for name in names:
        alike = skeleton(name)
        found = next((one for one in there if one[0] == alike), None)
        found = found or next((one for one in there if one[1] == alike), None)
        if found is None:
            new.append(name)
        else:
            there.remove(found)
    return new


def told_apart(names: Iterable[str], taken: Iterable[str]) -> list[str]:
    """The names, with a letter behind each that is like an earlier one: Ava, Ava B., Ava C."""
    seen = {skeleton(name) for name in taken}
    made = []
    for name in names:
        unique = next(one for one in _variants(name) if skeleton(one) not in seen)
        seen.add(skeleton(unique))
        made.append(unique)
    return made


def _variants(name: str) -> Iterable[str]:
    yield name
    for letter in string.ascii_uppercase[1:]:
        yield f"{name} {letter}."
    for number in range(2, 1000):
        yield f"{name} {number}"


def may_have_surname(name: str) -> bool:
    """Whether a person should look again: two words may be one first name, or a surname too."""
    return " " in name and not _LETTER.search(name)
