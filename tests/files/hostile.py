"""Uploads, good and bad, made on the spot."""

import io
import random
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from PIL import Image, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

CANARY = b"CANARY-5f3a"
W = "http://schemas.openxmlformats.org/"


@dataclass
class Sent:
    """An upload as a form field gives it."""

    filename: str
    stream: IO[bytes]


def sent(name: str, body: bytes) -> Sent:
    return Sent(name, io.BytesIO(body))


# pictures


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **more: object
) -> bytes:
    """A soft picture with something to see in it."""
    image = Image.linear_gradient("L").resize(size)
    image = Image.merge("RGB", (image, image.rotate(90).resize(size), image.rotate(180)))
    return encoded(image.convert(mode), kind, **more)


def photo(size: tuple[int, int] = (3000, 2250), grain: int = 60) -> bytes:
    """A JPEG with the grain of a photograph: hard to compress."""
    grey = Image.effect_noise(size, grain)
    soft = Image.radial_gradient("L").resize(size)
    image = Image.merge("RGB", (Image.blend(grey, soft, 0.5), soft, grey))
    return encoded(image, "JPEG", quality=92)


def encoded(image: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def exif(orientation: int = 1, *, thumbnail: bool = False) -> Image.Exif:
    """GPS, maker and words, each with the canary."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010E] = CANARY.decode() + " description"
    made[0x010F] = CANARY.decode() + " maker"
    made.get_ifd(0x8825).update(
        {1: "N", 2: (IFDRational(53), IFDRational(47), IFDRational(1)), 29: CANARY.decode()}
    )
    made.get_ifd(0x8769).update({0x927C: CANARY * 4, 0x9286: CANARY})
    return made


def told_jpeg(orientation: int = 1) -> bytes:
    """A JPEG that carries the canary in every place that a JPEG has for words."""
    plain = picture(
        "JPEG",
        exif=exif(orientation),
        comment=CANARY + b" comment",
        xmp=b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>",
        icc_profile=CANARY * 10,
    )
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00" + CANARY
    segment = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    thumbnail = b"JFXX\x00\x10" + CANARY + picture("JPEG", (60, 40))
    segment += b"\xff\xe0" + struct.pack(">H", len(thumbnail) + 2) + thumbnail
    return plain[:2] + segment + plain[2:] + b"<html>" + CANARY + b"</html>"


def told_png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", CANARY.decode())
    words.add_itxt("XML:com.adobe.xmp", CANARY.decode() + "<x/>", zip=True)
    body = picture("PNG", pnginfo=words, exif=exif(), icc_profile=CANARY * 10)
    return body + CANARY


def told_webp() -> bytes:
    return picture("WEBP", exif=exif(), xmp=CANARY, icc_profile=CANARY * 10) + CANARY


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it is huge, in a hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + crc

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\x00" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def moving(kind: str, frames: int) -> bytes:
    """Many frames; the first is red, the others are not."""
    first = Image.new("RGB", (40, 30), "red")
    others = [Image.new("RGB", (40, 30), (0, n % 200, 255 - n % 2)) for n in range(frames - 1)]
    return encoded(first, kind, save_all=True, append_images=others, duration=20)


def fuzzed(seed: int) -> bytes:
    """A JPEG with some bytes changed."""
    chance = random.Random(seed)
    body = bytearray(picture("JPEG", (80, 60)))
    for _ in range(chance.randint(1, 30)):
        body[chance.randrange(2, len(body))] = chance.randrange(256)
    return bytes(body)


# office files


def packed(entries: dict[str, bytes | str], **more: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", more.get("compression", zipfile.ZIP_DEFLATED)) as made:
        for name, body in entries.items():
            made.writestr(name, body)
    return out.getvalue()


def docx_parts(**changed: bytes | str) -> dict[str, bytes | str]:
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{W}package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{types}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{W}package/2006/relationships"/>',
        "word/document.xml": f'<w:document xmlns:w="{W}wordprocessingml/2006/main"/>',
        "docProps/core.xml": "<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Our river &amp; yours</dc:title>'
        f"<dc:creator>{CANARY.decode()}</dc:creator>"
        f"<cp:lastModifiedBy>{CANARY.decode()}</cp:lastModifiedBy></cp:coreProperties>",
        "docProps/app.xml": f"<Properties><Company>{CANARY.decode()}</Company></Properties>",
        "docProps/custom.xml": f"<Properties><p>{CANARY.decode()}</p></Properties>",
    } | changed


def docx(**changed: bytes | str) -> bytes:
    return packed(docx_parts(**changed))


def odt(**changed: bytes | str) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content xmlns:office="{office}"/>',
            "meta.xml": f'<office:document-meta xmlns:office="{office}" office:version="1.3" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>'
            f"<meta:initial-creator>{CANARY.decode()}</meta:initial-creator>"
            f"<dc:creator>{CANARY.decode()}</dc:creator><dc:title>Wells</dc:title>"
            "</office:meta></office:document-meta>",
            "META-INF/manifest.xml": "<manifest/>",
        }
        | changed
    )


# recordings


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def mp4(*in_moov: bytes, brand: bytes = b"isom") -> bytes:
    """A film without a picture, with its place in it."""
    place = box(b"\xa9xyz", struct.pack(">HH", 20, 0), CANARY + b"+53.8-001.5/")
    return (
        box(b"ftyp", brand, b"\x00\x00\x02\x00", b"isommp42")
        + box(
            b"moov",
            box(b"mvhd", bytes(100)),
            box(b"udta", place),
            box(b"trak", box(b"tkhd", bytes(84)), box(b"udta", CANARY)),
            *in_moov,
        )
        + box(b"uuid", CANARY * 3)
        + box(b"mdat", b"sound and picture")
    )


MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + b"\xff\xfb\x90\x64" + bytes(400)
PDF = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF\n"
