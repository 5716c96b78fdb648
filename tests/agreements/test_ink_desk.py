"""The signed paper at the desk: place by place, with its scan; nothing typed or chosen is lost."""

import hashlib
import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from agreements.models import HeldScan, InkRecord
from core.models import OutboxMessage
from core.outbox import run_due
from tests.agreements.desk import desk, says, sent, shown
from tests.agreements.factories import sign
from tests.agreements.test_scans import pdf, picture
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

BELOW = "tanda-tangan/"


@pytest.fixture
def at_desk(client, secretary):
    client.cookies["django_language"] = "en"
    client.force_login(secretary)
    return client


def file(content=None, name="pindaian.pdf"):
    return SimpleUploadedFile(name, content or pdf(), content_type="text/html")


def words(slots=(), state="signed", **changes):
    typed = {"signed_date": "2021-11-09", "note": ""}
    typed |= {f"place_{slot.pk}": state for slot in slots}
    return typed | changes


def states(document):
    return [(slot.state, slot.reason) for slot in document.signatories.order_by("order")]


def test_places_are_recorded_one_by_one(frozen, slots, at_desk):
    typed = words(slots[:1], note="Dibawa kurir", scan=file())
    typed |= {f"place_{slots[1].pk}": "declined", f"reason_{slots[1].pk}": "Sedang cuti"}
    answer = sent(at_desk, desk(frozen, BELOW), **typed)
    assert answer["Location"] == f"{desk(frozen)}#signatures"
    assert states(frozen) == [("signed", ""), ("declined", "Sedang cuti")]
    ink = InkRecord.objects.get()
    assert (ink.note, ink.scan_sha256) == ("Dibawa kurir", hashlib.sha256(pdf()).hexdigest())


def test_one_mark_stands_for_all_the_rest(frozen, slots, at_desk):
    typed = words(slots[:1], state="to_follow", rest_signed="on")
    sent(at_desk, desk(frozen, BELOW), **typed)
    assert states(frozen) == [("to_follow", ""), ("signed", "")]
    assert "Recorded already" in shown(at_desk, desk(frozen, BELOW))
    sent(at_desk, desk(frozen, BELOW), **words(rest_signed="on"))
    frozen.refresh_from_db()
    assert frozen.state == "in_force"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Choose places to sign of this document."),
        ({"rest_signed": "on", "signed_date": ""}, "This field is required."),
        ({"rest_signed": "on", "signed_date": "9999-12-31"}, "less than or equal to 2199-12-31"),
        ({"rest_signed": "on", "signed_date": "2199-12-31"}, "lies in the future"),
        ({"rest_signed": "on", "signed_date": "2021-11-07"}, "it cannot have been signed before."),
        ({"rest_signed": "on", "note": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(frozen, at_desk, changes, sentence):
    typed = words(**{"note": "Catatan saya", **changes})
    html = says(sent(at_desk, desk(frozen, BELOW), **typed), sentence)
    assert typed["note"] in html
    assert not InkRecord.objects.exists()


def test_a_refusal_stands_beside_its_place(frozen, slots, at_desk):
    html = says(
        sent(at_desk, desk(frozen, BELOW), **words(slots[:1], state="declined")),
        "Give the reason why Wakil INKA (contoh) did not sign.",
    )
    assert f'href="#id_reason_{slots[0].pk}"' in html
    says(
        sent(at_desk, desk(frozen, BELOW), **words(slots, state="maybe")), "Select a valid choice."
    )


def test_a_scan_of_a_refused_form_need_not_be_chosen_again(
    frozen, slots, at_desk, django_capture_on_commit_callbacks
):
    html = says(
        sent(at_desk, desk(frozen, BELOW), **words(slots, signed_date="", scan=file())),
        "The scan pindaian.pdf is here already",
    )
    held = HeldScan.objects.get()
    assert f'name="held" value="{held.pk}"' in html
    with django_capture_on_commit_callbacks(execute=True):
        sent(at_desk, desk(frozen, BELOW), **words(slots, held=held.pk))
    ink = InkRecord.objects.get()
    with ink.scan.open("rb") as kept:
        assert kept.read() == pdf()
    assert not HeldScan.objects.exists()
    assert not default_storage.exists(held.file.name)


def test_a_held_scan_is_forgotten_after_a_day(
    frozen, slots, at_desk, django_capture_on_commit_callbacks
):
    sent(at_desk, desk(frozen, BELOW), **words(slots, signed_date="", scan=file()))
    held = HeldScan.objects.get()
    OutboxMessage.objects.update(due_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    assert not HeldScan.objects.exists()
    assert not default_storage.exists(held.file.name)
    OutboxMessage.objects.update(done_at=None)
    assert run_due() >= 1


@pytest.mark.parametrize("held", ["0", "-1", "x", "9" * 400, "²"])
def test_a_held_scan_that_is_nobodys_is_none(frozen, slots, at_desk, held):
    assert sent(at_desk, desk(frozen, BELOW), **words(slots, held=held)).status_code == 302
    assert not InkRecord.objects.get().scan


def test_a_colleagues_held_scan_stays_theirs(frozen, slots, at_desk, cast):
    sent(at_desk, desk(frozen, BELOW), **words(slots, signed_date="", scan=file()))
    held = HeldScan.objects.get()
    HeldScan.objects.update(held_by=cast.administrator)
    sent(at_desk, desk(frozen, BELOW), **words(slots, held=held.pk))
    assert not InkRecord.objects.get().scan


def test_what_is_no_scan_is_said_beside_the_field_and_not_held(frozen, slots, at_desk):
    page = b"<html><script>alert(1)</script></html>"
    html = says(
        sent(at_desk, desk(frozen, BELOW), **words(slots, scan=file(page))),
        "A scan is a PDF, a JPEG or a PNG. This file is none of them.",
    )
    assert re.search(rf'name="place_{slots[0].pk}" value="signed"[^>]* checked', html)
    assert not HeldScan.objects.exists()


@pytest.mark.parametrize(
    ("make", "extension", "kind"),
    [
        (pdf, "pdf", "application/pdf"),
        (lambda: picture("JPEG"), "jpg", "image/jpeg"),
        (lambda: picture("PNG"), "png", "image/png"),
    ],
)
def test_a_scan_is_handed_out_as_it_came_to_be_saved(
    frozen, slots, cast, at_desk, make, extension, kind
):
    content = make()
    sent(at_desk, desk(frozen, BELOW), **words(slots, scan=file(content, "lain.exe")))
    ink = InkRecord.objects.get()
    path = desk(frozen, f"{BELOW}{ink.pk}/pindaian/")
    assert f'href="{path}"' in shown(at_desk, desk(frozen))
    for name in ("facilitator", "secretary", "administrator"):
        at_desk.force_login(cast[name])
        answer, body = read(at_desk, path)
        assert body == content
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{frozen}-2021-11-09-{ink.pk}.{extension}"'
    )
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    for name in ("inka", "citizen"):
        at_desk.force_login(cast[name])
        shown(at_desk, path, 403)
        assert path not in shown(at_desk, desk(frozen))


def test_a_scan_that_is_not_there_is_404(frozen, slots, secretary, at_desk):
    ink = sign(frozen, slots, by=secretary)
    for pk in (ink.pk, 0, 10**30):
        shown(at_desk, desk(frozen, f"{BELOW}{pk}/pindaian/"), 404)


def test_the_desk_costs_no_query_more_for_more_places(
    frozen, forum, at_desk, django_assert_max_num_queries
):
    frozen.signatories.bulk_create(
        frozen.signatories.model(
            document=frozen, organisation=forum.outside, order=number, position=f"Staf {number}"
        )
        for number in range(10, 310)
    )
    with django_assert_max_num_queries(12):
        shown(at_desk, desk(frozen, BELOW))
