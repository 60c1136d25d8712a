"""Office files are zip archives: what one may hold, decided from its directory and its XML.

Nothing is ever unpacked to disk. Limits are those of SEC-28. XML with a document type is refused
before any of it is read, so there is no entity to expand and none to fetch (SEC-09).
"""

import io
import re
import stat
import struct
import zlib
from collections.abc import Iterable
from typing import IO
from xml.etree.ElementTree import (
    Element,
    ParseError,
    TreeBuilder,
    XMLParser,
)
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l
from schoollink.files.rules import FileType

MOST_ENTRIES = 1_000
MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 100
WORTH_A_RATIO = 1024 * 1024
LARGEST_DIRECTORY = 512 * 1024
LARGEST_XML_READ = 4 * 1024 * 1024

BROKEN = _l("This file is broken or not what its name says. Open it, save it anew and try again.")
BOMB = _l("This file unpacks to far more than it should. Save it anew, without large pictures.")
LOCKED = _l("This file has a password. Save it without one and add that.")
MACROS = _l("This file has macros or programs in it. Save it without them and add that.")
NESTED = _l("There is a packed file inside this one. Add the files one by one.")
FETCHES = _l("This file fetches parts from elsewhere. Save it with everything inside.")

READS_AS_BROKEN = (
    BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    ParseError,
    expat.ExpatError,
    struct.error,
)

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_END_RECORD = struct.Struct("<4s4H2LH")
_PROGRAM = re.compile(
    r"(^|/)(vba|activex/|scripts/|basic/)|embeddings/[^/]*\.bin$"
    r"|\.(exe|dll|com|scr|js|jse|vbs|vbe|wsf|hta|bat|cmd|ps1|jar|msi|lnk|reg|swf|class|html?)$",
    re.IGNORECASE,
)
_PACKED = re.compile(r"\.(zip|rar|7z|gz|bz2|xz|tar|cab|iso)$", re.IGNORECASE)
_EMBEDDED = re.compile(r"embeddings/[^/]+\.(docx|xlsx|pptx)$", re.IGNORECASE)
_XML = re.compile(r"\.(xml|rels|rdf|vml)$", re.IGNORECASE)
_ABSOLUTE = re.compile(r"^([/\\]|[a-z]:)|(^|[/\\])\.\.([/\\]|$)|[\\\x00]", re.IGNORECASE)

_MAIN = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
    "pptx": "presentationml.presentation.main+xml",
}
_MAY_LEAD_OUTSIDE = {"hyperlink", "video", "audio", "media"}


def check_directory(source: IO[bytes]) -> None:
    """Refuse an archive whose directory alone is too much to read."""
    head = source.read(4)
    if head == _OLD_OFFICE:  # what office programs wrap a file with a password in
        raise RuleBroken(LOCKED)
    size = source.seek(0, io.SEEK_END)
    if head != b"PK\x03\x04" or size < _END_RECORD.size:
        raise RuleBroken(BROKEN)
    source.seek(size - _END_RECORD.size)
    mark, *_, count, length, start, comment = _END_RECORD.unpack(source.read(_END_RECORD.size))
    if mark != b"PK\x05\x06" or comment:
        raise RuleBroken(BROKEN)
    if count > MOST_ENTRIES or length > LARGEST_DIRECTORY:
        raise RuleBroken(BOMB, entries=count)
    if start + length + _END_RECORD.size != size:  # also leaves no place for a zip64 record
        raise RuleBroken(BROKEN)
    source.seek(0)


def check_entries(entries: list[ZipInfo]) -> None:
    """Refuse too many, too large, hidden, locked, linked or wandering entries."""
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise RuleBroken(BOMB, entries=len(entries))
    if len(set(names)) != len(names):
        raise RuleBroken(BROKEN)
    for entry in entries:
        _check_entry(entry)


def _check_entry(entry: ZipInfo) -> None:
    large = entry.file_size > WORTH_A_RATIO
    if large and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
        raise RuleBroken(BOMB)
    if entry.flag_bits & 0x1:
        raise RuleBroken(LOCKED)
    if (
        _ABSOLUTE.search(entry.orig_filename)
        or stat.S_ISLNK(entry.external_attr >> 16)
        or entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}
    ):
        raise RuleBroken(BROKEN)
    if _PROGRAM.search(entry.filename):
        raise RuleBroken(MACROS)
    if _PACKED.search(entry.filename):
        raise RuleBroken(NESTED)


def check_parts(archive: ZipFile, kind: FileType) -> None:
    """Refuse an archive that is not the office file that it claims to be, or is a dangerous one."""
    for entry in archive.infolist():
        if _XML.search(entry.filename):
            with archive.open(entry) as part:
                _check_prolog(part)
        elif not is_embedded(entry.filename) and _begins_packed(archive, entry):
            raise RuleBroken(NESTED)
    if kind.family == "ooxml":
        _check_ooxml(archive, kind)
    else:
        _check_odf(archive, kind)


def is_embedded(name: str) -> bool:
    """Whether an entry is an office file inside an office file, such as the table of a chart."""
    return _EMBEDDED.search(name) is not None


def embedded_type(name: str, types: Iterable[FileType]) -> FileType:
    """The type of an embedded office file, by its ending."""
    ending = name.rsplit(".", 1)[1].lower()
    return next(one for one in types if one.ending == ending)


def plain_xml(archive: ZipFile, name: str) -> Element:
    """The root of an XML part that has no document type."""
    info = archive.getinfo(name)
    if info.file_size > LARGEST_XML_READ:
        raise RuleBroken(BOMB)
    parser = XMLParser(target=_NoDocumentType())  # noqa: S314 - a document type is refused
    parser.feed(archive.read(info))
    root: Element = parser.close()
    return root


class _NoDocumentType(TreeBuilder):
    """Builds a tree, and refuses a document type as soon as it begins."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Called before anything of it is read."""
        raise RuleBroken(BROKEN)


def _check_prolog(part: IO[bytes]) -> None:
    """Read XML up to its first element; a document type can only stand before it."""
    parser = expat.ParserCreate()
    begun = False

    def begin(*_: object) -> None:
        nonlocal begun
        begun = True

    def refuse(*_: object) -> None:
        raise RuleBroken(BROKEN)

    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    piece = part.read(4096)
    while piece and not begun:  # an empty part is none, and LibreOffice writes such
        parser.Parse(piece, False)
        piece = part.read(4096)
        if not piece and not begun:
            raise RuleBroken(BROKEN)


def _begins_packed(archive: ZipFile, entry: ZipInfo) -> bool:
    with archive.open(entry) as part:
        head = part.read(8)
    return head.startswith(
        (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
    )


def _check_ooxml(archive: ZipFile, kind: FileType) -> None:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        raise RuleBroken(BROKEN)
    types = [
        part.get("ContentType", "") for part in plain_xml(archive, "[Content_Types].xml").iter()
    ]
    if any("macroEnabled" in one or "vbaProject" in one for one in types):
        raise RuleBroken(MACROS)
    if not any(one.endswith(_MAIN[kind.ending]) for one in types):
        raise RuleBroken(BROKEN)
    for name in (one for one in names if one.endswith(".rels")):
        for relation in plain_xml(archive, name).iter():
            leads = relation.get("Type", "").rsplit("/", 1)[-1]
            if relation.get("TargetMode") == "External" and leads not in _MAY_LEAD_OUTSIDE:
                raise RuleBroken(FETCHES, leads=leads[:40])


def _check_odf(archive: ZipFile, kind: FileType) -> None:
    names = archive.namelist()
    if names[0] != "mimetype" or archive.read("mimetype").decode("ascii") != kind.media_type:
        raise RuleBroken(BROKEN)
    if "META-INF/manifest.xml" not in names or "content.xml" not in names:
        raise RuleBroken(BROKEN)
    manifest = plain_xml(archive, "META-INF/manifest.xml")
    if any(part.tag.endswith("}encryption-data") for part in manifest.iter()):
        raise RuleBroken(LOCKED)
