"""Prints of a frozen document are kept as they were first made."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from agreements.actions.freezing import store_rendition
from agreements.actions.printing import record_print
from agreements.models import Rendition
from tests.support.expect import told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def read(file):
    with file.open() as opened:
        return opened.read()


def store(version, pdf=b"%PDF-1", paper="A4"):
    return store_rendition(version=version, paper=paper, layout="two_columns", pdf=pdf)


def test_a_print_is_kept_with_its_hash(frozen):
    rendition = store(frozen.versions.get())
    sha256 = hashlib.sha256(b"%PDF-1").hexdigest()
    assert (rendition.sha256, rendition.size, read(rendition.file)) == (sha256, 6, b"%PDF-1")
    assert rendition.file.name == f"renditions/{sha256}.pdf"
    assert told(frozen)[-1] == f"The print in A4 was made, fingerprint {sha256[:16]}."


def test_the_first_print_of_a_paper_stays(frozen):
    version = frozen.versions.get()
    first = store(version)
    assert store(version, b"%PDF-2") == first
    assert store(version, b"%PDF-2", paper="F4") != first
    assert Rendition.objects.count() == 2


def test_a_file_left_by_a_crash_is_written_over(frozen):
    sha256 = hashlib.sha256(b"%PDF-1").hexdigest()
    default_storage.save(f"renditions/{sha256}.pdf", ContentFile(b"%PD"))
    rendition = store(frozen.versions.get())
    assert rendition.file.name == f"renditions/{sha256}.pdf"
    assert read(rendition.file) == b"%PDF-1"


def test_printing_is_noted(frozen, secretary):
    record_print(document=frozen, paper="F4", by=secretary)
    assert told(frozen)[-1] == "The document was printed (F4)."
