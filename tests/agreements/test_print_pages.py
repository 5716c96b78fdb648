"""The print dialog, the page of a print with its file, and the desk of a meeting's documents."""

import hashlib
import re
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from agreements.actions.printing import fail_print, request_meeting_print
from agreements.models import DocumentState, PrintJob, PrintKind
from core.jobs import LATE_AFTER
from core.models import OutboxMessage
from core.outbox import run_due
from tests.support.document_factories import make_letterhead, take_document_to
from tests.support.factories import take_meeting_to
from tests.support.printing import body_of, dialog, page
from tests.support.tools import pdfread

KEY = "6f4b1c5e-0d5e-4f3c-9d3c-2b1a7c9e0f11"


def answers(**changes):
    return {"kind": "minutes", "paper": "A4", "copies": "1", "idempotency_key": KEY, **changes}


def refused_page(client, path, data):
    answer = client.post(path, data)
    assert answer.status_code == 422
    assert not PrintJob.objects.exists()
    return answer.content.decode()


def chosen(html, name):
    """The value of the radio button that is chosen."""
    [tag] = [
        tag
        for tag in html.split("<input")[1:]
        if f'name="{name}"' in tag and " checked" in tag.partition(">")[0]
    ]
    return tag.partition('value="')[2].partition('"')[0]


# ── Asking ───────────────────────────────────────────────────────────────────────────────


def test_a_paper_is_asked_for_and_printed_from_its_page(desk, meeting, letterhead):
    asked = desk.post(dialog(meeting), answers(paper="F4", copies="2"))
    job = PrintJob.objects.get()
    assert (asked.status_code, asked["Location"]) == (302, job.get_absolute_url())
    assert "The print is being made" in page(desk, job.get_absolute_url())
    run_due()
    html = page(desk, job.get_absolute_url())
    address = f"/cetak/{job.pk}/Notulen-RPT-2021-0001-F4.pdf"
    assert f'href="{address}"' in html
    assert "paper F4, 2 copies, in its actual size (100%)" in html
    answer = desk.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="Notulen-RPT-2021-0001-F4.pdf"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"
    pdf = body_of(answer)
    assert answer["ETag"] == f'"{hashlib.sha256(pdf).hexdigest()}"'
    assert "NOTULEN" in pdfread.text(pdf)
    assert desk.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("state", "more", "kind"),
    [
        ("preparing", "", "invitation"),
        ("in_progress", "", "attendance_list"),
        ("closed", "", "minutes"),
        ("closed", "&jenis=undangan", "invitation"),
        ("preparing", "&jenis=daftar-hadir", "attendance_list_filled"),
        ("preparing", "&jenis=entah", "invitation"),
    ],
)
def test_the_dialog_suggests_what_the_meeting_needs(
    state, more, kind, desk, meeting, letterhead, facilitator
):
    take_meeting_to(state, meeting, by=facilitator)
    assert chosen(page(desk, dialog(meeting, more)), "kind") == kind


def test_paper_and_layout_are_those_of_the_letterhead(desk, draft, letterhead, secretary):
    letterhead.paper, letterhead.signature_layout = "F4", "table"
    letterhead.save()
    html = page(desk, dialog(draft))
    assert (chosen(html, "paper"), chosen(html, "layout")) == ("F4", "table")
    assert "every page says KONSEP" in html


def test_a_frozen_text_keeps_the_layout_of_its_time(desk, frozen, letterhead):
    letterhead.paper, letterhead.signature_layout = "F4", "table"
    letterhead.save()
    html = page(desk, dialog(frozen))
    assert (chosen(html, "paper"), chosen(html, "layout")) == ("A4", "two_columns")


def test_the_letterhead_is_asked_for_where_there_are_several(
    desk, meeting, letterhead, forum, secretary
):
    assert 'name="letterhead"' not in page(desk, dialog(meeting))
    other = make_letterhead(forum.inka, slug="lain", name="Surat lain (contoh)", by=secretary)
    html = page(desk, dialog(meeting))
    assert f'<option value="{letterhead.pk}" selected>' in html
    desk.post(dialog(meeting), answers(letterhead=other.pk))
    assert PrintJob.objects.get().letterhead == other


def test_the_number_of_an_invitation_is_remembered(desk, meeting, letterhead):
    given = answers(kind="invitation", number="005/17", invitation_date="2021-11-01")
    desk.post(dialog(meeting), given)
    job = PrintJob.objects.get()
    assert (job.number, job.invitation_date) == ("005/17", date(2021, 11, 1))
    html = page(desk, dialog(meeting, "&jenis=undangan"))
    assert 'value="005/17"' in html
    assert 'value="2021-11-01"' in html


def test_a_form_sent_twice_makes_one_print(desk, meeting, letterhead):
    for _again in range(2):
        answer = desk.post(dialog(meeting), answers())
    assert answer["Location"] == PrintJob.objects.get().get_absolute_url()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"paper": "A0"}, "Select a valid choice. A0 is not one of the available choices."),
        ({"paper": ""}, "This field is required."),
        ({"kind": "poster"}, "Select a valid choice. poster is not one of the available choices."),
        ({"copies": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"copies": "9" * 30}, "Ensure this value is less than or equal to 99."),
        ({"copies": "sebelas"}, "Enter a whole number."),
        ({"invitation_date": "31 Februari"}, "Enter a valid date."),
        ({"number": "x" * 101}, "Ensure this value has at most 100 characters (it has 101)."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(desk, meeting, letterhead, changes, sentence):
    html = refused_page(desk, dialog(meeting), answers(**changes))
    assert sentence in html
    for value in changes.values():
        assert value in html


def test_a_number_that_is_taken_is_said_beside_it_and_kept(desk, draft, meeting, secretary):
    take_document_to(DocumentState.FINAL, draft, by=secretary)
    html = refused_page(desk, dialog(meeting), answers(kind="invitation", number=draft.number))
    assert f"Number {draft.number} is already taken." in html
    assert f'value="{draft.number}"' in html


def test_hostile_words_are_printed_as_words(desk, meeting, letterhead):
    number = "<script>alert(1)</script> \u202e{{ 7*7 }} 🎋"
    desk.post(dialog(meeting), answers(kind="invitation", number=number))
    run_due()
    job = PrintJob.objects.get()
    html = page(desk, job.get_absolute_url())
    assert "<script>alert" not in html
    with job.pdf.open("rb") as opened:
        text = " ".join(pdfread.text(opened.read()).split())
    assert "<script>alert(1)</script> {{ 7*7 }} □" in text


def test_a_key_that_is_spoilt_is_no_error(desk, meeting, letterhead):
    assert desk.post(dialog(meeting), answers(idempotency_key="a\0b" * 50)).status_code in (
        302,
        400,
    )
    assert desk.post(dialog(meeting), answers(idempotency_key="x" * 5000)).status_code == 302


def test_without_any_letter_template_the_dialog_says_so(desk, meeting):
    page(desk, dialog(meeting))
    assert "There is no letterhead yet." in refused_page(desk, dialog(meeting), answers())


# ── Whose it is ──────────────────────────────────────────────────────────────────────────


def test_a_print_of_somebody_else_does_not_exist(reader, cast, meeting, letterhead):
    job = request_meeting_print(
        meeting=meeting, kind=PrintKind.MINUTES, paper="A4", by=cast.facilitator
    )
    run_due()
    file = f"{job.get_absolute_url()}{job.file_name}.pdf"
    for name in cast.names:
        if name not in ("anonymous", "facilitator"):
            reader.force_login(cast[name])
            assert page(reader, job.get_absolute_url(), 404)
            assert page(reader, file, 404)
            assert reader.post(job.get_absolute_url()).status_code == 404
    reader.logout()
    assert reader.get(file).status_code == 302


def test_the_papers_of_a_meeting_are_the_staffs(reader, cast, meeting, letterhead, draft):
    expected = {"inka": 403, "citizen": 404, "administrator": 403, "secretary": 200}
    for name, status in expected.items():
        reader.force_login(cast[name])
        for path in (dialog(meeting), f"{meeting.get_absolute_url()}dokumen/"):
            assert reader.get(path).status_code == status, (name, path)
        assert reader.post(dialog(meeting), answers()).status_code in {status, 302}
    assert PrintJob.objects.get().asked_by == cast.secretary
    for name in ("inka", "citizen"):
        reader.force_login(cast[name])
        assert reader.get(dialog(draft)).status_code == 404


def test_who_can_read_a_frozen_document_can_print_it(reader, cast, frozen):
    reader.force_login(cast.citizen)
    given = answers(layout="table")
    asked = reader.post(dialog(frozen), given)
    run_due()
    assert "Open the PDF and print" in page(reader, asked["Location"])


def test_ones_prints_are_listed(desk, meeting, letterhead, facilitator, secretary):
    assert "Nothing printed yet" in page(desk, "/cetak/")
    jobs = [
        request_meeting_print(meeting=meeting, kind=kind, paper="A4", by=by)
        for kind, by in (
            (PrintKind.INVITATION, facilitator),
            (PrintKind.MINUTES, facilitator),
            (PrintKind.ATTENDANCE_LIST, secretary),
        )
    ]
    fail_print(job=jobs[1], error="RenderError")
    html = page(desk, "/cetak/")
    assert [job.get_absolute_url() in html for job in jobs] == [True, True, False]
    assert ("being made" in html, "not made" in html) == (True, True)


# ── How far it is ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def job(meeting, letterhead, facilitator):
    return request_meeting_print(
        meeting=meeting, kind=PrintKind.MINUTES, paper="A4", by=facilitator
    )


def fragment(client, job):
    answer = client.get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_asks_for_itself_until_the_print_is_made(desk, job):
    whole = page(desk, job.get_absolute_url())
    assert 'data-hx-trigger="every 2s"' in whole
    assert fragment(desk, job).strip() in whole
    run_due()
    whole = page(desk, job.get_absolute_url())
    assert "data-hx-trigger" not in whole
    assert fragment(desk, job).strip() in whole


def without_keys(html):
    return [line for line in html.splitlines() if "idempotency_key" not in line]


def test_a_failure_says_what_to_do_and_is_tried_again(desk, job):
    fail_print(job=job, error="RenderError")
    html = page(desk, job.get_absolute_url())
    assert "The print could not be made" in html
    assert "RenderError" in html
    assert without_keys(fragment(desk, job).strip())[1:] != []
    answer = desk.post(job.get_absolute_url())
    assert answer["Location"] == job.get_absolute_url()
    assert "The print is being made" in page(desk, job.get_absolute_url())


def test_a_print_that_takes_too_long_can_be_asked_for_again(desk, job):
    PrintJob.objects.update(asked_at=timezone.now() - LATE_AFTER)
    html = page(desk, job.get_absolute_url())
    assert "The print takes longer than usual" in html
    assert re.search(r"Try again\s*</button>", html)
    OutboxMessage.objects.update(dead_at=timezone.now(), attempts=8)
    assert "The print could not be made" in page(desk, job.get_absolute_url())
    desk.post(job.get_absolute_url())
    run_due()
    assert "The print is ready" in page(desk, job.get_absolute_url())


def test_a_file_that_is_gone_is_told(desk, job, caplog):
    run_due()
    job.refresh_from_db()
    default_storage.delete(job.pdf.name)
    html = page(desk, f"{job.get_absolute_url()}{job.file_name}.pdf", 404)
    assert "The file is deleted" in html
    assert "Print it another way" in html
    assert "recorded, but cannot be read" in caplog.text


def test_a_forgotten_print_leads_back_to_the_dialog(desk, job):
    run_due()
    PrintJob.objects.update(pdf="")
    html = page(desk, job.get_absolute_url())
    assert "The file is deleted" in html
    assert 'href="/cetak/?rapat=RPT-2021-0001&amp;jenis=notulen"' in html
