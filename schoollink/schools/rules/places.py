"""What a country lets us guess. A guess is shown as one, and a person says whether it holds."""

import importlib.resources
from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.languages import get_territory_language_info

from schoollink.core.i18n import Text, _l

# Symbols of schools, from the icons that the build knows.
CRESTS: dict[str, Text] = {
    "bird": _l("Bird"),
    "fish": _l("Fish"),
    "turtle": _l("Turtle"),
    "tree-deciduous": _l("Tree"),
    "tree-pine": _l("Pine"),
    "tree-palm": _l("Palm"),
    "sprout": _l("Sprout"),
    "flower-2": _l("Flower"),
    "sun": _l("Sun"),
    "star": _l("Star"),
    "waves": _l("Waves"),
    "mountain": _l("Mountain"),
    "lighthouse": _l("Lighthouse"),
    "sailboat": _l("Boat"),
    "anchor": _l("Anchor"),
    "compass": _l("Compass"),
    "globe": _l("Globe"),
    "book-open": _l("Book"),
}

# Pictures that stand beside pupils' names (SG-44): from here, never uploaded.
NOBODYS_AVATAR = "leaf"
"""The picture of everybody who has left."""
AVATARS = (
    "cat",
    "dog",
    "bird",
    "fish",
    "rabbit",
    "turtle",
    "snail",
    "star",
    "sun",
    "moon",
    "cloud",
    "leaf",
    "rocket",
    "sailboat",
    "umbrella",
    "snowflake",
    "flower-2",
    "feather",
    "bike",
    "plane",
)

EVERY_DAY = ("1", "2", "3", "4", "5", "6", "7")
_SEVEN = 7
_OFTEN_TAUGHT = ("en", "fr", "es", "ar", "pt", "sw", "zh", "hi", "de")


@cache
def zones_by_country() -> Mapping[str, tuple[str, ...]]:
    """IANA zones of each country, the one where most people live first (zone.tab of tzdata)."""
    table = importlib.resources.files("tzdata") / "zoneinfo" / "zone.tab"
    found: dict[str, list[str]] = {}
    for line in table.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country, []).append(zone)
    return {country: tuple(zones) for country, zones in found.items()}


def guess_zone(country: str, place: str) -> str:
    """The zone that a place is likely in: the one named after it, else the country's first."""
    zones = zones_by_country().get(country, ("UTC",))
    named = place.strip().replace(" ", "_").casefold()
    return next((zone for zone in zones if zone.split("/")[-1].casefold() == named), zones[0])


def guess_weekend(country: str) -> list[str]:
    """ISO weekdays of the weekend by CLDR: "6" is Saturday."""
    try:
        locale = Locale.parse(f"und_{country}")
    except (UnknownLocaleError, ValueError):
        return ["6", "7"]
    first, last = locale.weekend_start, locale.weekend_end
    length = (last - first) % _SEVEN + 1
    return [EVERY_DAY[(first + step) % _SEVEN] for step in range(length)]


def languages_of(country: str, *, common: bool = True) -> list[str]:
    """Languages of a country, the most spoken first, without scripts; only `common` ones."""
    spoken = get_territory_language_info(country)
    found = [
        tag.split("_")[0]
        for tag, known in spoken.items()
        if not common or float(known["population_percent"] or 0) >= 5 or known["official_status"]
    ]
    return list(dict.fromkeys(found))


def guess_languages(country: str) -> list[str]:
    """The languages that a school of the country is likely to teach in: at most two."""
    return languages_of(country)[:1]


def languages_to_choose(country: str, present: list[str]) -> list[str]:
    """Languages on offer on the form: those known already, of the country, taught in many."""
    return list(
        dict.fromkeys([*present, *languages_of(country, common=False)[:12], *_OFTEN_TAUGHT])
    )
