"""A worker that is killed at any point leaves no seal or one whole seal, and the next finishes."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from agreements.models import Document
from core.audit_trail.reading import find_entries
from core.models import OutboxMessage
from signing.integrity import find_flaws
from tests.support.document_factories import make_draft, take_document_to
from tests.support.sealed import bytes_of, files_of, folder_of
from tests.support.tools import pdfread

KILLED_WITH_A_SEAL = "after the commit, before the outbox knows"
POINTS = 7


def environment():
    """What a worker of this test's database and files is started with."""
    there = connection.settings_dict
    url = f"sqlite:///{there['NAME']}"
    if connection.vendor == "postgresql":
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**there)
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": url,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "SEAL_DIR": str(settings.SEAL_DIR),
        "LOG_LEVEL": "ERROR",
    }


@pytest.mark.usefixtures("seal_keys")
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_none_or_one_whole_seal(draft, secretary):
    more = [
        make_draft(draft.meeting, draft.letterhead, by=secretary) for _more in range(POINTS - 1)
    ]
    for document in more:
        document.pledges.clear()  # the first holds the meeting's one contribution
    documents = [take_document_to("in_force", each, by=secretary) for each in (draft, *more)]
    OutboxMessage.objects.exclude(kind="signing.seal").delete()
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.dying_worker"],
        cwd=settings.BASE_DIR,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told) == POINTS
    assert {point for point, seals in told.items() if seals} == {KILLED_WITH_A_SEAL}
    assert set(told.values()) == {0, 1}
    assert set(OutboxMessage.objects.values_list("attempts", "dead_at")) == {(2, None)}
    assert not OutboxMessage.objects.filter(done_at=None).exists()
    for document in documents:
        assert files_of(document) == [(1, "sealed", "B-B")]
        issued = document.issued_files.get()
        assert [path.name for path in folder_of(document).iterdir()] == [f"{issued.sha256}.pdf"]
        bodies = find_entries(document).values_list("body", flat=True)
        assert [json.loads(body)["kind"] for body in bodies].count("issued") == 1
    assert list(find_flaws(Document.objects.all(), with_files=True)) == []
    assert pdfread.faults(bytes_of(documents[0].issued_files.get())) == []
