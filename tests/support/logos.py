"""Logos for letterheads, drawn here: a city's arms belong to the city."""

import io

from PIL import Image, ImageDraw

from files.images import reencode_logo


def picture_file(*, size=(300, 360), colour="darkgreen", kind="PNG", name="lambang.png"):
    """A file as somebody chooses it: a shield with a disc on a clear ground."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    wide, high = size
    pen.polygon([(0, 0), (wide, 0), (wide, high * 0.6), (wide / 2, high), (0, high * 0.6)], colour)
    pen.ellipse((wide * 0.3, high * 0.2, wide * 0.7, high * 0.5), "gold")
    out = io.BytesIO()
    picture.convert("RGB" if kind == "JPEG" else "RGBA").save(out, kind)
    out.seek(0)
    out.name = name
    return out


def a_logo(**looks):
    """A logo made safe, as the form hands it on."""
    return reencode_logo(picture_file(**looks), field="logo")
