"""Pictures: what goes in, what comes out, and what never does."""

import io

import pytest
from PIL import Image

from schoollink.core import apart
from schoollink.core.database import unit_of_work
from schoollink.core.errors import RuleBroken
from schoollink.files import queries, rules
from schoollink.files.actions import TakenFile, pictures, take
from tests.files import hostile
from tests.files.hostile import CANARY, sent


@pytest.fixture
def context(app):
    with app.app_context():
        yield


def blobs(taken: TakenFile) -> list[bytes]:
    return [(queries.folder() / rules.blob_path(one.sha256)).read_bytes() for one in taken.sizes]


def shown(taken: TakenFile, which: int = -1) -> Image.Image:
    return Image.open(io.BytesIO(blobs(taken)[which]))


pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_SEC29_each_format_becomes_three_sizes_of_webp(kind):
    taken = take(sent(f"River.{kind.lower()}", hostile.picture(kind, (3000, 2000))))

    assert [(one.edge, one.width, one.height) for one in taken.sizes] == [
        (160, 160, 107),
        (1024, 1024, 683),
        (2560, 2560, 1707),
    ]
    assert taken.name == "River.webp"
    assert {Image.open(io.BytesIO(blob)).format for blob in blobs(taken)} == {"WEBP"}
    assert taken.size == sum(map(len, blobs(taken)))


@pytest.mark.parametrize("grain", [20, 60, 200])
def test_SEC29_grainy_photos_keep_within_their_bytes(grain):
    taken = take(sent("photo.jpg", hostile.photo(grain=grain)))

    sizes = [len(blob) for blob in blobs(taken)]
    assert all(size <= most for size, most in zip(sizes, (6_000, 60_000, 400_000), strict=True)), (
        sizes
    )
    assert min(shown(taken).size) >= 600, "made smaller than needed"


def test_SEC29_a_small_picture_is_not_blown_up():
    taken = take(sent("dot.png", hostile.picture("PNG", (30, 20))))

    assert {(one.width, one.height) for one in taken.sizes} == {(30, 20)}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.jpg", hostile.told_jpeg()),
        ("a.png", hostile.told_png()),
        ("a.webp", hostile.told_webp()),
    ],
)
def test_AT097_nothing_that_a_picture_tells_is_served(name, body):
    assert body.count(CANARY) >= 3, "the fixture tells nothing"

    for blob in blobs(take(sent(name, body))):
        assert CANARY not in blob
        image = Image.open(io.BytesIO(blob))
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
        assert not dict(image.getexif())
        assert blob[12:16] == b"VP8 ", "more than one bare picture chunk"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_SG32_pictures_stand_upright(orientation):
    """A camera held sideways notes it; the red corner is top left for people all the same."""
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste("red", (0, 0, 16, 16))
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }.get(orientation)
    held = upright.transpose(back) if back is not None else upright
    taken = take(
        sent("a.jpg", hostile.encoded(held, "JPEG", quality=95, exif=hostile.exif(orientation)))
    )

    image = shown(taken).convert("RGB")
    assert image.size == (64, 32)
    red, green, _ = image.getpixel((6, 6))
    assert red > 200
    assert green < 80
    assert image.getpixel((56, 26))[1] > 200


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_SEC29_every_kind_of_png_can_be_read(mode):
    image = Image.new(mode if mode != "LA" else "LA", (40, 30))
    taken = take(sent("a.png", hostile.encoded(image, "PNG")))

    assert shown(taken).mode == "RGB"


def test_SEC29_one_sees_white_through_a_picture():
    clear = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    taken = take(sent("a.png", hostile.encoded(clear, "PNG")))

    assert min(shown(taken).convert("RGB").getpixel((20, 15))) > 250


def test_SEC29_a_printers_jpeg_can_be_read():
    taken = take(sent("a.jpg", hostile.picture("JPEG", mode="CMYK")))

    assert shown(taken).mode == "RGB"


@pytest.mark.parametrize("side", [9_000, 12_000, 15_000, 44_722])
def test_AT096_a_bomb_is_refused_from_its_header(side):
    body = hostile.png_header(side, side)
    assert len(body) < 100_000

    with pytest.raises(RuleBroken) as refused:
        take(sent("bomb.png", body))

    assert refused.value.text == pictures.LARGE
    assert refused.value.field == "file"


def test_AT096_a_long_thin_bomb_is_refused():
    with pytest.raises(RuleBroken):
        take(sent("bomb.png", hostile.png_header(12_001, 10)))


def test_AT096_the_largest_that_is_allowed_fits_into_the_memory_of_the_child():
    for body, name in (
        (hostile.encoded(Image.new("RGB", (8000, 5000)), "PNG"), "a.png"),
        (hostile.encoded(Image.new("RGBA", (8000, 5000)), "PNG"), "b.png"),
        (hostile.encoded(Image.new("P", (8000, 5000)), "PNG"), "c.png"),
        (hostile.encoded(Image.new("RGB", (8000, 5000)), "JPEG"), "d.jpg"),
    ):
        assert take(sent(name, body)).sizes[-1].width == 2560


@pytest.mark.parametrize(("kind", "name"), [("WEBP", "a.webp"), ("PNG", "a.png")])
def test_AT098_of_moving_pictures_only_the_first_is_kept(kind, name):
    taken = take(sent(name, hostile.moving(kind, 300)))

    image = shown(taken)
    assert getattr(image, "n_frames", 1) == 1
    assert image.convert("RGB").getpixel((20, 15))[0] > 200


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("a.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("a.jpg", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)"),
        ("a.jpg", hostile.picture("GIF")),
        ("a.jpg", hostile.picture("TIFF")),
        ("a.jpg", hostile.picture("EPS")),
        ("a.jpg", hostile.picture("BMP")),
        ("a.jpg", b"8BPS\x00\x01" + bytes(40)),
        ("a.jpg", b"SIMPLE  =                    T" + bytes(2880)),
        ("a.jpg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
        ("a.jpg", hostile.picture("PNG")),
        ("a.webp", hostile.picture("JPEG")),
        ("a.jpg", hostile.picture("JPEG")[:500]),
        ("a.jpg", b"\xff\xd8\xff"),
    ],
    ids=[
        "svg",
        "html",
        "gif-js",
        "gif",
        "tiff",
        "eps",
        "bmp",
        "psd",
        "fits",
        "fpx",
        "png as jpg",
        "jpg as webp",
        "cut off",
        "three bytes",
    ],
)
def test_AT100_AT101_what_is_no_picture_of_its_name_is_refused(name, body):
    with pytest.raises(RuleBroken) as refused:
        take(sent(name, body))

    assert refused.value.field == "file"


@pytest.mark.parametrize("name", ["a.svg", "a.gif", "a.heic", "a.tiff", "a.html", "a.exe", "a"])
def test_AT100_other_endings_are_refused_with_advice(name):
    with pytest.raises(RuleBroken) as refused:
        take(sent(name, hostile.picture("PNG")))

    assert str(refused.value.text).endswith(".")


def test_AT099_broken_pictures_never_hurt_us():
    """The child may die of them; a refusal is all that comes of it."""
    refused = 0
    for seed in range(40):
        try:
            take(sent("a.jpg", hostile.fuzzed(seed)))
        except RuleBroken:
            refused += 1
    assert refused, "nothing was broken"


def test_SEC29_the_child_can_open_nothing_and_has_little_room(tmp_path, monkeypatch):
    """A decoder that was taken over: no file, no socket, no pipe, little memory."""
    tries = {
        "file": "open('/etc/passwd')",
        "socket": "__import__('_socket').socket()",
        "pipe": "__import__('os').pipe()",
        "memory": "bytearray(600 * 1024 * 1024)",
    }
    source = pictures.CHILD.read_text()
    for what, attempt in tries.items():
        child = tmp_path / f"{what}.py"
        child.write_text(
            source.replace(
                "    told, blobs, quality = [], [], FIRST_QUALITY\n",
                f"    import _socket\n    {attempt}\n    raise TypeError\n",
            )
        )
        monkeypatch.setattr(pictures, "CHILD", child)
        with pytest.raises(RuleBroken) as refused:
            take(sent("a.jpg", hostile.picture()))
        assert refused.value.text != pictures.OTHER_KIND, f"{what} was possible"


def test_SEC29_a_child_that_hangs_or_floods_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "LONGEST_WAIT", 1)
    for body in (
        "import time; time.sleep(60)",
        "import sys\nwhile True: sys.stdout.write('{\"ok\": true}')",
        'print(\'{"ok": true, "sizes": [{"edge": 160}]}\')',
        "print('[]')",
        "raise SystemExit(3)",
    ):
        child = tmp_path / "child.py"
        limits = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        child.write_text(limits + body)
        monkeypatch.setattr(pictures, "CHILD", child)
        with pytest.raises(RuleBroken):
            take(sent("a.jpg", hostile.picture()))


def test_a_file_is_never_taken_inside_a_unit_of_work():
    with unit_of_work(), pytest.raises(RuntimeError):
        take(sent("a.jpg", hostile.picture()))
