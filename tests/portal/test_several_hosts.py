"""Two hosts, each a web process and a worker, that share the database and the file store alone."""

import hashlib
import shutil
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from agreements.models import PrintJob
from pledges.models import PledgeSlip
from signing.models import IssuedFile
from tests.support.contributions import WORDS
from tests.support.document_factories import take_document_to
from tests.support.factories import make_guest, make_meeting
from tests.support.hosts import Browser, run_hosts, wait_until
from tests.support.object_store import store_server

__all__ = ["store_server"]


@pytest.fixture
def hosts(transactional_db, store_server, seal_keys, tmp_path):
    """Two of them; the key of the seal was brought to both."""
    if connection.vendor == "sqlite":
        pytest.skip("an SQLite file belongs to one host")
    disks = [tmp_path / "satu", tmp_path / "dua"]
    for disk in disks:
        shutil.copytree(seal_keys.ca_path.parent, disk / "seal")
    with run_hosts(disks, store_server, store_server.make_bucket()) as running:
        yield running


def photo():
    out = BytesIO()
    Image.new("RGB", (1200, 900), "#7fcbd6").save(out, "JPEG")
    return SimpleUploadedFile("slip.jpg", out.getvalue(), content_type="image/jpeg")


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def test_two_hosts_are_one_portal(hosts, forum, draft, letterhead, facilitator, secretary):
    one, two = hosts
    desk = Browser().sign_in(facilitator)

    # What is uploaded on one is seen on the other.
    meeting = make_meeting(by=facilitator)
    make_guest(meeting, forum.inka, by=facilitator)
    slips = f"/rapat/{meeting.reference}/kontribusi/slip/"
    answer = desk.post(one, slips, organisation="PT INKA", own_words=WORDS, photo=photo())
    assert answer.status == 302, answer.text
    slip = PledgeSlip.objects.get()
    address = f"{slip.pledge.get_absolute_url()}slip/{slip.pk}.jpg"
    seen = desk.get(two, address)
    assert (seen.status, sha256(seen.body)) == (200, slip.sha256)

    # What is asked for on one is made by either worker and fetched from the other.
    dialog = f"/cetak/?rapat={meeting.reference}&jenis=undangan"
    asked = {"kind": "invitation", "paper": "A4", "letterhead": letterhead.pk, "copies": 1}
    answer = desk.post(one, dialog, **asked)
    assert answer.status == 302, answer.text
    job = wait_until(PrintJob.objects.exclude(made_at=None).first)
    fetched = desk.get(two, f"{job.get_absolute_url()}{job.file_name}.pdf")
    assert (fetched.status, sha256(fetched.body)) == (200, job.sha256)

    # What is sealed is the same file everywhere.
    document = take_document_to("in_force", draft, by=secretary)
    issued = wait_until(IssuedFile.objects.first)
    for host in hosts:
        final = desk.get(host, f"{document.get_absolute_url()}akhir.pdf")
        assert (final.status, sha256(final.body)) == (200, issued.sha256)
    certificates = {Browser().get(host, "/verifikasi/sertifikat.pem").body for host in hosts}
    assert len(certificates) == 1
    assert b"BEGIN CERTIFICATE" in certificates.pop()

    # Guesses count together.
    guesser = Browser()
    for attempt in range(6):
        wrong = {"login": secretary.email, "password": f"salah{attempt}"}
        answer = guesser.post(hosts[attempt % 2], reverse("account_login"), **wrong)
    assert "Too many failed login attempts" in answer.text

    # A page in a cache is new on both once something was written through one of them.
    path = f"/berita-acara/{document.reference}/"
    tag = Browser().get(one, path).headers["ETag"]
    assert Browser().get(two, path, **{"If-None-Match": tag}).status == 304
    desk.post(one, slips, organisation="PT INKA", own_words=f"{WORDS} lagi", photo=photo())
    assert Browser().get(two, path, **{"If-None-Match": tag}).status == 200

    # Who signs out of one has left the other.
    assert desk.get(two, reverse("portal:tasks")).status == 200
    assert desk.post(one, reverse("account_logout")).status == 302
    assert desk.get(two, reverse("portal:tasks")).status == 302

    assert [host.list_files() for host in hosts] == [[], []]
