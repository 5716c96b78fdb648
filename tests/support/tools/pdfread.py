"""Reads PDF files back with other programs than the ones that wrote them."""

import re
import subprocess
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image


def text(pdf: bytes, *, layout: bool = False) -> str:
    """Returns the words on the pages, a form feed after each page."""
    options = ["-layout"] if layout else []
    return _run(["pdftotext", *options, "-enc", "UTF-8", "-", "-"], pdf).decode()


def boxes(pdf: bytes) -> list[tuple[str, float, float]]:
    """Returns every word with its left and right edge, in millimetres from the left of the page."""
    html = _run(["pdftotext", "-bbox", "-", "-"], pdf).decode()
    found = re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"[^>]*>([^<]*)<', html)
    return [
        (word, float(left) / 72 * 25.4, float(right) / 72 * 25.4) for left, right, word in found
    ]


def info(pdf: bytes) -> dict[str, str]:
    """Returns title, page count, page size and so on, as pdfinfo names them."""
    lines = _run(["pdfinfo", "-isodates", "-"], pdf).decode().splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def faults(pdf: bytes) -> list[str]:
    """Returns what qpdf finds wrong with the file's structure; an empty list is a pass."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "file.pdf")
        path.write_bytes(pdf)
        run = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    return (run.stderr or run.stdout).splitlines() if run.returncode else []


def fonts_left_out(pdf: bytes) -> list[str]:
    """Returns the fonts that the file uses and does not carry."""
    rows = _run(["pdffonts", "-"], pdf).decode().splitlines()[2:]
    # From the right: object ID (two numbers), uni, sub, emb.
    return [row.split()[0] for row in rows if row.split()[-5] != "yes"]


def attachments(pdf: bytes) -> dict[str, bytes]:
    """Returns the attached files by name."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "file.pdf")
        path.write_bytes(pdf)
        target = Path(folder, "attached")
        target.mkdir()
        _run(["pdfdetach", "-saveall", "-o", str(target), str(path)])
        return {found.name: found.read_bytes() for found in sorted(target.iterdir())}


def page_images(pdf: bytes, *, dpi: int = 150) -> list[Image.Image]:
    """Returns every page as a scanner of that resolution would see it."""
    with TemporaryDirectory() as folder:
        _run(["pdftoppm", "-r", str(dpi), "-png", "-", str(Path(folder, "page"))], pdf)
        return [Image.open(BytesIO(path.read_bytes())) for path in sorted(Path(folder).iterdir())]


def _run(command: Sequence[str], content: bytes | None = None) -> bytes:
    """Runs a program and returns what it prints; its complaint becomes the error."""
    run = subprocess.run(command, input=content, capture_output=True, check=False)
    if run.returncode:
        raise ValueError(f"{command[0]}: {run.stderr.decode(errors='replace').strip()}")
    return run.stdout
