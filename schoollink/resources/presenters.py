"""How resources look to one reader."""

from typing import Any

from schoollink.core.i18n import Text, filesize, gettext, language_name
from schoollink.core.policy import Actor
from schoollink.files import policies as files
from schoollink.files.models import StoredFile
from schoollink.files.rules import LARGE, MEDIUM, SMALL
from schoollink.links.presenters import marks
from schoollink.resources import rules
from schoollink.resources.models import Resource, ResourceVersion
from schoollink.resources.queries import openable

_PICTURES = {"small": SMALL, "medium": MEDIUM, "large": LARGE}


def edge_of(size: str) -> int:
    """The longest side of a named size of a picture."""
    return _PICTURES.get(size, LARGE)


def language_words(code: str) -> Text:
    """What a language is called, or that there is none."""
    return gettext("No words in it") if code == rules.NO_WORDS else language_name(code)


def ages_words(resource: Resource) -> str:
    """`Ages 9 to 11`, or `Age 9`."""
    if resource.youngest == resource.oldest:
        return str(gettext("Age %(age)s", age=resource.youngest))
    return str(
        gettext(
            "Ages %(youngest)s to %(oldest)s", youngest=resource.youngest, oldest=resource.oldest
        )
    )


def row(resource: Resource, actor: Actor) -> dict[str, Any]:
    """A resource in a list."""
    latest = next(iter(openable(resource, actor)), None)
    return {
        "resource": resource,
        "latest": latest,
        "file": latest.file if latest else None,
        "type": type_words(latest) if latest else "",
        "host": rules.host_of(latest.address) if latest and latest.address else "",
        "thumb": _size(latest.file, SMALL) if latest and latest.file else None,
        "ages": ages_words(resource),
        "language": language_words(resource.language),
        "side": marks(resource.link, actor)[resource.school_id],
        "at_home": stays_at_home(latest),
    }


def version(one: ResourceVersion) -> dict[str, Any]:
    """A version on the page of its resource."""
    return {
        "version": one,
        "file": one.file,
        "ending": ending_of(one.file) if one.file else "",
        "host": rules.host_of(one.address) if one.address else "",
        "medium": _size(one.file, MEDIUM) if one.file else None,
        "at_home": stays_at_home(one),
    }


def stays_at_home(one: ResourceVersion | None) -> bool:
    """Whether only the own school sees this version."""
    return one is not None and one.file is not None and not files.may_leave(one.file)


def type_words(one: ResourceVersion) -> str:
    """`PDF 1.2 MB`, or that it is a picture; nothing for an address."""
    if one.file is None:
        return ""
    if one.file.is_picture:
        return str(gettext("Picture"))
    return f"{ending_of(one.file)} {filesize(one.file.size)}"


def ending_of(file: StoredFile) -> str:
    """`PDF`, `DOCX`: what programs call it."""
    return file.name.rsplit(".", 1)[1].upper()


def _size(file: StoredFile, edge: int) -> Any:
    return file.at_edge(edge) if file.is_picture else None
