"""Documents: what is taken, what is taken out of them, and what is refused."""

import io
import zipfile

import pytest

from schoollink.core.errors import RuleBroken
from schoollink.files import queries, rules
from schoollink.files.actions import TakenFile, take
from schoollink.files.rules import archives, recordings, texts
from tests.files import hostile
from tests.files.hostile import CANARY, docx, mp4, odt, packed, sent


@pytest.fixture
def context(app):
    with app.app_context():
        yield


pytestmark = pytest.mark.usefixtures("context")


def kept(taken: TakenFile) -> bytes:
    return (queries.folder() / rules.blob_path(taken.sha256)).read_bytes()


def parts(blob: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("name", "body", "media_type"),
    [
        ("plan.pdf", hostile.PDF, "application/pdf"),
        ("list.csv", "name;town\nAva;Leeds\n".encode("utf-16"), "text/csv"),
        ("words.txt", "Año, été, ثلاثة".encode(), "text/plain"),
        ("notes.md", b"# Wells\n\n* one", "text/markdown"),
        ("song.mp3", hostile.MP3, "audio/mpeg"),
        ("film.mp4", mp4(), "video/mp4"),
        ("talk.m4a", mp4(brand=b"M4A "), "audio/mp4"),
    ],
)
def test_SEC28_documents_are_taken(name, body, media_type):
    taken = take(sent(name, body))

    assert taken.type.media_type == media_type
    assert taken.name == name
    assert not taken.is_picture


def test_SG32_an_office_file_loses_its_authors_and_keeps_its_title():
    taken = take(sent("river.docx", docx()))

    found = parts(kept(taken))
    assert CANARY not in b"".join(found.values())
    assert b"<dc:title>Our river &amp; yours</dc:title>" in found["docProps/core.xml"]
    assert set(found) == set(hostile.docx_parts())
    assert found["word/document.xml"] == hostile.docx_parts()["word/document.xml"].encode()


def test_SG32_an_open_document_loses_its_authors_and_keeps_its_title():
    taken = take(sent("wells.odt", odt()))

    found = parts(kept(taken))
    assert CANARY not in b"".join(found.values())
    assert b"<dc:title>Wells</dc:title>" in found["meta.xml"]
    assert b'version="1.3"' in found["meta.xml"]
    assert next(iter(found)) == "mimetype"


def test_SG32_the_table_of_a_chart_loses_its_authors_too():
    inner = hostile.docx()
    taken = take(sent("chart.docx", docx(**{"word/embeddings/Document1.docx": inner})))

    assert CANARY not in b"".join(
        parts(parts(kept(taken))["word/embeddings/Document1.docx"]).values()
    )


def test_SG32_a_real_workbook_opens_as_before():
    from openpyxl import Workbook, load_workbook

    book = Workbook()
    book.active["A1"] = "Rain in mm"
    book.properties.creator = CANARY.decode()
    out = io.BytesIO()
    book.save(out)

    taken = take(sent("rain.xlsx", out.getvalue()))

    again = load_workbook(io.BytesIO(kept(taken)))
    assert again.active["A1"].value == "Rain in mm"
    assert CANARY.decode() not in str(again.properties.creator)


TYPES = '<Types><Override ContentType="application/vnd.{}+xml"/></Types>'
MACRO_TYPE = TYPES.format("ms-word.document.macroEnabled.main")
RELATION = (
    '<Relationships><Relationship Type="http://x/{}" Target="{}" TargetMode="External"/>'
    "</Relationships>"
)
LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'
FETCH = '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (docx(**{"word/vbaProject.bin": b"x"}), archives.MACROS),
        (docx(**{"[Content_Types].xml": MACRO_TYPE}), archives.MACROS),
        (docx(**{"word/activeX/activeX1.xml": "<x/>"}), archives.MACROS),
        (docx(**{"word/embeddings/oleObject1.bin": b"x"}), archives.MACROS),
        (docx(**{"word/media/setup.exe": b"MZ"}), archives.MACROS),
        (
            docx(
                **{"word/_rels/settings.xml.rels": RELATION.format("attachedTemplate", "http://x")}
            ),
            archives.FETCHES,
        ),
        (
            docx(**{"word/_rels/document.xml.rels": RELATION.format("image", "\\\\host\\x.png")}),
            archives.FETCHES,
        ),
        (docx(**{"word/document.xml": FETCH}), archives.BROKEN),
        (docx(**{"word/document.xml": LAUGHS}), archives.BROKEN),
        (docx(**{"word/document.xml": LAUGHS.encode("utf-16")}), archives.BROKEN),
        (docx(**{"docProps/core.xml": LAUGHS}), archives.BROKEN),
        (docx(**{"word/document.xml": "<a"}), archives.BROKEN),
        (docx(**{"word/x.zip": b"x"}), archives.NESTED),
        (docx(**{"word/media/image1.png": packed({"a": b"b"})}), archives.NESTED),
        (
            docx(**{"e/embeddings/a.docx": docx(**{"e/embeddings/b.docx": docx()})}),
            archives.NESTED,
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), archives.LOCKED),
        (odt(), archives.BROKEN),
        (packed({"a.txt": "b"}), archives.BROKEN),
        (docx()[:-30], archives.BROKEN),
        (hostile.PDF, archives.BROKEN),
    ],
    ids=[
        "macro",
        "macro type",
        "activex",
        "ole",
        "program",
        "template",
        "remote picture",
        "xxe",
        "laughs",
        "laughs in utf-16",
        "laughs in core",
        "no xml",
        "nested",
        "hidden nested",
        "nested twice",
        "locked with a password",
        "odt as docx",
        "plain zip",
        "cut off",
        "pdf",
    ],
)
def test_AT103_dangerous_office_files_are_refused(body, text):
    with pytest.raises(RuleBroken) as refused:
        take(sent("a.docx", body))

    assert refused.value.text == text
    assert not list((queries.folder() / "tmp").iterdir()), "something was left behind"


def test_AT103_a_link_in_a_text_is_no_danger():
    link = RELATION.format("hyperlink", "https://example.org")
    assert take(sent("a.docx", docx(**{"word/_rels/document.xml.rels": link})))


def test_SEC28_an_open_document_with_a_password_is_refused():
    manifest = (
        '<m:manifest xmlns:m="urn:m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    )
    with pytest.raises(RuleBroken) as refused:
        take(sent("a.odt", odt(**{"META-INF/manifest.xml": manifest})))
    assert refused.value.text == archives.LOCKED


def entry(name: str, *, link: bool = False) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (0o120777 if link else 0o100600) << 16
    return info


def with_entry(info: zipfile.ZipInfo, body: bytes = b"x") -> bytes:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(info, body)
    return out.getvalue()


def changed_count(body: bytes, count: int) -> bytes:
    """The end record says another number of entries."""
    at = body.rindex(b"PK\x05\x06")
    two = count.to_bytes(2, "little")
    return body[: at + 8] + two + two + body[at + 12 :]


def locked(body: bytes) -> bytes:
    """Every entry says that it has a password."""
    made = bytearray(body)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = made.find(mark)
        while at >= 0:
            made[at + offset] |= 1
            at = made.find(mark, at + 4)
    return bytes(made)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (docx(**{"word/big.xml": b"<a>" + bytes(60 * 1024 * 1024)}), archives.BOMB),
        (packed({f"{n}.xml": "" for n in range(1_001)}), archives.BOMB),
        (packed({str(n): "" for n in range(60_000)}), archives.BOMB),
        (changed_count(packed({str(n): "" for n in range(20_000)}), 5), archives.BOMB),
        (with_entry(entry("word/link", link=True)), archives.BROKEN),
        (with_entry(entry("../../etc/cron.d/x")), archives.BROKEN),
        (with_entry(entry("/etc/passwd")), archives.BROKEN),
        (with_entry(entry("C:/x")), archives.BROKEN),
        (with_entry(entry("word\\..\\..\\x")), archives.BROKEN),
        (docx() + b"more", archives.BROKEN),
        (b"MZ" + docx(), archives.BROKEN),
        (locked(docx()), archives.LOCKED),
    ],
    ids=[
        "ratio",
        "1,001 entries",
        "60,000 entries",
        "lying count",
        "symlink",
        "..",
        "absolute",
        "drive",
        "backslash",
        "bytes after",
        "bytes before",
        "password",
    ],
)
def test_AT102_bombs_and_wandering_archives_are_refused(body, text):
    with pytest.raises(RuleBroken) as refused:
        take(sent("a.docx", body))

    assert refused.value.text == text


def test_AT102_two_hundred_megabytes_are_too_many():
    many = {f"m/{n}.bin": bytes(1024 * 1024) for n in range(201)}
    with pytest.raises(RuleBroken) as refused:
        take(sent("a.docx", packed(many)))
    assert refused.value.text == archives.BOMB


@pytest.mark.parametrize(
    ("name", "body", "text"),
    [
        ("a.txt", b"one\x00two", texts.NOT_TEXT),
        ("a.csv", b"  <!DOCTYPE html><script>", texts.NOT_TEXT),
        ("a.md", b"<svg onload=alert(1)>", texts.NOT_TEXT),
        ("a.txt", b"\xff\xfe\x00", texts.NOT_TEXT),
        ("a.pdf", b"<html>%PDF-", texts.NOT_PDF),
        ("a.pdf", b"%PDF-1.4 and nothing", texts.NOT_PDF),
        ("a.mp3", b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(500), recordings.NOT_MP3),
        ("a.mp3", mp4(), recordings.NOT_MP3),
        ("a.mp4", hostile.MP3, recordings.NOT_MP4),
        ("a.mp4", mp4()[:-5], recordings.NOT_MP4),
        ("a.mp4", mp4(brand=b"qt  "), recordings.NOT_MP4),
        ("a.mp4", hostile.box(b"free") * 30_000, recordings.NOT_MP4),
    ],
)
def test_SEC28_ending_and_content_must_agree(name, body, text):
    with pytest.raises(RuleBroken) as refused:
        take(sent(name, body))

    assert refused.value.text == text


def test_AT109_a_film_loses_where_it_was_made():
    body = mp4()
    assert body.count(CANARY) >= 5

    film = kept(take(sent("a.mp4", body)))

    assert CANARY not in film
    assert b"\xa9xyz" not in film
    assert len(film) == len(body), "something moved"
    assert film.endswith(b"sound and picture")


@pytest.mark.parametrize("words", [b"gpmd", b"camm", b"com.apple.quicktime.location.ISO6709"])
def test_AT109_a_film_with_a_track_of_places_is_refused(words):
    track = hostile.box(b"trak", hostile.box(b"mdia", hostile.box(b"stsd", words)))
    with pytest.raises(RuleBroken) as refused:
        take(sent("a.mp4", mp4(track)))
    assert refused.value.text == recordings.TRACKS_PLACES
