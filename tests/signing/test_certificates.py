"""Signing the sealed file with a certificate of one's own: at the page, and whatever is wrong."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import Document, DocumentState
from core.audit_trail.reading import find_entries
from core.models import OutboxMessage, Submission
from core.outbox import run_due
from files.pdf_signatures.certificate import REASONS, sign_with_p12
from signing.actions.certificates import get_file_to_certify, sign_by_certificate
from signing.actions.issuing import store_issued_file
from signing.actions.refusing import decline_signature
from signing.certificates import sign_sealed_file
from signing.models import IssuedFile
from signing.tasks import seals
from tests.support import stand_ins
from tests.support.access_situations import SIGNATURE
from tests.support.certificates import PASSPHRASE, issued, p12, p12_of
from tests.support.desk import says, shown
from tests.support.document_factories import sign, take_document_to
from tests.support.expect import refused, told
from tests.support.sealed import bytes_of, files_of
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "seal_keys")]

BY_CERTIFICATE = {"allows_certificate": True, "allows_screen": False, "allows_ink": False}


@pytest.fixture
def half(draft, secretary):
    """A document sealed with room: the company signed with ink, the lurah has a certificate."""
    draft.signatories.filter(order=2).update(**BY_CERTIFICATE)
    document = take_document_to("final", draft, by=secretary)
    sign(document, document.signatories.filter(order=1), by=secretary)
    seals.seal_document(document.closing.pk)
    return document


@pytest.fixture
def place(half):
    return half.signatories.get(order=2)


@pytest.fixture
def page(reader, lurah, place):
    """The lurah, signed in, before the page of the place."""
    reader.force_login(lurah)
    reader.address = f"/menandatangani/{place.pk}/sertifikat/"
    return reader


def sent(page, content, passphrase=PASSPHRASE, **values):
    upload = SimpleUploadedFile("kunci.p12", content)
    data = {"p12": upload, "passphrase": passphrase, "consent": "on", "way": "p12", **values}
    return page.post(page.address, data)


def quick(name):
    """Signs for somebody as the page does."""

    def call(pdf, field):
        return sign_with_p12(pdf, field=field, p12=p12_of(name), passphrase=PASSPHRASE)

    return call


def test_the_sealed_file_is_signed_as_an_increment_and_sealed_again(page, half, place):
    assert files_of(half) == [(1, "sealed", "B-B")]
    assert "1. Read the sealed file" in shown(page, page.address)
    answer = sent(page, p12_of("Lurah Taman (contoh)"))
    assert (answer.status_code, answer["Location"]) == (302, page.address)
    place.refresh_from_db()
    half.refresh_from_db()
    assert (place.state, place.route, half.state) == ("signed", "certificate", "in_force")
    run_due()
    assert files_of(half) == [
        (1, "sealed", "B-B"),
        (2, "certificate", "B-B"),
        (3, "closing_seal", "B-B"),
    ]
    sealed, signed, closed = map(bytes_of, half.issued_files.all())
    assert signed.startswith(sealed)
    assert closed.startswith(signed)
    entry = find_entries(half).get(kind="signed")
    facts = json.loads(entry.body)["facts"]
    assert (facts["route"], facts["subject"], facts["issuer"]) == (
        "certificate",
        "Lurah Taman (contoh), Kantor (contoh)",
        "CA Uji (contoh), Kantor (contoh)",
    )
    assert facts["file_sha256"] == half.issued_files.get(number=2).sha256
    assert "Lurah Taman (contoh) (Kelurahan Taman) signed: With an electronic certificate." in told(
        half
    )
    assert "Your signature is in the file." in shown(page, page.address)
    file = page.get(f"{page.address}naskah.pdf")
    assert b"".join(file.streaming_content) == closed
    again = sent(page, p12_of("Lurah Taman (contoh)"))
    assert (again.status_code, len(files_of(half))) == (302, 3)


def test_what_is_refused_stands_beside_its_field_and_nothing_is_kept(page, half):
    html = says(
        sent(page, p12(*issued("Lama (contoh)", end=-timedelta(days=1)))),
        str(REASONS["expired"][1]),
    )
    assert 'id="id_p12_error"' in html
    html = says(sent(page, p12_of("Lurah Taman (contoh)"), "salah"), str(REASONS["passphrase"][1]))
    assert 'id="id_passphrase_error"' in html
    assert "salah" not in html
    says(sent(page, b""), "The submitted file is empty.")
    says(sent(page, p12_of("Lurah Taman (contoh)"), consent=""), "Tick that you agree.")
    assert files_of(half) == [(1, "sealed", "B-B")]


def test_nobody_else_and_no_other_place(reader, half, place, inka, secretary):
    for user, status in ((inka, 404), (secretary, 404), (None, 404)):
        reader.logout()
        if user:
            reader.force_login(user)
        for address in ("", "naskah.pdf"):
            found = reader.get(f"/menandatangani/{place.pk}/sertifikat/{address}")
            assert found.status_code == status
    reader.force_login(inka)
    other = half.signatories.get(order=1)
    assert reader.get(f"/menandatangani/{other.pk}/sertifikat/").status_code == 404


def test_before_the_seal_and_after_the_end_nobody_signs(draft, secretary, lurah, reader):
    draft.signatories.filter(order=2).update(**BY_CERTIFICATE)
    document = take_document_to("final", draft, by=secretary)
    place = document.signatories.get(order=2)
    sentence = "The file is not sealed yet; a certificate signs the sealed file."
    reader.force_login(lurah)
    assert sentence in shown(reader, f"/menandatangani/{place.pk}/sertifikat/")
    with refused(sentence, code="not_sealed"):
        sign_sealed_file(place, quick("x"), by=lurah)
    sign(document, document.signatories.filter(order=1), by=secretary)
    seals.seal_document(document.closing.pk)
    decline_signature(signatory=place, reason="Sertifikat belum terbit", by=secretary)
    run_due()
    assert [stage for _number, stage, _level in files_of(document)] == ["sealed", "closing_seal"]


@pytest.mark.parametrize("state", ["draft", "in_review", "amended", "void", "registered"])
def test_a_certificate_signs_what_is_collected_only(frozen, lurah, state):
    frozen.signatories.filter(order=2).update(**BY_CERTIFICATE)
    file = store_issued_file(document=frozen, stage="sealed", pdf=b"%PDF-1.7", after=None)
    place = frozen.signatories.get(order=2)
    assert get_file_to_certify(signatory=place, by=lurah) == file
    Document.objects.filter(pk=frozen.pk).update(state=state, in_force_date=frozen.date, reason="x")
    label = DocumentState(state).label
    for act in (
        lambda: get_file_to_certify(signatory=place, by=lurah),
        lambda: sign_by_certificate(signatory=place, after=file, signature=SIGNATURE, by=lurah),
    ):
        with refused(f"{frozen} is “{label}” and cannot be signed now.", code="wrong_state"):
            act()


@pytest.mark.django_db(transaction=True)
def test_two_certificates_at_once_both_end_in_the_file(draft, secretary, lurah, inka):
    draft.signatories.update(**BY_CERTIFICATE)
    witness = draft.signatories.get(order=2)
    witness.pk, witness.order, witness.capacity, witness.allows_ink = None, 3, "witness", True
    witness.save()
    document = take_document_to("final", draft, by=secretary)
    sign(document, [witness], by=secretary)
    seals.seal_document(document.closing.pk)
    first, second = document.signatories.filter(order__lt=3)
    made = at_once(
        lambda: sign_sealed_file(first, quick("Satu (contoh)"), by=inka),
        lambda: sign_sealed_file(second, quick("Dua (contoh)"), by=lurah),
    )
    assert [type(each) for each in made] == [IssuedFile, IssuedFile]
    assert [stage for _number, stage, _level in files_of(document)] == [
        "sealed",
        "certificate",
        "certificate",
    ]
    files = list(map(bytes_of, document.issued_files.all()))
    assert files[1].startswith(files[0])
    assert files[2].startswith(files[1])
    assert OutboxMessage.objects.filter(kind="signing.close_seal").count() == 1


# ── BSrE ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def at_bsre(settings):
    """An account at a service, as `at_bsre(address)` sets it."""

    def use(url):
        settings.BSRE_URL = url
        settings.BSRE_USER, settings.BSRE_PASSWORD = stand_ins.ACCOUNT

    return use


def sent_to_bsre(page, nik=stand_ins.NIK, passphrase=stand_ins.PASSPHRASE):
    return page.post(
        page.address,
        {"bsre-nik": nik, "bsre-passphrase": passphrase, "bsre-consent": "on", "way": "bsre"},
    )


def test_bsre_is_offered_where_there_is_an_account(page, half, at_bsre):
    assert "At BSrE" not in shown(page, page.address)
    with stand_ins.bsre() as (url, _server):
        at_bsre(url)
        assert "At BSrE" in shown(page, page.address)
        html = says(sent_to_bsre(page, passphrase="x42"), "BSrE says: the passphrase is wrong.")
        assert 'id="id_bsre-passphrase_error"' in html
        assert "x42" not in html
        says(sent_to_bsre(page, nik="12"), "A NIK has 16 digits.")
        assert sent_to_bsre(page).status_code == 302
    assert files_of(half) == [(1, "sealed", "B-B"), (2, "certificate", "B-B")]
    assert half.issued_files.get(number=2).subject == "Lurah Taman (contoh), Kantor (contoh)"
    said = repr(list(find_entries(half).values())) + repr(list(Submission.objects.values()))
    assert stand_ins.NIK not in said
