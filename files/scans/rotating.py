"""Sandbox program that rotates the picture of a scanned page clockwise and prints it as WebP."""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image

from files.sandbox import limit_process

SECONDS = 10
QUALITY = 60  # the same as files.scans.reading.PICTURE_QUALITY


def main(path: Path, degrees: int) -> bytes:
    """Return the rotated picture."""
    out = BytesIO()
    with Image.open(path, formats=("WEBP",)) as picture:
        picture.rotate(-degrees, expand=True).save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()


if __name__ == "__main__":
    limit_process(seconds=SECONDS)
    sys.stdout.buffer.write(main(Path(sys.argv[1]), int(sys.argv[2])))
