"""Files of each kind, downloaded by several at the same instant: none fails, each is whole."""

import hashlib
from functools import partial

import pytest
from django.test import Client

from agreements.actions.printing import request_meeting_print
from agreements.models import PrintKind
from core.exports import FORMATS
from core.outbox import run_due
from portal.export_jobs import request_export
from portal.pages.export_lists import open_export
from signing.actions.archiving import request_archive
from tests.support.reading import read
from tests.support.threads import at_once


def hash_file(file):
    with file.open("rb") as opened:
        return hashlib.sha256(opened.read()).hexdigest()


def request_files(meeting, by):
    """Has the worker make a file of each kind; returns the hash of each by its address."""
    jobs = {
        format_name: request_export(
            export=open_export("komitmen", "", format_name, by), file_format=format_name, by=by
        )
        for format_name in FORMATS
    }
    printed = request_meeting_print(meeting=meeting, kind=PrintKind.MINUTES, paper="A4", by=by)
    packed = request_archive(document=None, by=by)
    while run_due():
        pass
    for job in (*jobs.values(), printed, packed):
        job.refresh_from_db()
        assert job.made_at
    files = {f"/unduhan/{job.token}/berkas/": job.file for job in jobs.values()}
    files[f"{printed.get_absolute_url()}{printed.file_name}.pdf"] = printed.pdf
    files[f"{packed.get_absolute_url()}{packed.file_name}.zip"] = packed.file
    return {path: hash_file(file) for path, file in files.items()}


@pytest.mark.django_db(transaction=True)
def test_two_of_each_kind_are_downloaded_at_once(meeting, letterhead, frozen, secretary):
    prepared = request_files(meeting, secretary)
    direct = [f"/komitmen/?format={format_name}" for format_name in FORMATS]
    paths = [*prepared, *direct] * 2

    def download(path):
        client = Client()
        client.force_login(secretary)
        answer, body = read(client, path)
        # What a web worker writes itself is kept nowhere.
        expected = prepared.get(path, hashlib.sha256(body).hexdigest())
        return answer.status_code, len(body) > 0, hashlib.sha256(body).hexdigest() == expected

    answers = at_once(*(partial(download, path) for path in paths))
    failed = [each for each in zip(paths, answers, strict=True) if each[1] != (200, True, True)]
    assert failed == []
