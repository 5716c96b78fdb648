"""The signed paper at the desk: one says place by place what it shows, a second person looks."""

import hashlib
import re

import pytest

from agreements.models import Document
from core.models import AuditEntry
from core.outbox import run_due
from signing.actions.scans import UploadedScan, upload_scans
from signing.models import InkRecord, ScannedPaper
from tests.support.desk import desk, says, sent, shown
from tests.support.document_factories import propose
from tests.support.reading import read
from tests.support.scan_batches import CODES, a_scan, as_photo, sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

BELOW = "tanda-tangan/"


@pytest.fixture
def at_desk(reader, secretary):
    reader.force_login(secretary)
    return reader


@pytest.fixture
def scanned(frozen, facilitator):
    """The first page of its paper, photographed."""
    Document.objects.filter(pk=frozen.pk).update(verification_code=CODES[0])
    photo = as_photo(sheet(CODES[0], 1))
    upload_scans(files=[UploadedScan("foto.jpg", a_scan(photo))], by=facilitator)
    run_due()
    return ScannedPaper.objects.get()


def words(signatories=(), state="signed", **changes):
    typed = {"signed_date": "2021-11-09", "note": ""}
    typed |= {f"signatory_{signatory.pk}": state for signatory in signatories}
    return typed | changes


def states(document):
    return [
        (signatory.state, signatory.reason) for signatory in document.signatories.order_by("order")
    ]


def confirmed(client, address, by):
    """The answer to a second person who says that it is so."""
    client.force_login(by)
    return sent(client, address, confirm="1", reason="")


def test_what_one_says_a_second_person_confirms(frozen, signatories, at_desk, cast):
    typed = words(signatories[:1], note="Dibawa kurir; map hijau")
    typed |= {
        f"signatory_{signatories[1].pk}": "declined",
        f"reason_{signatories[1].pk}": "Sedang cuti",
    }
    address = sent(at_desk, desk(frozen, BELOW), **typed)["Location"]
    ink = InkRecord.objects.get()
    assert address == ink.get_absolute_url()
    own = shown(at_desk, address)
    assert "Now a second person reviews the paper" in own
    assert str(cast.facilitator) in own
    assert 'name="confirm"' not in own
    says(sent(at_desk, address, confirm="1"), "A second person must review it.")
    assert states(frozen) == [("pending", ""), ("pending", "")]
    assert confirmed(at_desk, address, cast.facilitator)["Location"].endswith("#signatures")
    assert states(frozen) == [("signed", ""), ("declined", "Sedang cuti")]
    ink.refresh_from_db()
    assert (ink.note, ink.decided_by) == ("Dibawa kurir; map hijau", cast.facilitator)


def test_the_second_person_finds_it_among_what_waits_for_them(frozen, signatories, at_desk, cast):
    address = sent(at_desk, desk(frozen, BELOW), **words(signatories))["Location"]
    assert address not in shown(at_desk, "/tugas/")
    for name in ("facilitator", "administrator"):
        at_desk.force_login(cast[name])
        assert f"proposed by {cast.secretary}" in shown(at_desk, "/tugas/")
        assert address in shown(at_desk, "/tugas/")
    confirmed(at_desk, address, cast.facilitator)
    assert address not in shown(at_desk, "/tugas/")


def test_what_the_paper_does_not_show_is_sent_back_and_said_anew(
    frozen, signatories, at_desk, cast
):
    address = sent(at_desk, desk(frozen, BELOW), **words(signatories))["Location"]
    assert at_desk.get(desk(frozen, BELOW))["Location"] == address  # one at a time
    at_desk.force_login(cast.facilitator)
    says(sent(at_desk, address, **{"return": "1", "reason": " "}), "Please give a reason.")
    sent(at_desk, address, **{"return": "1", "reason": "Lurah belum tanda tangan"})
    assert states(frozen) == [("pending", ""), ("pending", "")]
    at_desk.force_login(cast.secretary)
    assert "Lurah belum tanda tangan" in shown(at_desk, address)
    at_desk.force_login(cast.facilitator)
    says(sent(at_desk, address, confirm="1"), "This record has been reviewed in the meantime.")
    at_desk.force_login(cast.secretary)
    again = sent(at_desk, desk(frozen, BELOW), **words(signatories[:1]))["Location"]
    confirmed(at_desk, again, cast.administrator)
    assert states(frozen) == [("signed", ""), ("pending", "")]


def test_a_second_person_sees_the_pages_beside_what_is_said(
    frozen, signatories, scanned, at_desk, cast
):
    assert f"?pindaian={scanned.pk}" in shown(at_desk, desk(frozen, BELOW))
    asked = f"{desk(frozen, BELOW)}?pindaian={scanned.pk}"
    picture = re.search(r"/pindaian/\d+/halaman/\d+\.webp", shown(at_desk, asked))[0]
    address = sent(at_desk, asked, **words(signatories))["Location"]
    run_due()
    at_desk.force_login(cast.facilitator)
    assert picture in shown(at_desk, address)
    answer, wrapped = read(at_desk, f"{address}pindaian/")
    ink = InkRecord.objects.get()
    assert hashlib.sha256(wrapped).hexdigest() == ink.scan_sha256
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{frozen}-2021-11-09-{ink.pk}.pdf"'
    )
    confirmed(at_desk, address, cast.facilitator)
    facts = AuditEntry.objects.get(kind="ink_paper").body
    assert scanned.pages.get().file.sha256 in facts
    assert f'"proposed_by":"{cast.secretary}"' in facts
    assert f'"wrapped":"{ink.scan_sha256}"' in facts
    for name in ("inka", "citizen"):
        at_desk.force_login(cast[name])
        shown(at_desk, address, 403)
        shown(at_desk, f"{address}pindaian/", 403)


@pytest.mark.parametrize("chosen", ["0", "-1", "x", "9" * 400, "²"])
def test_pages_that_are_none_of_this_document_are_no_paper(frozen, signatories, at_desk, chosen):
    asked = f"{desk(frozen, BELOW)}?pindaian={chosen}"
    assert sent(at_desk, asked, **words(signatories)).status_code == 302
    assert InkRecord.objects.get().paper is None


def test_one_mark_stands_for_all_the_rest(frozen, signatories, at_desk, cast):
    typed = words(signatories[:1], state="to_follow", rest_signed="on")
    confirmed(at_desk, sent(at_desk, desk(frozen, BELOW), **typed)["Location"], cast.facilitator)
    assert states(frozen) == [("to_follow", ""), ("signed", "")]
    at_desk.force_login(cast.secretary)
    assert "Recorded already" in shown(at_desk, desk(frozen, BELOW))


def test_who_does_not_sign_with_ink_is_not_asked_about(frozen, signatories, at_desk):
    frozen.signatories.filter(pk=signatories[1].pk).update(allows_ink=False)
    assert f"signatory_{signatories[1].pk}" not in shown(at_desk, desk(frozen, BELOW))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Record for at least one signatory what the paper shows."),
        ({"rest_signed": "on", "signed_date": ""}, "This field is required."),
        ({"rest_signed": "on", "signed_date": "9999-12-31"}, "less than or equal to 2199-12-31"),
        ({"rest_signed": "on", "signed_date": "2199-12-31"}, "is in the future"),
        ({"rest_signed": "on", "signed_date": "2021-11-07"}, "it cannot have been signed before."),
        ({"rest_signed": "on", "note": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(frozen, at_desk, changes, sentence):
    typed = words(**{"note": "Catatan saya", **changes})
    html = says(sent(at_desk, desk(frozen, BELOW), **typed), sentence)
    assert typed["note"] in html
    assert not InkRecord.objects.exists()


def test_a_refusal_stands_beside_its_place(frozen, signatories, at_desk):
    html = says(
        sent(at_desk, desk(frozen, BELOW), **words(signatories[:1], state="declined")),
        "Give the reason why Wakil INKA (contoh) did not sign.",
    )
    assert f'href="#id_reason_{signatories[0].pk}"' in html
    says(
        sent(at_desk, desk(frozen, BELOW), **words(signatories, state="maybe")),
        "Select a valid choice.",
    )


def test_what_was_said_can_be_taken_back_by_who_said_it(frozen, signatories, at_desk, secretary):
    record = propose(frozen, signatories, by=secretary)
    assert "Withdraw it" in shown(at_desk, record.get_absolute_url())
    sent(at_desk, record.get_absolute_url(), **{"return": "1", "reason": "Salah map"})
    record.refresh_from_db()
    assert (record.state, record.decided_by, record.reason) == ("returned", None, "Salah map")
