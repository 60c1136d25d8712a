"""What people type to say who they are."""

import re
import unicodedata

PRODUCT_WORDS = ("schoollink", "school", "link", "teacher", "partner", "pupil")


def normal_name(typed: str) -> str:
    """An address or a sign-in name as it is compared: case and spaces around don't matter."""
    return " ".join(unicodedata.normalize("NFKC", typed).split()).casefold()


def own_words(*texts: str | None) -> list[str]:
    """The words of names and addresses that must not make up a password."""
    words: set[str] = set()
    for text in texts:
        words |= {word.casefold() for word in re.split(r"[\W_]+", text or "") if len(word) > 2}
    return sorted(words)
