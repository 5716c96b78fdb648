"""Pictures that people bring: made safe, or refused in a sentence; never the end of the server."""

import io
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image, ImageCms

from files.images import LOGO_PIXELS, reencode_logo, reencode_photo
from tests.support.expect import refused

pytestmark = pytest.mark.usefixtures("english")

NO_PICTURE = "This file is not a picture that can be read. Choose a JPEG, PNG or WebP."
TOO_LARGE = "The picture has too many pixels to be opened. Save it smaller, or as a JPEG."
SECRET = b"rahasia"


def file_of(picture, kind="PNG", **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    out.seek(0)
    return out


def drawn(made):
    """The picture that was kept, as the next program reads it."""
    return Image.open(io.BytesIO(made.content))


def chunk(name, content):
    length = struct.pack(">I", len(content))
    return length + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(*chunks, width=100, height=100, depth=8, colour=0):
    """A PNG put together by hand, with a header that may promise anything."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 10_100))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + body + chunk(b"IEND", b""))


# ── What is refused ──────────────────────────────────────────────────────────────────────────

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script>'
    b'<image href="file:///etc/passwd"/></svg>'
)
BOMB = zlib.compress(b"\0" * 100_000_000)
NO_PICTURES = {
    "svg with a script": lambda: io.BytesIO(SVG),
    "text": lambda: io.BytesIO(b"halo"),
    "nothing": lambda: io.BytesIO(b""),
    "a PDF": lambda: io.BytesIO(b"%PDF-1.7\n%%EOF"),
    "a GIF": lambda: file_of(Image.new("P", (200, 200)), "GIF"),
    "cut off": lambda: io.BytesIO(file_of(Image.effect_noise((300, 300), 50)).read()[:9000]),
    "a comment that swells": lambda: png(chunk(b"zTXt", b"a\0\0" + BOMB)),
    "a profile that swells": lambda: png(chunk(b"iCCP", b"a\0\0" + BOMB)),
}
TOO_LARGE_ONES = {
    "40 megapixels as PNG": lambda: file_of(Image.new("RGB", (8000, 5000), "red")),
    "a header that promises 4 gigapixels": lambda: png(width=65_000, height=65_000),
    "a progressive JPEG": lambda: file_of(
        Image.new("RGB", (5000, 4000)), "JPEG", progressive=True, quality=10
    ),
    "a WebP": lambda: file_of(Image.new("RGB", (4000, 3000)), "WEBP", quality=1),
    "a JPEG of 96 megapixels": lambda: file_of(Image.new("L", (12_000, 8_000)), "JPEG"),
}


@pytest.mark.parametrize("made_safe", [reencode_logo, reencode_photo])
@pytest.mark.parametrize("make", NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_picture_is_refused(make, made_safe):
    with refused(NO_PICTURE, field="logo"):
        made_safe(make(), field="logo")


@pytest.mark.parametrize("made_safe", [reencode_logo, reencode_photo])
@pytest.mark.parametrize("make", TOO_LARGE_ONES.values(), ids=TOO_LARGE_ONES)
def test_what_would_fill_the_memory_is_refused(make, made_safe):
    with refused(TOO_LARGE, field="logo"):
        made_safe(make(), field="logo")


def test_a_file_that_is_too_large_is_not_even_read():
    with refused("The file is larger than 15 MB. Choose a smaller one.", field="logo"):
        reencode_logo(io.BytesIO(b"\0" * 15_000_001), field="logo")


def test_a_logo_that_would_print_as_a_smudge_is_refused():
    sentence = "The picture is too small to be printed: it needs at least 64 pixels a side."
    for size in ((1, 1), (63, 63)):
        with refused(sentence, field="logo"):
            reencode_logo(file_of(Image.new("RGB", size)), field="logo")
    assert reencode_logo(file_of(Image.new("RGB", (64, 20))), field="logo").width == 64


# ── What is made safe ────────────────────────────────────────────────────────────────────────


def animation(kind):
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "blue")]
    return file_of(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)


LOGOS = {
    "CMYK of a print shop": (
        lambda: file_of(Image.new("CMYK", (200, 200), (0, 255, 255, 0)), "JPEG", quality=100),
        (255, 0, 0, 255),
    ),
    "sixteen bits": (lambda: file_of(Image.new("I;16", (200, 200), 40_000)), (156, 156, 156, 255)),
    "a palette with a clear colour": (
        lambda: file_of(Image.new("P", (200, 200), 0), transparency=0),
        (0, 0, 0, 0),
    ),
    "a clear colour": (
        lambda: file_of(Image.new("RGB", (200, 200), "red"), transparency=(255, 0, 0)),
        (255, 0, 0, 0),
    ),
    "black or white": (lambda: file_of(Image.new("1", (200, 200), 1)), (255, 255, 255, 255)),
    "grey, half clear": (lambda: file_of(Image.new("LA", (200, 200), (9, 50))), (9, 9, 9, 50)),
    "moving PNG": (lambda: animation("PNG"), (255, 0, 0, 255)),
    "moving WebP": (lambda: animation("WEBP"), (255, 0, 0, 255)),
}


@pytest.mark.parametrize(("make", "colour"), LOGOS.values(), ids=LOGOS)
def test_a_logo_keeps_its_colours_whatever_it_was(make, colour):
    picture = drawn(reencode_logo(make(), field="logo"))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGBA", (200, 200))
    assert picture.getpixel((100, 100)) == colour
    assert getattr(picture, "n_frames", 1) == 1


def test_a_logo_is_made_as_small_as_paper_needs_it():
    made = reencode_logo(file_of(Image.new("RGB", (3000, 1500))), field="logo")
    assert (made.width, made.height) == (LOGO_PIXELS, LOGO_PIXELS // 2)
    assert drawn(made).size == (made.width, made.height)


def test_a_photo_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by the one who held the phone
    made = reencode_photo(file_of(Image.new("RGB", (3200, 800)), "JPEG", exif=exif), field="photo")
    assert (drawn(made).format, made.width, made.height) == ("JPEG", 400, 1600)


def test_nothing_of_the_file_survives():
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = Image.new("RGB", (200, 200), "red")
    carriers = [
        file_of(picture, "JPEG", exif=exif, comment=SECRET, icc_profile=profile + SECRET),
        file_of(picture, "PNG", exif=exif, icc_profile=profile + SECRET),
        png(chunk(b"tEXt", b"Comment\0" + SECRET)),
    ]
    for carrier in carriers:
        for make in (reencode_logo, reencode_photo):
            carrier.seek(0)
            made = make(carrier, field="logo")
            assert SECRET not in made.content
            assert not {"icc_profile", "comment", "exif", "Comment"} & set(drawn(made).info)


def test_the_same_picture_has_the_same_name():
    picture = Image.effect_noise((200, 200), 50)
    assert reencode_logo(file_of(picture), field="x") == reencode_logo(file_of(picture), field="x")


# ── What it costs ────────────────────────────────────────────────────────────────────────────

MEASURE = """
import resource, sys, django
django.setup()
from files.images import reencode_logo, reencode_photo
from files.refusals import FileRefused
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
make = {"logo": reencode_logo, "photo": reencode_photo}[sys.argv[1]]
try:
    make(open(sys.argv[2], "rb"), field="x")
except FileRefused:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def megabytes(kind, path):
    """What the most memory grew by, in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, kind, str(path)],
        capture_output=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    return int(run.stdout)


@pytest.mark.parametrize(
    ("kind", "size", "options"),
    [
        ("PNG", (4000, 3990), {}),  # of a phone
        ("JPEG", (8000, 5000), {"quality": 50}),
        ("WEBP", (3000, 2990), {"quality": 5}),
    ],
    ids=str,
)
def test_a_picture_takes_no_memory_where_it_is_asked_for(tmp_path, kind, size, options):
    path = tmp_path / "gambar"
    noise = Image.effect_noise((size[0] // 10, size[1] // 10), 60).resize(size).convert("RGB")
    noise.save(path, kind, **options)
    assert max(megabytes("logo", path), megabytes("photo", path)) < 5
