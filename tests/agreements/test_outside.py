"""Documents from outside: registered with what is known, corrected, their scans for the staff."""

import hashlib
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from agreements.actions.outside import (
    edit_outside_document,
    keep_outside_scan,
    register_outside_document,
)
from agreements.models import Document, OutsideScan
from core.optimistic_lock import Conflict
from tests.support.expect import refused, told
from tests.support.scan_batches import a_scan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

KEY = "6f4b1c5e-0d5e-4f3c-9d3c-2b1a7c9e0f11"
REGISTER = "/berita-acara/dari-luar/"


@pytest.fixture
def reader(client):
    """A browser that reads English, so that sentences can be compared."""
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def desk(reader, secretary):
    """The secretariat at the desk."""
    reader.force_login(secretary)
    return reader


@pytest.fixture
def outside(secretary):
    """The agreement of February 2021, whose number nobody knows."""
    return register_outside_document(
        kind="nota_kesepakatan",
        title="Nota Kesepakatan Forum",
        date=date(2021, 2, 26),
        by=secretary,
    )


def answers(**changes):
    return {
        "idempotency_key": KEY,
        "kind": "nota_kesepakatan",
        "title": "Nota Kesepakatan Forum",
        "subject": "Kerja sama",
        "number": "",
        "date": "2021-02-26",
        "place": "Madiun",
        "parties_note": "Pemerintah kota\nForum",
        "summary": "Bekerja sama.",
        "source": "Arsip",
        **changes,
    }


def picture(kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, kind)
    return out.getvalue()


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def refused_page(client, path, data):
    answer = client.post(path, data)
    assert answer.status_code == 422
    return answer.content.decode()


# ── Registered ───────────────────────────────────────────────────────────────────────────────


def test_it_is_registered_with_what_is_known(desk):
    answer = desk.post(REGISTER, answers())
    document = Document.objects.get()
    assert answer.headers["Location"] == document.get_absolute_url()
    assert (document.state, document.number, document.is_frozen) == ("registered", "", False)
    html = page(desk, document.get_absolute_url())
    assert "Number not known" in " ".join(html.split())
    assert "Pemerintah kota<br>Forum" in html
    assert "Made outside this portal; only its known facts are registered here." in html
    assert "frozen" not in html.lower().partition("<footer")[0].replace("never called frozen", "")


def test_everybody_finds_it(desk, client):
    desk.post(REGISTER, answers(number="119/1/2021"))
    desk.logout()
    assert "119/1/2021" in page(client, Document.objects.get().get_absolute_url())


def test_sent_twice_it_is_one(desk):
    for _time in range(2):
        desk.post(REGISTER, answers())
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"date": ""}, "This field is required."),
        ({"date": "30 Februari"}, "Enter a valid date."),
        ({"kind": "puisi"}, "Select a valid choice."),
        ({"number": "9" * 101}, "Ensure this value has at most 100 characters (it has 101)."),
        ({"summary": "x" * 10_001}, "Ensure this value has at most 10000 characters"),
        ({"parties_note": "\0"}, "Null characters are not allowed."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_is_refused_and_kept(desk, wrong, sentence):
    html = refused_page(desk, REGISTER, answers(**wrong))
    assert sentence in html
    assert 'value="Arsip"' in html
    assert not Document.objects.exists()


def test_a_document_of_tomorrow_is_refused(secretary, desk):
    tomorrow = timezone.localdate() + timedelta(days=1)
    html = refused_page(desk, REGISTER, answers(date=tomorrow.isoformat()))
    assert "lies in the future." in html
    assert not Document.objects.exists()


def test_a_scan_comes_with_it_or_not_at_all(desk):
    wrong = {"title": "", "scan": SimpleUploadedFile("nota.png", picture())}
    html = refused_page(desk, REGISTER, answers(**wrong))
    assert "Choose the scan again" in html
    desk.post(REGISTER, answers(scan=SimpleUploadedFile("nota.png", picture())))
    scan = OutsideScan.objects.get()
    assert (scan.document, scan.extension, scan.size) == (
        Document.objects.get(),
        "png",
        len(picture()),
    )


# ── Corrected ────────────────────────────────────────────────────────────────────────────────


def test_what_is_known_is_corrected(desk, outside):
    path = f"{outside.get_absolute_url()}ubah/"
    assert 'value="2021-02-26"' in page(desk, path)
    desk.post(path, answers(revision=1, number="119/1/2021"))
    outside.refresh_from_db()
    assert (outside.number, outside.reference, outside.revision) == (
        "119/1/2021",
        "NK-2021-0001",
        2,
    )
    assert told(outside)[-1] == "What is known of the document was corrected."


def test_the_second_who_corrects_sees_both(desk, outside, secretary):
    edit_outside_document(document=outside, seen_revision=1, by=secretary, number="119/1/2021")
    html = refused_page(
        desk, f"{outside.get_absolute_url()}ubah/", answers(revision=1, number="119/2/2021")
    )
    assert "119/1/2021" in html
    assert 'value="119/2/2021"' in html
    with pytest.raises(Conflict):
        edit_outside_document(document=outside, seen_revision=1, by=secretary, number="119/2/2021")
    outside.refresh_from_db()
    assert outside.number == "119/1/2021"


def test_what_was_made_here_is_not_corrected_like_this(desk, frozen, secretary):
    assert desk.get(f"{frozen.get_absolute_url()}ubah/").status_code == 404
    assert desk.get(f"{frozen.get_absolute_url()}pindaian/").status_code == 404
    sentence = f"{frozen} was made here; this is only for documents from outside."
    with refused(sentence, code="wrong_state"):
        edit_outside_document(document=frozen, seen_revision=1, by=secretary, title="Lain")
    with refused(sentence, code="wrong_state"):
        keep_outside_scan(document=frozen, scan=a_scan(b"%PDF-1"), by=secretary)


# ── Scans ────────────────────────────────────────────────────────────────────────────────────


def send_scan(client, document, name, content):
    file = SimpleUploadedFile(name, content)
    return client.post(
        f"{document.get_absolute_url()}pindaian/",
        {"idempotency_key": KEY, "scan": file},
        follow=True,
    )


def test_a_scan_is_kept_untouched(desk, outside):
    content = picture("JPEG")
    html = send_scan(desk, outside, "nota.jpg", content).content.decode()
    scan = OutsideScan.objects.get()
    assert scan.sha256 == hashlib.sha256(content).hexdigest()
    assert scan.sha256 in html
    assert told(outside)[-1] == f"A scan was kept, fingerprint {scan.sha256[:16]}."
    answer = desk.get(f"{outside.get_absolute_url()}pindaian/{scan.pk}/")
    assert b"".join(answer.streaming_content) == content
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_same_file_is_kept_once_and_another_beside_it(desk, outside, secretary):
    for content in (b"%PDF-1", b"%PDF-1", b"%PDF-2"):
        keep_outside_scan(document=outside, scan=a_scan(content), by=secretary)
    assert OutsideScan.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nota.pdf", b"halo"),
        ("nota.pdf", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("nota.pdf", b"%PDF-1.7 nothing"),
        ("nota.png", picture()[:60]),
        ("nota.html", b"<script>alert(1)</script>"),
    ],
)
def test_what_is_no_scan_is_refused(desk, outside, name, content):
    answer = send_scan(desk, outside, name, content)
    assert answer.status_code == 422
    assert not OutsideScan.objects.exists()


def test_only_the_staff_sees_a_scan(reader, outside, secretary, cast):
    content = picture()
    scan = keep_outside_scan(document=outside, scan=a_scan(content), by=secretary)
    address = f"{outside.get_absolute_url()}pindaian/{scan.pk}/"
    assert reader.get(address).status_code == 302
    assert scan.sha256 not in page(reader, outside.get_absolute_url())
    for name in ("citizen", "outsider", "inka", "lurah"):
        reader.force_login(cast[name])
        assert reader.get(address).status_code == 403
        assert scan.sha256 not in page(reader, outside.get_absolute_url())
    for name in ("facilitator", "secretary", "administrator"):
        reader.force_login(cast[name])
        assert b"".join(reader.get(address).streaming_content) == content
        assert scan.sha256 in page(reader, outside.get_absolute_url())


def test_a_scan_that_is_gone_from_the_disk_is_a_page_that_is_not_there(reader, outside, secretary):
    scan = keep_outside_scan(document=outside, scan=a_scan(picture()), by=secretary)
    scan.file.storage.delete(scan.file.name)
    reader.force_login(secretary)
    answer = reader.get(f"{outside.get_absolute_url()}pindaian/{scan.pk}/")
    assert answer.status_code == 404


def test_only_the_secretariat_registers(reader, outside, cast):
    for name in ("citizen", "inka", "facilitator", "administrator"):
        reader.force_login(cast[name])
        assert reader.get(REGISTER).status_code == 403
        assert reader.post(REGISTER, answers()).status_code == 403
        assert reader.get(f"{outside.get_absolute_url()}ubah/").status_code == 403
    assert Document.objects.count() == 1
