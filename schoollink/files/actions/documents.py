"""Documents are checked, and lose what names their authors or where they were made (SG-32)."""

import io
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import filetype

from schoollink.core.errors import RuleBroken
from schoollink.files.rules import TYPES, FileType, archives, recordings, texts

SEEN_AS = {"pdf": "application/pdf", "mp3": "audio/mpeg"}

_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/"
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_APP = f'{_XML}<Properties xmlns="{_PROPERTIES}extended-properties"/>'
_CUSTOM = f'{_XML}<Properties xmlns="{_PROPERTIES}custom-properties"/>'
_META = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="{version}">'
    "<office:meta><dc:title>{title}</dc:title></office:meta></office:document-meta>"
)
_OFFICE_VERSION = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}version"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def clean(path: Path, kind: FileType) -> None:
    """Check the file at `path` against what it claims to be and take the authors out, in place.

    Raises RuleBroken with a sentence for the person who sent it.
    """
    if kind.family in {"ooxml", "odf"}:
        _clean_office(path, kind)
        return
    whole = path.read_bytes()
    seen = filetype.guess(whole[:8192])
    if kind.family in SEEN_AS and (seen is None or seen.mime != SEEN_AS[kind.family]):
        raise RuleBroken(texts.NOT_PDF if kind.family == "pdf" else recordings.NOT_MP3)
    if kind.family == "text":
        texts.check_text(whole)
    elif kind.family == "pdf":
        texts.check_pdf(whole)
    elif kind.family == "mp3":
        recordings.check_mp3(whole)
    else:
        path.write_bytes(recordings.emptied(whole, recordings.spans_to_empty(whole)))


def _clean_office(path: Path, kind: FileType) -> None:
    made = path.with_suffix(".clean")
    try:
        made.touch(mode=0o600)
        with path.open("rb") as source, made.open("wb") as target:
            _rewrite(source, target, kind, depth=0)
        made.replace(path)
    except archives.READS_AS_BROKEN as error:
        raise RuleBroken(archives.BROKEN, error=type(error).__name__) from error
    finally:
        made.unlink(missing_ok=True)


def _rewrite(source: IO[bytes], target: IO[bytes], kind: FileType, *, depth: int) -> None:
    """Copy an office file entry by entry, which also proves that each can be read."""
    archives.check_directory(source)
    with ZipFile(source) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        archives.check_entries(old.infolist())
        archives.check_parts(old, kind)
        for entry in old.infolist():
            if entry.is_dir():
                continue
            fresh = ZipInfo(entry.filename, entry.date_time)
            fresh.compress_type = entry.compress_type
            if (words := _properties(old, entry.filename)) is not None:
                new.writestr(fresh, words)
            elif archives.is_embedded(entry.filename):
                new.writestr(fresh, _embedded(old.read(entry), entry.filename, depth))
            else:
                with old.open(entry) as part, new.open(fresh, "w") as copy:
                    while piece := part.read(256 * 1024):
                        copy.write(piece)


def _embedded(blob: bytes, name: str, depth: int) -> bytes:
    """An office file inside an office file, checked and cleaned like the one around it."""
    if depth > 0:
        raise RuleBroken(archives.NESTED)
    out = io.BytesIO()
    kind = archives.embedded_type(name, TYPES.values())
    _rewrite(io.BytesIO(blob), out, kind, depth=depth + 1)
    return out.getvalue()


def _properties(archive: ZipFile, name: str) -> str | None:
    """What stands instead of the part that names authors; None for every other part."""
    lower = name.lower()
    if lower == "docprops/core.xml" or lower.endswith(".psmdcp"):
        return _CORE.format(title=_title(archive, name))
    if lower == "docprops/app.xml":
        return _APP
    if lower == "docprops/custom.xml":
        return _CUSTOM
    if lower == "meta.xml":
        version = archives.plain_xml(archive, name).get(_OFFICE_VERSION, "1.2")
        return _META.format(title=_title(archive, name), version=escape(version[:8], {'"': ""}))
    return None


def _title(archive: ZipFile, name: str) -> str:
    found = next(archives.plain_xml(archive, name).iter(_TITLE), None)
    return escape((found.text or "")[:200]) if found is not None else ""
