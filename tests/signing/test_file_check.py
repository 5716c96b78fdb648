"""Files that people have: ours byte by byte, or what was done to them, each in its own words."""

import hashlib
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.actions.outside import keep_outside_scan
from agreements.models import Document, DocumentState
from agreements.pdfs import render_agreement_pdf, render_minutes_pdf
from core.canonical import hash_content
from core.outbox import run_due
from files.pdf_signatures.seal import close_seal, seal_pdf
from signing.actions.issuing import store_issued_file
from signing.models import FileStage
from signing.verification.analysis import analyse_file
from signing.verification.messages import build_exact_message
from signing.verification.registry import find_known_file
from tests.support import frozen as contents
from tests.support import tampering
from tests.support.counting import count_queries
from tests.support.document_factories import sign, take_document_to
from tests.support.scan_batches import a_scan
from tests.support.sealed import bytes_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "seal_keys")]


@pytest.fixture
def sealed(frozen, signatories, secretary):
    """A document that everybody signed, with its sealed file."""
    sign(frozen, signatories, by=secretary)
    run_due()
    frozen.refresh_from_db()
    return frozen


def told(content):
    """The answer to a file, as the page finds it."""
    known = find_known_file(hashlib.sha256(content).hexdigest())
    return build_exact_message(known) if known else analyse_file(content)


def forged(document):
    """Our number and code over another text, printed by the same program."""
    content = document.versions.get().content
    content["clauses"][0]["text"] = "Pihak pertama membayar Rp 15.000.000."
    return render_agreement_pdf(content, hash_content(content))


@pytest.mark.documents
def test_whatever_was_done_to_a_sealed_file_is_found(sealed, tmp_path):
    pdf = bytes_of(sealed.issued_files.get())
    print_a4 = bytes_of(sealed.versions.get().renditions.get(paper="A4"))
    files = {
        "final": pdf,
        "print": print_a4,
        "bytes": tampering.byte_flipped(pdf, 0.02),
        "bytes in the middle": tampering.byte_flipped(pdf, 0.5),
        "bytes of the seal": tampering.byte_flipped(pdf, 0.97),
        "bytes of the print": tampering.byte_flipped(print_a4, 0.6),
        "cut": tampering.signature_cut_off(pdf),
        "appended": tampering.page_replaced(pdf),
        "appended to the print": print_a4 + b"%\n%%EOF\n",
        "resaved": tampering.resaved(pdf, tmp_path),
        "resaved print": tampering.resaved(print_a4, tmp_path),
        "unsealed": tampering.seal_taken_out(pdf),
        "pages": tampering.repainted(pdf),
        "claims": forged(sealed),
    }
    answers = {name: told(content) for name, content in files.items()}
    assert {name: each.code for name, each in answers.items()} == {
        name: name.partition(" ")[0] for name in files
    }
    assert {each.document for each in answers.values()} == {sealed}
    greens = {name for name, each in answers.items() if each.tone == "done"}
    assert greens == {"final", "print"}
    assert "some bytes differ: 1." in answers["bytes"].text
    assert "Page 1 looks different from the original." in answers["appended"].text
    assert "Page 1 looks different from the original." in answers["pages"].text
    [seal] = answers["appended"].notes
    assert seal.endswith("changed after signing in a way that it does not permit.")
    assert answers["resaved"].notes[0].endswith(": broken.")


@pytest.mark.documents
def test_a_file_that_is_none_of_ours_is_not_one(frozen):
    files = {
        "foreign": render_minutes_pdf(contents.content("notulen-1")),
        "encrypted": tampering.locked(tampering.pages(1)),
        "malformed": b"%PDF-1.7\nnothing in it\n%%EOF\n",
        "many": tampering.pages(201),
        "other": b"\x89PNG\r\n\x1a\n" + bytes(50),
    }
    assert {name: told(content).code for name, content in files.items()} == {
        name: name for name in files
    }


def test_a_signature_that_came_behind_is_told_until_its_file_is_given_out(frozen):
    """A party may still sign the sealed file itself; what the portal does not know is not ours."""
    run_due()
    sealed = seal_pdf(bytes_of(frozen.versions.get().renditions.get(paper="A4")), leaves_room=True)
    signed = close_seal(sealed.pdf)
    give_out = partial(store_issued_file, document=frozen, level="B-B")
    first = give_out(stage=FileStage.SEALED, pdf=sealed.pdf, after=None)
    assert told(sealed.pdf).code == "final"
    answer = told(signed.pdf)
    assert (answer.code, answer.tone) == ("added_signature", "waiting")
    assert [note.rpartition(":")[2] for note in answer.notes] == [
        " intact, and something permitted was added after it.",
        " intact, and it covers the whole file.",
    ]
    give_out(stage=FileStage.CLOSING_SEAL, pdf=signed.pdf, after=first)
    assert (told(sealed.pdf).code, told(signed.pdf).code) == ("older", "final")


@pytest.mark.parametrize(
    ("state", "code", "tone"),
    [(DocumentState.VOID, "void", "late"), (DocumentState.IN_FORCE, "print", "done")],
)
def test_the_state_of_the_document_goes_before_the_file(frozen, state, code, tone):
    run_due()
    Document.objects.update(state=state, reason="Salah ketik", in_force_date=frozen.date)
    answer = told(bytes_of(frozen.versions.get().renditions.get(paper="A4")))
    assert (answer.code, answer.tone) == (code, tone)
    assert ("Salah ketik" in answer.text) is (state == DocumentState.VOID)


# ── The page ─────────────────────────────────────────────────────────────────────────────


def send(client, content, name="berkas.pdf"):
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return client.post("/verifikasi/berkas/", {"berkas": file})


def test_a_known_file_costs_three_queries_and_no_parser(frozen, reader):
    run_due()
    rendition = frozen.versions.get().renditions.get(paper="A4")
    address = f"/verifikasi/berkas/{rendition.sha256}/"
    content = bytes_of(rendition)
    asked = {
        "by hash": partial(reader.get, address),
        "by hash, as a fragment": partial(reader.get, f"{address}?jawaban"),
        # Answered by its hash as well.
        "as a file": partial(send, reader, content),
    }
    costs = {how: count_queries(ask) for how, ask in asked.items()}
    assert max(costs.values()) <= 3, costs
    answer = reader.get(f"{address}?jawaban")
    assert answer.status_code == 200
    assert "Exactly this file: the original print" in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert 'data-answer="print"' in send(reader, content).content.decode()


def test_a_scan_from_outside_leads_to_its_document_which_has_no_code(draft, secretary, reader):
    outside = take_document_to(DocumentState.REGISTERED, draft, by=secretary)
    pdf = tampering.pages(1)
    keep_outside_scan(document=outside, scan=a_scan(pdf), by=secretary)
    html = send(reader, pdf).content.decode()
    assert 'data-answer="scan"' in html
    assert f'href="{outside.get_absolute_url()}"' in html
    assert "/verifikasi/None/" not in html


def test_an_unknown_hash_offers_to_send_the_file(db, reader):
    answer = reader.get(f"/verifikasi/berkas/{'0' * 64}/?jawaban")
    assert answer.status_code == 200  # to the script; the page itself is not found
    assert reader.get(f"/verifikasi/berkas/{'0' * 64}/").status_code == 404
    assert "Not identical to any file that we issued" in answer.content.decode()
    assert reader.get("/verifikasi/berkas/x/").status_code == 404


def test_without_javascript_a_file_is_sent_and_answered(frozen, reader):
    html = reader.get("/verifikasi/berkas/").content.decode()
    assert 'enctype="multipart/form-data"' in html
    html = send(reader, b"\xff\xd8\xff" + bytes(10), "x.jpg").content.decode()
    assert 'data-answer="other"' in html
    assert "x.jpg" in html


def test_what_cannot_be_checked_is_said_beside_the_field(db, reader):
    for content, sentence in (
        (b"", "This file is empty."),
        (b"%PDF-" + bytes(20_000_000), "This file is larger than 20 MB."),
    ):
        answer = send(reader, content)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    answer = reader.post("/verifikasi/berkas/")
    assert "Choose the file that you want to check." in answer.content.decode()


def test_who_sends_too_many_files_waits(db, reader, settings):
    settings.ACCOUNT_RATE_LIMITS = {"examine_file": "2/h/ip", "guess_code": "2/h/ip"}
    picture = b"\x89PNG\r\n\x1a\n"
    assert [send(reader, picture).status_code for _file in range(3)] == [200, 200, 429]
    statuses = [reader.get("/verifikasi/7K3M-9QXT-2VWB-C/").status_code for _guess in range(3)]
    assert statuses == [404, 404, 429]
    answer = reader.get(f"/verifikasi/berkas/{'0' * 64}/?jawaban")
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()
