"""What a password must be (RP-16): long, and not one that others would try first.

No composition rules and no expiry, as NIST 800-63B asks.
"""

import re
from collections.abc import Iterable

from zxcvbn import zxcvbn

from schoollink.accounts.rules.names import PRODUCT_WORDS
from schoollink.core.i18n import Text, _l

SHORTEST_PASSWORD = 15
SHORTEST_WITH_FACTOR = 12
LONGEST_PASSWORD = 256
MOST_THAT_IS_JUDGED = 72
WEAKEST_SCORE = 3
FEWEST_OTHER_LETTERS = 6


TOO_LONG: Text = _l("There is room for 256 characters.")
TOO_SHORT: Text = _l("Please use at least 15 characters. Three or four words are easy to keep.")
TOO_SHORT_WITH_FACTOR: Text = _l(
    "Please use at least 12 characters. Three or four words are easy to keep."
)
ONLY_NAMES: Text = _l("This is made of names that others know too. Add words of your own.")
TOO_COMMON: Text = _l("Many people use this, so others would try it first. Take other words.")


def password_problem(
    password: str, *, has_factor: bool = False, words: Iterable[str] = ()
) -> Text | None:
    """The sentence that says why a password is refused, or None. `words` name the person."""
    if len(password) > LONGEST_PASSWORD:
        return TOO_LONG
    if len(password) < (SHORTEST_WITH_FACTOR if has_factor else SHORTEST_PASSWORD):
        return TOO_SHORT_WITH_FACTOR if has_factor else TOO_SHORT
    own = [*PRODUCT_WORDS, *words]
    if _is_only_names(password, own):
        return ONLY_NAMES
    found = zxcvbn(password[:MOST_THAT_IS_JUDGED], user_inputs=own)
    return TOO_COMMON if found["score"] < WEAKEST_SCORE else None


def _is_only_names(password: str, words: Iterable[str]) -> bool:
    """Whether hardly a letter is left once the names are taken out."""
    left = password.casefold()
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    letters = re.sub(r"[\W\d_]+", "", left)
    return left != password.casefold() and len(letters) < FEWEST_OTHER_LETTERS
