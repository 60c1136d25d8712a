"""What may be stored, what it is called, how much of it, and what stays in the own school."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import Text, _l
from schoollink.files.models import FileKind, Recognisable

MB = 1000 * 1000
LARGEST = 25 * MB
LONGEST_NAME = 120

SMALL, MEDIUM, LARGE = 160, 1024, 2560
BUDGETS = {SMALL: 6_000, MEDIUM: 60_000, LARGE: 400_000}
"""Longest side in pixels -> most bytes (SEC-29)."""
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 12_000

FREE_SHARE = 0.10
"""Below this share of free disk nothing more is taken (SEC-30)."""


@dataclass(frozen=True)
class FileType:
    """A type that is taken: its ending, its media type, and the family that it is checked as."""

    ending: str
    media_type: str
    family: str

    @property
    def kind(self) -> FileKind:
        """Pictures are made anew, everything else is a document."""
        return FileKind.PICTURE if self.family == "picture" else FileKind.DOCUMENT


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

TYPES = {
    one.ending: one
    for one in (
        FileType("jpg", "image/jpeg", "picture"),
        FileType("jpeg", "image/jpeg", "picture"),
        FileType("png", "image/png", "picture"),
        FileType("webp", "image/webp", "picture"),
        FileType("pdf", "application/pdf", "pdf"),
        FileType("docx", _OOXML + "wordprocessingml.document", "ooxml"),
        FileType("xlsx", _OOXML + "spreadsheetml.sheet", "ooxml"),
        FileType("pptx", _OOXML + "presentationml.presentation", "ooxml"),
        FileType("odt", _ODF + "text", "odf"),
        FileType("ods", _ODF + "spreadsheet", "odf"),
        FileType("odp", _ODF + "presentation", "odf"),
        FileType("txt", "text/plain", "text"),
        FileType("csv", "text/csv", "text"),
        FileType("md", "text/markdown", "text"),
        FileType("mp3", "audio/mpeg", "mp3"),
        FileType("m4a", "audio/mp4", "mp4"),
        FileType("mp4", "video/mp4", "mp4"),
    )
}

ACCEPT_PICTURES = ".jpg,.jpeg,.png,.webp"
ACCEPT_ALL = ",".join(f".{ending}" for ending in TYPES)
"""For the `accept` of a file field."""

PICTURES_ARE = _l("JPEG, PNG or WebP, up to 25 MB.")
FILES_ARE = _l(
    "A picture (JPEG, PNG, WebP), a PDF, an office file (Word, Excel, PowerPoint, OpenDocument), "
    "text (TXT, CSV, MD), sound (MP3, M4A) or film (MP4), up to 25 MB."
)
"""For the hint of a file field."""


@dataclass(frozen=True)
class Quota:
    """How much may be kept, in bytes and in files."""

    size: int
    files: int

    def has_room(self, size: int, files: int, more: int) -> bool:
        """Whether one more file of `more` bytes fits beside what is there."""
        return size + more <= self.size and files + 1 <= self.files


PUPIL_QUOTA = Quota(200 * MB, 1_000)
STAFF_QUOTA = Quota(2_000 * MB, 10_000)
SCHOOL_QUOTA = Quota(20_000 * MB, 100_000)


def quota_of(*, is_pupil: bool) -> Quota:
    """How much one person may keep."""
    return PUPIL_QUOTA if is_pupil else STAFF_QUOTA


def stays_in_school(recognisable: Recognisable | None) -> bool:
    """Whether a picture may not leave the own school: yes and not sure, until consents exist."""
    return recognisable in {Recognisable.YES, Recognisable.UNSURE}


def has_free_space(total: int, free: int) -> bool:
    """Whether the disk has more than its floor of free room."""
    return total > 0 and free / total > FREE_SHARE


def type_of(name: str, *, pictures_only: bool = False) -> FileType:
    """The type that a name claims; raises RuleBroken with what is taken instead."""
    found = TYPES.get(_ending(name))
    if found is None or (pictures_only and found.kind is not FileKind.PICTURE):
        raise RuleBroken(
            not_taken(_ending(name), pictures_only=pictures_only), ending=_ending(name)[:10]
        )
    return found


def is_picture_name(name: str) -> bool:
    """Whether a name claims to be a picture."""
    found = TYPES.get(_ending(name))
    return found is not None and found.kind is FileKind.PICTURE


_INSTEAD: tuple[tuple[set[str], Text], ...] = (
    (
        {"heic", "heif", "gif", "svg", "tif", "tiff", "bmp", "avif"},
        _l("We can't take this kind of picture. Save it as JPEG or PNG and add that."),
    ),
    (
        {"docm", "xlsm", "pptm", "dotm", "xltm", "potm"},
        _l("This file has macros. Save it without them and add that."),
    ),
    (
        {"doc", "xls", "ppt", "pages", "numbers", "key", "rtf"},
        _l("We can't take this kind of file. Save it as PDF, Word or OpenDocument."),
    ),
    (
        {"mov", "avi", "mkv", "webm", "wmv", "wav", "ogg"},
        _l("We can't take this kind of recording. Save it as MP4 or MP3 and add that."),
    ),
    (
        {"zip", "rar", "7z", "gz", "tar"},
        _l("We can't take packed files. Add the files in it one by one."),
    ),
)
_NEITHER = _l("We can't take this kind of file. A PDF or a picture always works.")
_PICTURE_WANTED = _l("Please add a picture here: JPEG, PNG or WebP.")


def not_taken(ending: str, *, pictures_only: bool = False) -> Text:
    """Why a type is not taken, and what to do."""
    known, otherwise = (_INSTEAD[:1], _PICTURE_WANTED) if pictures_only else (_INSTEAD, _NEITHER)
    return next((text for endings, text in known if ending in endings), otherwise)


_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*%\x00-\x1f\x7f]')


def clean_name(name: str, ending: str) -> str:
    """A name that is safe on every system, with the ending of what the file is (AT-104)."""
    base = PurePosixPath(name.replace("\\", "/")).name
    stem = base.rsplit(".", 1)[0] if "." in base else base
    stem = unicodedata.normalize("NFC", stem)
    stem = "".join(ch for ch in stem if unicodedata.category(ch) not in {"Cf", "Cs", "Co", "Cn"})
    stem = " ".join(_FORBIDDEN.sub(" ", stem).split()).strip(". ")[:LONGEST_NAME].strip(". ")
    if not stem or _DEVICES.fullmatch(stem):
        stem = f"file-{stem}" if stem else "file"
    return f"{stem}.{ending}"


def blob_path(sha256: str) -> str:
    """Where bytes lie below the folder of files."""
    return f"{sha256[:2]}/{sha256}"


def _ending(name: str) -> str:
    return name.rsplit(".", 1)[1].strip().lower() if "." in name else ""
