"""The desk of a meeting's documents: what to print next, and what was printed."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.actions.printing import request_meeting_print
from agreements.models import DocumentState, PrintJob, PrintKind, Rendition
from core.outbox import run_due
from tests.support.document_factories import make_letterhead, sign, take_document_to
from tests.support.factories import make_guest, take_meeting_to
from tests.support.printing import body_of, dialog, page

KEY = "6f4b1c5e-0d5e-4f3c-9d3c-2b1a7c9e0f11"


def desk_of(client, meeting):
    return page(client, f"{meeting.get_absolute_url()}dokumen/")


def test_the_desk_of_a_new_meeting_says_what_to_print_first(desk, meeting, letterhead):
    html = desk_of(desk, meeting)
    assert "No berita acara yet" in html
    assert f'href="/berita-acara/baru/?rapat={meeting.reference}"' in html
    assert html.count("due now") == 2
    assert "marked KONSEP until the meeting is closed" in html


def test_the_desk_says_what_was_printed_and_by_whom(desk, meeting, letterhead, facilitator):
    request_meeting_print(meeting=meeting, kind=PrintKind.INVITATION, paper="F4", by=facilitator)
    run_due()
    html = desk_of(desk, meeting)
    assert "F4, Fasilitator (contoh)" in html
    assert html.count("due now") == 1


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("draft", "Complete the draft; then the secretariat numbers and freezes it."),
        ("final", "Print it, have it signed, then record the signatures on the paper."),
        ("partly_signed", "1 of 2 have signed; record the others once they have signed."),
        ("in_force", "Signed by 2 of 2; nothing is left to do."),
        ("void", "No longer valid: Salah ketik"),
    ],
)
def test_the_desk_says_what_comes_next(state, sentence, desk, draft, secretary):
    document = take_document_to(DocumentState(state), draft, by=secretary)
    html = desk_of(desk, document.meeting)
    assert sentence in html
    assert f'href="{document.get_absolute_url()}"' in html
    assert f'href="/cetak/?dokumen={document.reference}"' in html


def test_nothing_is_drafted_for_a_cancelled_meeting(desk, meeting, letterhead, facilitator):
    take_meeting_to("cancelled", meeting, by=facilitator)
    html = desk_of(desk, meeting)
    assert "/berita-acara/baru/" not in html
    assert "The meeting was cancelled, so there is nothing to be signed." in html


def test_no_page_of_printing_asks_more_for_more(desk, frozen, signatories, secretary, forum, cast):
    """Twelve queries at most, also with many prints, guests and letterheads."""
    meeting = frozen.meeting
    sign(frozen, signatories, by=secretary)
    run_due()
    paths = [dialog(frozen), dialog(meeting), "/cetak/", f"{meeting.get_absolute_url()}dokumen/"]

    def costs():
        found = {}
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                page(desk, path)
            found[path] = len(queries)
        return found

    before = costs()
    make_letterhead(forum.inka, slug="lain", by=secretary)
    for number in range(5):
        make_guest(meeting, forum.outside, position=f"Wakil {number}", by=secretary)
        PrintJob.objects.create(kind="minutes", meeting=meeting, asked_by=cast.facilitator)
        PrintJob.objects.create(kind="document", document=frozen, asked_by=cast.facilitator)
    PrintJob.objects.update(made_at=timezone.now())
    after = costs()
    assert max(after.values()) <= 10
    after[dialog(meeting)] -= 1  # the letterheads, shown only where there are several
    assert after == before


def test_the_kept_print_stays_where_it_was(reader, frozen):
    """What is printed on paper since: the public address needs no account and no dialog."""
    run_due()
    answer = reader.get(f"{frozen.get_absolute_url()}a4.pdf")
    assert hashlib.sha256(body_of(answer)).hexdigest() == Rendition.objects.get(paper="A4").sha256
