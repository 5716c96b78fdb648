"""Final files as tests look at them."""

import functools
import io
from pathlib import Path

import pikepdf
from django.conf import settings


@functools.cache
def plain_pdf():
    """A page with nothing on it, made in no time."""
    output = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(output)
    return output.getvalue()


def files_of(document):
    """The final files: number, stage, level."""
    return [(each.number, each.stage, each.level) for each in document.issued_files.all()]


def bytes_of(issued):
    """What lies in a final file."""
    with issued.file.open("rb") as file:
        return file.read()


def folder_of(document):
    """Where the final files of a document lie."""
    return Path(settings.MEDIA_ROOT, "final", document.reference)
