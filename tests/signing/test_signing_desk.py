"""The desk where signatures are collected, and what a document's page says of its signing."""

import hashlib
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Signatory
from core.models import OutgoingEmail
from signing.actions.closing import close_signing
from signing.actions.collecting import delegate_signature, set_signing_rules
from signing.actions.links import create_signing_links
from signing.actions.refusing import decline_signature
from signing.actions.reminding import remind_signatory
from signing.models import Closing, IssuedFile
from stakeholders.models import PersonalLink
from tests.support.desk import desk, says, sent, shown
from tests.support.document_factories import sign, take_document_to
from tests.support.signing_desk import link_of, sign_by_link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LETTER = "Surat kuasa 090/12 tanggal 9 November 2021"


@pytest.fixture
def at_desk(reader, facilitator):
    reader.force_login(facilitator)
    return reader


def below(document, path=""):
    return desk(document, f"kumpulkan/{path}")


def of(place, path=""):
    return below(place.document, f"{place.pk}/{path}")


def in_a_week():
    return timezone.localdate() + timedelta(days=7)


# ── The desk ─────────────────────────────────────────────────────────────────────────────────


def test_the_desk_says_who_is_in_turn_and_who_waits(frozen, signatories, at_desk, facilitator):
    Signatory.objects.filter(pk=signatories[1].pk).update(rank=2)
    html = shown(at_desk, below(frozen))
    for sentence in (
        "Who still has to sign?",
        "0 of 2 signed",
        "Awaited now: PT INKA.",
        "They can sign after those before them have signed.",
        "Make 2 links",
    ):
        assert sentence in html, sentence
    sign_by_link(signatories[0], by=facilitator)
    html = shown(at_desk, below(frozen))
    assert "1 of 2 signed" in html
    assert "Awaited now: Kelurahan Taman." in html


def test_buttons_work_for_all_and_as_a_fragment(frozen, signatories, at_desk):
    answer = sent(at_desk, below(frozen, "tautan/"))
    assert answer["Location"] == below(frozen)
    assert "2 links were made." in shown(at_desk, below(frozen))
    wire = {"HX-Request": "true"}
    key = {"idempotency_key": str(uuid.uuid4())}
    fragment = at_desk.post(below(frozen, "surat/"), key, headers=wire).content.decode()
    assert fragment.lstrip().startswith('<div id="collecting">')
    assert "2 e-mails are being sent." in fragment
    again = at_desk.post(below(frozen, "surat/"), key, headers=wire).content.decode()
    assert "2 e-mails are being sent." in again  # pressed twice, done once
    assert OutgoingEmail.objects.count() == 2
    key = {"idempotency_key": str(uuid.uuid4())}
    answer = at_desk.post(of(signatories[0], "surat/"), key, headers=wire)
    assert answer.status_code == 422
    assert "An e-mail was sent today. One a day is enough." in answer.content.decode()


def test_a_place_shows_its_link_to_send_scan_and_renew(frozen, signatories, at_desk, facilitator):
    person = signatories[0].person
    type(person).objects.filter(pk=person.pk).update(phone="0812-3456-7890")
    assert "There is no link yet." in shown(at_desk, of(signatories[0]))
    sent(at_desk, of(signatories[0], "tautan/"))
    html = shown(at_desk, of(signatories[0]))
    first = link_of(signatories[0]).token
    for part in (first, "https://wa.me/6281234567890?text=", 'class="qr"', "Renew the link"):
        assert part in html, part
    assert first in shown(at_desk, below(frozen, "lembar/"))
    sent(at_desk, of(signatories[0], "tautan/"))
    assert first not in shown(at_desk, of(signatories[0]))
    sent(at_desk, of(signatories[0], "tautan/cabut/"))
    html = shown(at_desk, of(signatories[0]))
    assert "The link was revoked. Renewing creates a new link." in html
    assert link_of(signatories[0]).token not in html
    assert link_of(signatories[0]).token not in shown(at_desk, below(frozen, "lembar/"))


def test_an_expired_link_is_shown_nowhere_and_made_anew(frozen, signatories, at_desk, facilitator):
    create_signing_links(document=frozen, by=facilitator)
    dead = link_of(signatories[0]).token
    assert dead in shown(at_desk, below(frozen, "lembar/"))
    PersonalLink.objects.update(expires_at=timezone.now())
    html = shown(at_desk, below(frozen))
    assert "link expired" in html
    assert "Make 2 links" in html
    place = shown(at_desk, of(signatories[0]))
    assert "The link has expired. Renewing creates a new link." in place
    for page in (html, place, shown(at_desk, below(frozen, "lembar/"))):
        assert dead not in page
    sent(at_desk, below(frozen, "tautan/"))
    assert "2 links were made." in shown(at_desk, below(frozen))
    assert link_of(signatories[0]).token in shown(at_desk, of(signatories[0]))


def test_what_cannot_be_keeps_what_was_typed(frozen, signatories, at_desk, facilitator, secretary):
    html = says(
        sent(at_desk, of(signatories[0], "wakilkan/"), name="<i>Agus</i>", position="", letter=""),
        "This field is required.",
    )
    assert "&lt;i&gt;Agus&lt;/i&gt;" in html
    html = says(
        sent(at_desk, of(signatories[0], "tolak/"), reason="x" * 301), "at most 300 characters"
    )
    assert "x" * 301 in html
    says(sent(at_desk, of(signatories[0], "cara/"), revision=1), "Leave at least one way to sign.")
    rules = below(frozen, "aturan/")
    says(
        sent(at_desk, rules, revision=frozen.revision, sign_until="2021-11-09"),
        "This day has passed. Choose today or a later day.",
    )
    says(sent(at_desk, rules, revision=frozen.revision, sign_until="besok"), "Enter a valid date.")
    set_signing_rules(
        document=frozen,
        seen_revision=frozen.revision,
        sign_until=in_a_week(),
        needs_email_code=True,
        by=secretary,
    )
    html = says(
        sent(at_desk, rules, revision=frozen.revision, sign_until=""),
        "Someone else changed this while you were writing. Compare both and choose.",
    )
    assert "Last day to sign" in html


def test_somebody_else_signs_declines_and_opens_again(frozen, signatories, at_desk, cast):
    sent(
        at_desk,
        of(signatories[0], "wakilkan/"),
        name=cast.citizen.person.name,
        position="Plt. Direktur",
        letter=LETTER,
    )
    html = shown(at_desk, below(frozen))
    assert cast.citizen.person.full_name in html
    assert LETTER in html
    assert Signatory.objects.get(pk=signatories[0].pk).delegate == cast.citizen.person
    sent(at_desk, of(signatories[0], "buka/"), reason="Sudah pulang")
    sent(at_desk, of(signatories[0], "tolak/"), reason="Belum rapat direksi")
    assert "Belum rapat direksi" in shown(at_desk, below(frozen))
    shown(at_desk, of(signatories[0], "tolak/"), 404)
    sent(at_desk, of(signatories[0], "buka/"), reason="Direksi setuju")
    assert Signatory.objects.get(pk=signatories[0].pk).state == "pending"


def test_closing_names_who_is_missing_and_asks_why(frozen, signatories, reader, cast, secretary):
    sign(frozen, signatories[:1], by=secretary)
    reader.force_login(cast.facilitator)
    shown(reader, below(frozen, "tutup/"), 403)
    reader.force_login(secretary)
    html = shown(reader, below(frozen, "tutup/"))
    assert "Lurah Taman (contoh) (Kelurahan Taman): awaited now." in html
    says(sent(reader, below(frozen, "tutup/"), reason=" "), "This field is required.")
    sent(reader, below(frozen, "tutup/"), reason="Cukup")
    assert Closing.objects.get(document=frozen).reason == "Cukup"
    html = shown(reader, below(frozen))
    assert "The collection is closed; missing signatures stay missing." in html
    assert "Make" not in html
    shown(reader, below(frozen, "tutup/"), 404)
    says(sent(reader, below(frozen, "tutup/"), reason="Lagi"), "The collection of signatures of")


@pytest.mark.parametrize("name", ["inka", "citizen", "administrator", "anonymous"])
def test_the_desk_is_the_staffs_and_shows_nobody_elses_contact(frozen, reader, cast, name):
    if name != "anonymous":
        reader.force_login(cast[name])
    status = 302 if name == "anonymous" else 403
    shown(reader, below(frozen), status)
    assert sent(reader, below(frozen, "surat/")).status_code == status
    assert "@rembug.example" not in shown(reader, desk(frozen)).replace(
        getattr(cast[name], "email", ""), ""
    )


def test_a_draft_has_no_desk(draft, at_desk):
    shown(at_desk, below(draft), 404)


def test_a_hundred_places_cost_no_more_queries(frozen, forum, at_desk, facilitator):
    def cost(path):
        with CaptureQueriesContext(connection) as queries:
            shown(at_desk, path)
        return len(queries)

    create_signing_links(document=frozen, by=facilitator)
    few = cost(below(frozen))
    Signatory.objects.bulk_create(
        Signatory(
            document=frozen, organisation=forum.outside, order=number, position=f"Staf {number}"
        )
        for number in range(10, 110)
    )
    assert cost(below(frozen)) == few <= 12


# ── The document's page ──────────────────────────────────────────────────────────────────────


def test_a_party_finds_its_place_signs_and_finds_its_receipt(
    frozen, signatories, reader, cast, secretary
):
    reader.force_login(cast.inka)
    html = shown(reader, desk(frozen))
    for part in ("Your signature", f"/menandatangani/{signatories[0].pk}/", "0 of 2 signed"):
        assert part in html, part
    signature = sign_by_link(signatories[0], by=secretary)
    html = shown(reader, desk(frozen))
    assert signature.receipt in html
    sent(reader, of(signatories[0], "tarik/"), reason="Direksi berganti")
    reader.force_login(cast.lurah)
    html = shown(reader, desk(frozen))
    assert "Direksi berganti" in html
    assert signature.receipt not in html
    assert sent(reader, of(signatories[0], "tarik/"), reason="Bukan saya").status_code == 403


def test_who_waits_for_others_or_signs_on_paper_is_told_so(frozen, signatories, reader, cast):
    Signatory.objects.filter(pk=signatories[1].pk).update(rank=2)
    Signatory.objects.filter(pk=signatories[0].pk).update(allows_screen=False)
    reader.force_login(cast.lurah)
    html = shown(reader, desk(frozen))
    assert "It is not your turn yet" in html
    reader.force_login(cast.inka)
    html = shown(reader, desk(frozen))
    assert "You sign on paper; the secretariat has the sheet." in html
    assert "/menandatangani/" not in html


def sealed(frozen, signatories, *, by):
    """Closed, with two final files as the seal would have left them."""
    sign(frozen, signatories[:1], by=by)
    close_signing(document=frozen, reason="Cukup", by=by)
    for number, stage in ((1, "sealed"), (2, "timestamp")):
        pdf = f"%PDF-1.7 {number}".encode()
        sha256 = hashlib.sha256(pdf).hexdigest()
        issued = IssuedFile(
            document=frozen, number=number, stage=stage, level="B-B", sha256=sha256, size=len(pdf)
        )
        issued.file.save(f"{frozen.reference}-{number}.pdf", ContentFile(pdf))
    return issued


def status_of(client, path):
    answer = client.get(path)
    if answer.streaming:
        list(answer.streaming_content)  # to its end, so that the file is closed
    return answer.status_code


def test_the_final_file_is_for_those_who_sign_and_the_staff(
    frozen, signatories, reader, cast, secretary
):
    newest = sealed(frozen, signatories, by=secretary)
    path, first = desk(frozen, "akhir.pdf"), desk(frozen, "akhir/1.pdf")
    for name in cast.names:
        user = cast[name]
        reader.logout()
        reader.cookies["django_language"] = "en"  # signing out forgets it
        if user.is_authenticated:
            reader.force_login(user)
        may = name in {"inka", "lurah", "facilitator", "secretary", "administrator"}
        statuses = {status_of(reader, each) for each in (path, first)}
        assert statuses == ({200} if may else {404} if user.is_authenticated else {302}), name
        assert ("Final file with signatures" in shown(reader, desk(frozen))) == may, name
    reader.force_login(cast.inka)
    answer = reader.get(path)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 2"
    assert answer["ETag"] == f'"{newest.sha256}"'
    assert answer["Content-Disposition"] == f'inline; filename="{frozen}-akhir-2.pdf"'
    assert reader.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    shown(reader, desk(frozen, "akhir/3.pdf"), 404)


def test_a_seal_that_failed_is_shown_to_those_who_can_help(
    frozen, signatories, reader, cast, secretary
):
    sign(frozen, signatories[:1], by=secretary)
    closing = close_signing(document=frozen, reason="Cukup", by=secretary)
    Closing.objects.filter(pk=closing.pk).update(error="Kunci tidak terbaca")
    reader.force_login(secretary)
    html = shown(reader, desk(frozen))
    assert '<p class="job-error">Kunci tidak terbaca</p>' in html
    assert re.search(rf'href="{desk(frozen, "segel/")}"\s*>Seal it again</a>', html)
    assert "The seal failed" in shown(reader, "/tugas/")
    reader.force_login(cast.inka)
    html = shown(reader, desk(frozen))
    assert "Kunci tidak terbaca" not in html
    assert "The final file is being sealed" in html
    assert "Seal it again" not in html


# ── Tasks ────────────────────────────────────────────────────────────────────────────────────


def test_stuck_collections_are_tasks_of_the_whole_staff(
    frozen, signatories, at_desk, cast, facilitator, secretary
):
    said = f"Collect the signatures: {frozen.title}"
    assert said not in shown(at_desk, "/tugas/")
    decline_signature(signatory=signatories[0], reason="Belum", by=secretary)
    html = shown(at_desk, "/tugas/")
    assert said in html
    assert "1 was declined" in html
    delegate_signature(
        signatory=signatories[1], person=cast.citizen.person, letter=LETTER, by=facilitator
    )
    remind_signatory(signatory=signatories[1], by=facilitator)
    assert OutgoingEmail.objects.filter(to=cast.citizen.email).exists()
    at_desk.force_login(cast.citizen)
    assert f"Sign: {frozen.title}" in shown(at_desk, "/tugas/")
    at_desk.force_login(cast.lurah)
    assert f"Awaited from your organisation: {frozen.title}" in shown(at_desk, "/tugas/")


def test_a_void_document_is_nobodys_to_sign(draft, cast, reader, secretary):
    document = take_document_to("void", draft, by=secretary)
    reader.force_login(cast.inka)
    html = shown(reader, desk(document))
    assert "This signature is missing." in html
    assert "/menandatangani/" not in html
    reader.force_login(secretary)
    assert "Void, and no longer to be signed" in shown(reader, below(document))
