"""A worker that is killed at any point of an export loses nothing: the next makes it whole."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.utils import timezone

from core.exports import CHUNK
from core.models import OutboxMessage
from portal.export_jobs import delete_old_exports, request_export
from portal.models import FOLDER, ExportJob
from portal.pages.export_lists import open_export
from stakeholders.models import Organisation
from tests.signing.test_dying_workers import environment

ORDERS = ("", "?urut=-nama", "?urut=unsur", "?urut=-unsur")
ROWS = CHUNK + 100


def files_of(jobs):
    _folders, names = default_storage.listdir(FOLDER)
    tokens = [str(job.token) for job in jobs]
    return {f"{FOLDER}/{name}" for name in names if any(token in name for token in tokens)}


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_a_whole_file_to_the_next():
    Organisation.objects.bulk_create(
        Organisation(slug=f"o{n}", name=f"O {n:03}", sector="media") for n in range(ROWS)
    )
    reader = AnonymousUser()
    jobs = [
        request_export(
            export=open_export("parapihak", query, "csv", reader), file_format="csv", by=reader
        )
        for query in ORDERS
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.dying_exporter"],
        cwd=settings.BASE_DIR,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert set(OutboxMessage.objects.values_list("attempts", "dead_at")) == {(2, None)}
    assert not OutboxMessage.objects.filter(done_at=None).exists()
    for job in jobs:
        job.refresh_from_db()
        with job.file.open("rb") as file:
            assert file.read().count(b"\r\n") == ROWS + 1
    # What the worker stored that was killed before its row is deleted a day later.
    assert len(files_of(jobs)) == len(jobs) + 1
    delete_old_exports(timezone.now() + timedelta(days=1, minutes=1))
    assert files_of(jobs) == set(ExportJob.objects.values_list("file", flat=True))
