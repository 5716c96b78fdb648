"""Final files as tests look at them."""

from pathlib import Path

from django.conf import settings


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
