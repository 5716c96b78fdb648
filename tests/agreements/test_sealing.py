"""The seal: one a document, whoever works at once and whatever dies on the way."""

import hashlib
import json

import pytest

from agreements.models import Closing
from core.outbox import run_due
from tests.agreements.factories import sign
from tests.expect import told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "seal_keys")]


def files_of(document):
    return [(each.number, each.stage, each.level) for each in document.issued_files.all()]


def bytes_of(issued):
    with issued.file.open("rb") as file:
        return file.read()


def last_evidence(document):
    return json.loads(document.evidence_chain.entries.last().body)


@pytest.fixture
def closed(frozen, slots, secretary):
    """A document whose places are all signed; its seal is due."""
    sign(frozen, slots, by=secretary)
    return frozen


def test_the_last_signature_has_the_final_sealed(closed):
    run_due()
    issued = closed.issued_files.get()
    pdf = bytes_of(issued)
    assert (issued.number, issued.stage, issued.level) == (1, "sealed", "B-B")
    assert (issued.sha256, issued.size) == (hashlib.sha256(pdf).hexdigest(), len(pdf))
    assert Closing.objects.get().error == ""
    said = last_evidence(closed)
    assert (said["kind"], said["facts"]["sha256"]) == ("issued", issued.sha256)
    assert told(closed)[-1] == (
        f"The final file was sealed (B-B), fingerprint {issued.sha256[:16]}."
    )
