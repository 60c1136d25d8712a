"""Who is in the demo. All names of people are made up."""

from dataclasses import dataclass

from schoollink.core.hashing import hash_secret
from schoollink.schools.models import Role
from schoollink.schools.rules.secrets import as_typed

PASSWORD = "open the blue gate"
PICTURES = ("cat", "sun", "fish", "star")
"""Every pupil of the demo signs in with these, in this order."""

PUPILS = {
    "leeds": ("Ava", "Noah", "Amelia", "Leo", "Isla", "Oscar", "Zara", "Jack"),
    "kisumu": ("Achieng", "Otieno", "Akinyi", "Juma", "Wanjiku", "Kiprono", "Amina", "Odhiambo"),
    "abu_dis": ("Yara", "Lina", "Salma", "Nour", "Rima", "Hala"),
}


@dataclass(frozen=True)
class Adult:
    """Somebody on the staff: `key` is also the sign-in name."""

    key: str
    name: str
    school: str
    roles: tuple[Role, ...]
    languages: tuple[str, ...] = ("en",)


ADULTS = (
    Adult("meera", "Meera Patel", "leeds", (Role.LEAD,), ("en", "gu")),
    Adult("tom", "Tom Hurst", "leeds", (Role.SECOND,)),
    Adult("sarah", "Sarah Cole", "leeds", (Role.SAFETY,)),
    Adult("daniel", "Daniel Ochieng", "kisumu", (Role.LEAD,), ("en", "sw", "luo")),
    Adult("rose", "Rose Akinyi", "kisumu", (Role.SECOND,), ("en", "sw")),
    Adult("grace", "Grace Wanjiru", "kisumu", (Role.SAFETY,), ("en", "sw")),
    Adult("layla", "Layla Nasser", "abu_dis", (Role.LEAD,), ("ar", "en")),
    Adult("huda", "Huda Saleh", "abu_dis", (Role.SECOND,), ("ar", "en")),
    Adult("samira", "Samira Odeh", "abu_dis", (Role.SAFETY,), ("ar",)),
)

SCHOOL_NAMES = {
    "leeds": "Aireside Primary, Leeds",
    "kisumu": "Lakeview Primary, Kisumu",
    "abu_dis": "Wadi Girls School, Abu Dis",
}


@dataclass(frozen=True)
class Hashes:
    """The one password and the one picture secret of the demo, hashed."""

    password: str
    pictures: str


def hashes() -> Hashes:
    """Hash both; slow, so outside any unit of work."""
    return Hashes(hash_secret(PASSWORD), hash_secret(as_typed(PICTURES)))


def sign_ins() -> list[dict[str, str]]:
    """Who signs in with which name and password, and what they are."""
    what = {Role.LEAD: "link teacher", Role.SECOND: "second link teacher"}
    return [
        {
            "name": one.key,
            "password": PASSWORD,
            "who": one.name,
            "role": what.get(one.roles[0], "child-safety lead"),
            "school": SCHOOL_NAMES[one.school],
        }
        for one in ADULTS
    ]
