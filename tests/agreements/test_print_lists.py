"""Prints, batches, archives, scans and letterheads: the newest, and a way to all older ones."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Letterhead, PrintBatch, PrintBatchItem, PrintJob
from signing.models import ArchiveJob, ScanBatch


def add_prints(user, draft, number):
    jobs = PrintJob.objects.bulk_create(
        PrintJob(kind="document", document=draft, asked_by=user, copies=each + 1)
        for each in range(number)
    )
    return [job.get_absolute_url() for job in jobs]


def add_batches(user, draft, number):
    batches = PrintBatch.objects.bulk_create(PrintBatch(asked_by=user) for _each in range(number))
    PrintBatchItem.objects.bulk_create(
        PrintBatchItem(batch=batch, order=1, document=draft) for batch in batches
    )
    return [batch.get_absolute_url() for batch in batches]


def add_archives(user, draft, number):
    jobs = ArchiveJob.objects.bulk_create(ArchiveJob(asked_by=user) for _each in range(number))
    return [job.get_absolute_url() for job in jobs]


def add_scans(user, draft, number):
    batches = ScanBatch.objects.bulk_create(ScanBatch(uploaded_by=user) for _each in range(number))
    return [batch.get_absolute_url() for batch in batches]


def add_letterheads(user, draft, number):
    letterheads = Letterhead.objects.bulk_create(
        Letterhead(slug=f"kop-{each}", name=f"Kop {each}", issuer=draft.letterhead.issuer)
        for each in range(number)
    )
    return [letterhead.get_absolute_url() for letterhead in letterheads]


@pytest.mark.parametrize(
    ("name", "add", "most"),
    [
        ("signing:print_dialog", add_prints, 15),
        ("signing:print_dialog", add_batches, 15),
        ("signing:archive_list", add_archives, 20),
        ("signing:scan_batches", add_scans, 20),
        ("agreements:letterhead_list", add_letterheads, 25),
    ],
)
def test_every_older_one_is_reached_and_a_page_costs_the_same(
    client, secretary, draft, name, add, most
):
    client.force_login(secretary)
    client.cookies["django_language"] = "en"
    path = reverse(name)
    client.get(path)
    everything, query, seen, costs = add(secretary, draft, 2 * most + 3), "", [], []
    while True:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(path + query).content.decode()
        costs.append(len(queries))
        shown = {each for each in everything if f'href="{each}"' in page}
        assert len(shown) <= most
        seen += shown
        older = re.search(r'href="(\?[^"#]*)[^"]*">Older ones</a>', page)
        if not older:
            break
        query = older[1]
    assert sorted(seen) == sorted(everything)
    assert len(costs) == 3
    assert len(set(costs)) == 1
