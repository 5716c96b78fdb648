"""The pages of documents and their prints: what they show, to whom, and from where."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from agreements.models import DocumentState, Rendition
from core.history import find_history
from core.outbox import run_due
from meetings.actions.planning import publish_meeting
from signing.reports.documents import describe_state, read_document, render_reading_copy
from tests.support.document_factories import force, sign, take_document_to

# A draft in review is its parties' to read: tests.agreements.test_review.
SHOWN_TO_ALL = [
    state for state in DocumentState if state not in (DocumentState.DRAFT, DocumentState.IN_REVIEW)
]


@pytest.fixture
def reader(client):
    """A visitor who reads English, so that sentences can be compared."""
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def printed(frozen):
    """The frozen document with its prints."""
    run_due()
    return frozen


def page(client, document, user=None, query=""):
    if user is not None:
        client.force_login(user)
    answer = client.get(document.get_absolute_url() + query)
    assert answer.status_code == 200
    return answer.content.decode()


def print_of(client, document, paper="a4", **headers):
    return client.get(f"{document.get_absolute_url()}{paper}.pdf", headers=headers)


def body_of(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


# ── Who sees it ──────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_for_the_staff(draft, cast, reader):
    assert reader.get(draft.get_absolute_url()).status_code == 404
    for user in (cast.citizen, cast.inka):
        reader.force_login(user)
        assert reader.get(draft.get_absolute_url()).status_code == 404
    for user in (cast.facilitator, cast.secretary, cast.administrator):
        reader.force_login(user)
        assert reader.get(draft.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("state", SHOWN_TO_ALL)
def test_everybody_reads_what_is_no_draft_any_more(state, draft, secretary, reader):
    document = take_document_to(state, draft, by=secretary)
    assert document.title in page(reader, document)


def test_what_the_secretariat_recorded_is_for_the_staff(
    frozen, signatories, secretary, cast, reader
):
    sign(frozen, signatories, by=secretary, note="Diterima lewat kurir")
    for user in (None, cast.inka):
        html = page(reader, frozen, user)
        assert "Signed with ink" in html
        assert "Diterima lewat kurir" not in html
        assert "The document is in force." not in html
    assert "Diterima lewat kurir" in page(reader, frozen, secretary)
    assert "The document is in force." in page(reader, frozen, query="?riwayat=semua")


def test_an_unpublished_meeting_is_not_named(frozen, cast, facilitator, reader):
    meeting = frozen.meeting
    assert meeting.get_absolute_url() not in page(reader, frozen)
    publish_meeting(meeting=meeting, by=facilitator)
    assert meeting.get_absolute_url() in page(reader, frozen)


# ── What it shows ────────────────────────────────────────────────────────────────────────────


def test_a_draft_says_what_is_missing_and_is_marked(draft, facilitator, reader):
    draft.clauses.update(text="")
    html = page(reader, draft, facilitator)
    assert "KONSEP" in html
    assert "must be settled" in html
    assert "thing must be settled before it can be frozen." in html
    assert "not given yet" in html


def test_a_ready_draft_says_who_comes_next(draft, facilitator, reader):
    html = page(reader, draft, facilitator)
    assert "Nothing is missing: the secretariat can freeze it." in html


def test_a_draft_without_a_letter_says_so(draft, facilitator, reader):
    draft.letterhead = None
    draft.save()
    assert "Choose a letterhead first; then the text can be printed" in page(
        reader, draft, facilitator
    )


def test_the_text_comes_from_the_frozen_content(frozen, signatories, reader):
    """Whatever changes in the registers afterwards, the page says what was frozen."""
    before = page(reader, frozen)
    person = signatories[0].person
    person.name = "Nama Baru"
    person.save()
    frozen.clauses.update(text="Teks lain")
    after = page(reader, frozen)
    assert "Nama Baru" not in after
    assert "Teks lain" not in after
    assert "Lokasi percontohan: Taman." in before
    assert "Lokasi percontohan: Taman." in after


def test_the_page_and_the_print_share_their_templates(frozen):
    copy = render_reading_copy(read_document(frozen))
    for part in ("document-title", "clause-heading", "signature-office", "annex-title"):
        assert part in copy
    assert "KONSEP" not in copy


@pytest.mark.parametrize(
    ("signed", "sentence"),
    [
        (0, "2 of 2 have not signed yet. Awaited: PT INKA, Kelurahan Taman."),
        (1, "1 of 2 has not signed yet. Awaited: Kelurahan Taman."),
        (2, "Signed by all 2, and in force since 9 November 2021."),
    ],
)
def test_the_standing_says_what_happens_next(signed, sentence, frozen, signatories, secretary):
    if signed:
        sign(frozen, signatories[:signed], by=secretary)
    frozen.refresh_from_db()
    with override("en"):
        assert describe_state(frozen, read_document(frozen)) == sentence


def test_open_places_stay_marked_when_it_is_put_into_force(frozen, signatories, secretary, reader):
    sign(frozen, signatories[:1], by=secretary)
    sign(frozen, signatories[1:], by=secretary, state="declined", reason="Sedang cuti")
    frozen.refresh_from_db()
    force(frozen, by=secretary)
    html = page(reader, frozen)
    assert "In force; 1 of 2 signatures is missing. Sudah disepakati dalam rapat" in html
    assert "Reason: Sedang cuti" in html
    assert "tidak menandatangani: Sedang cuti" in html


def test_a_void_document_says_why(draft, secretary, reader):
    document = take_document_to(DocumentState.VOID, draft, by=secretary)
    assert "Void, and no longer to be used: Salah ketik" in page(reader, document)


def test_an_outside_document_shows_only_what_is_known(draft, secretary, reader):
    document = take_document_to(DocumentState.REGISTERED, draft, by=secretary)
    document.parties_note = "Tidak disebut dalam sumber"
    document.save()
    html = page(reader, document)
    assert "Made outside this portal; only its known facts are registered here." in html
    assert "Tidak disebut dalam sumber" in html
    assert "not known" in html
    for word in ("rozen", "Fingerprint", "SHA-256", "Print A4", "reading-copy"):
        assert word not in html


def test_files_and_fingerprint_stand_beside_the_text(printed, reader):
    html = page(reader, printed)
    version = printed.versions.get()
    for rendition in version.renditions.all():
        assert rendition.sha256 in html
    assert version.content_sha256[:4] + " " + version.content_sha256[4:8] in html
    assert f"/verifikasi/{printed.verification_code}/" in html
    assert 'class="qr"' in html


def test_pledges_are_listed_with_their_state(frozen, pledge, reader):
    html = page(reader, frozen)
    assert pledge.get_absolute_url() in html


def test_the_page_stays_within_twelve_queries(printed, signatories, secretary, reader):
    sign(printed, signatories, by=secretary)
    for user in (None, secretary):
        if user:
            reader.force_login(user)
        with CaptureQueriesContext(connection) as queries:
            page(reader, printed)
        assert len(queries) <= 12


# ── Prints ───────────────────────────────────────────────────────────────────────────────────


def test_a_print_is_the_kept_file(printed, reader):
    answer = print_of(reader, printed)
    rendition = Rendition.objects.get(paper="A4")
    body = body_of(answer)
    assert answer.status_code == 200
    assert hashlib.sha256(body).hexdigest() == rendition.sha256
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{printed.reference}-A4.pdf"'
    assert answer["ETag"] == f'"{rendition.sha256}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_etag_stays_strong_when_the_browser_takes_gzip(printed, reader):
    answer = print_of(reader, printed, accept_encoding="gzip")
    assert answer["ETag"].startswith('"')
    assert answer["Content-Encoding"] == "identity"
    answer.close()


def test_a_print_that_the_browser_has_is_not_sent_again(printed, reader):
    etag = f'"{Rendition.objects.get(paper="F4").sha256}"'
    answer = print_of(reader, printed, "f4", if_none_match=etag)
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("paper", ["a5", "A4", "f4x"])
def test_an_unknown_paper_is_404(paper, printed, reader):
    assert print_of(reader, printed, paper).status_code == 404


def test_a_draft_and_an_outside_document_have_no_print(draft, secretary, reader):
    assert print_of(reader, draft).status_code == 404
    reader.force_login(secretary)
    assert print_of(reader, draft).status_code == 404
    outside = take_document_to(DocumentState.REGISTERED, draft, by=secretary)
    assert print_of(reader, outside).status_code == 404


def test_a_print_that_is_not_made_yet_asks_for_patience(frozen, reader):
    answer = print_of(reader, frozen)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "is being made" in answer.content.decode()
    assert not Rendition.objects.exists()


def test_a_print_whose_file_is_gone_asks_for_patience_too(frozen, reader, caplog):
    rendition = Rendition(version=frozen.versions.get(), paper="A4", layout="table", size=3)
    rendition.sha256 = "0" * 64
    rendition.file.save("gone.pdf", ContentFile(b"pdf"), save=True)
    rendition.file.storage.delete(rendition.file.name)
    assert print_of(reader, frozen).status_code == 503
    assert "recorded, but cannot be read" in caplog.text


def test_reading_a_print_leaves_no_trace(printed, secretary, reader):
    before = find_history(printed).count()
    body_of(print_of(reader, printed))
    reader.force_login(secretary)
    body_of(print_of(reader, printed))
    assert find_history(printed).count() == before


# ── List ─────────────────────────────────────────────────────────────────────────────────────


def test_the_list_counts_signatures(frozen, signatories, secretary, reader):
    sign(frozen, signatories[:1], by=secretary)
    html = reader.get("/berita-acara/").content.decode()
    assert frozen.number in html
    assert "1 of 2" in html


def test_the_list_says_what_comes_from_outside(draft, secretary, reader):
    document = take_document_to(DocumentState.REGISTERED, draft, by=secretary)
    html = reader.get("/berita-acara/").content.decode()
    assert document.reference in html
    assert "Registered from outside" in html
    assert draft.reference not in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?cari=CONTOH", True),
        ("?cari=tidak-ada", False),
        ("?jenis=berita_acara&status=final&tahun=2021", True),
        ("?jenis=nota_kesepakatan", False),
        ("?status=void", False),
    ],
)
def test_documents_are_found_by_words_and_filters(query, found, frozen, reader):
    html = reader.get(f"/berita-acara/{query}").content.decode()
    assert (f'href="{frozen.get_absolute_url()}"' in html) is found


def test_an_empty_list_leads_to_verification(db, reader):
    html = reader.get("/berita-acara/").content.decode()
    assert "No official record yet" in html
    assert 'href="/verifikasi/"' in html
