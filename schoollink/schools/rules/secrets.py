"""What pupils sign in with: four of 36 pictures in order, or three words (RP-13, RP-14)."""

import random
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import xkcdpass

from schoollink.core.i18n import Text, _l
from schoollink.schools.models import SecretKind
from schoollink.schools.rules.names import normalised

PICTURES_WANTED = 4
WORDS_WANTED = 3
TRIES_BEFORE_PAUSE = 5
TRIES_BEFORE_RESET = 10
PAUSE = timedelta(minutes=15)

# Always in this order, so that hands learn the way. Names are those of Lucide.
PICTURES: dict[str, Text] = {
    "apple": _l("Apple"),
    "bike": _l("Bike"),
    "bird": _l("Bird"),
    "bus": _l("Bus"),
    "cake": _l("Cake"),
    "camera": _l("Camera"),
    "car": _l("Car"),
    "cat": _l("Cat"),
    "cherry": _l("Cherry"),
    "cloud": _l("Cloud"),
    "crown": _l("Crown"),
    "dog": _l("Dog"),
    "feather": _l("Feather"),
    "fish": _l("Fish"),
    "flower-2": _l("Flower"),
    "gift": _l("Gift"),
    "heart": _l("Heart"),
    "house": _l("House"),
    "ice-cream-cone": _l("Ice cream"),
    "key": _l("Key"),
    "leaf": _l("Leaf"),
    "moon": _l("Moon"),
    "music": _l("Music"),
    "pizza": _l("Pizza"),
    "plane": _l("Plane"),
    "rabbit": _l("Rabbit"),
    "rocket": _l("Rocket"),
    "sailboat": _l("Boat"),
    "snail": _l("Snail"),
    "snowflake": _l("Snow"),
    "star": _l("Star"),
    "sun": _l("Sun"),
    "tent-tree": _l("Tent"),
    "tree-palm": _l("Palm"),
    "turtle": _l("Turtle"),
    "umbrella": _l("Umbrella"),
}

# Words of the list that a child should not be given: hard, frightening, or for grown-ups.
UNFIT = frozenset(
    """
    afar agony alarm alibi amino armed armor army arson bash blade blast bleak blimp blob blunt
    bok boney breed bribe broil buck bud buggy bulk bully bust chaos chump churn cider clad
    clamp cleat cloak clump coke cope cramp crank crave crawl creme crepe crept crib cried crook
    crust cult cupid curse curvy cushy cycle darn dash data deaf debt debug decaf decal decor
    decoy deed denim dent depth dill dimly dingy disk ditch ditzy dizzy dodge dowry doze drab
    drama drank drone droop drove drown dude dusk duty dwarf ebony eject elf elope elude emit
    envoy erase error erupt essay evade evict evil fable false fang femur fetal fever fiber
    filth flaky fled flick fling flint flirt floss foe foil fray frisk froth frown gag gap geek
    gills gore gown grave gravy grief grill grit groom grope growl grub grunt gulp gut harm hash
    hate heave hedge hefty herbs hers hub human humid hump hung hunk hunt hurt hush hut islam
    jab jaws jiffy jolt jot judge junky juror jury keg kept kilt knelt lair lance lapel lash
    lasso latch legal lend lens lent lever limes lint liver lunar lung lurch lurk lying mace
    mama manor mardi marry mash moan mocha moist mold mom moody mop morse motto mud mulch mule
    mumbo mummy mural muse musky mute nag nanny navy neat nerd omen ooze opt ouch outer owl
    pagan panic pants panty payer perch perky perm pest petri petty plead plot poach poker polio
    poser pouch pound prank probe prude pug punch purr purse putt quack quake quill quota rabid
    rage raid ramp rant rash ream rebel repay repel reply rerun rigid rigor riot ritzy rival
    rogue roman romp ruin runny rush rust rut sadly saint satin savor sax scam scan scare scary
    scoff scold scorn scowl scuff sect sedan self sepia shady sham shed shock shove shred shrug
    shun shut silo sip siren skew skid slab slack slain slam slang slash slaw sleek sleet slept
    slimy slit slob slum slurp smash smirk smog snare snarl sneak sneer sniff snort snub snuff
    spent spew spied spiny spoof spur squad stain stall stank stark stew sting stir stole stomp
    stout strut stuck stunt suds sulk sushi swab sway swear sweat swore tacky taper tarot taunt
    thaw theft thigh thong thorn throb thud thump thus tidal tint trace trait trap trash trek
    tribe trick trump tummy tusk tux tweak undo unit urban user usher utter vapor vegan verse
    vest veto vice viral virus visor vixen void volt voter vowel wad wager whiff wick widow wimp
    wipe wiry womb woozy wound wrath wreck xerox yahoo yam yelp yo-yo yodel
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


@cache
def words() -> tuple[str, ...]:
    """The words for three-word secrets: the short list of the EFF without the unfit ones."""
    path = Path(xkcdpass.__file__).parent / "static" / "eff-short"
    listed = path.read_text(encoding="utf-8").split()
    return tuple(word for word in listed if word not in UNFIT and word.isalpha() and len(word) > 2)


def new_secret(kind: SecretKind) -> list[str]:
    """A secret given at random: picture names, or words."""
    chance = random.SystemRandom()
    if kind is SecretKind.WORDS:
        return chance.sample(words(), WORDS_WANTED)
    return chance.choices(list(PICTURES), k=PICTURES_WANTED)


def read_words(text: str) -> list[str]:
    """Words as somebody typed them: case, commas and dashes don't matter."""
    return normalised(text).casefold().replace(",", " ").replace("-", " ").split()


def as_typed(secret: Sequence[str]) -> str:
    """A secret as one text, for hashing."""
    return " ".join(secret)


def needs_new(secret_hash: str | None, tries: int) -> bool:
    """Whether only a teacher's new card opens this again."""
    return secret_hash is None or tries >= TRIES_BEFORE_RESET


def card_mark(pupil_id: UUID, secret_hash: str | None) -> str:
    """Stands for the card that a pupil has now, and gives nothing of it away: the hash is salted.

    A page to make new cards carries these marks: one that is sent again shows that they differ.
    """
    return sha256(f"{pupil_id} {secret_hash or ''}".encode()).hexdigest()[:12]


def picture_words(secret: Sequence[str]) -> list[tuple[str, Text]]:
    """(icon, what it is called) for each picture of a secret."""
    return [(name, PICTURES[name]) for name in secret]
