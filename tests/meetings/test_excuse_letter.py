"""The letter of an excuse: who opens it, what is refused, and when it is deleted."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from files.images import MAX_BYTES
from meetings.actions.attending import mark_attendance
from meetings.actions.planning import close_meeting, publish_meeting
from meetings.exports import build_participants_export
from meetings.models import Participant
from tests.support import factories
from tests.support.attachments import PHONE, make_photo, make_slides
from tests.support.expect import stopped_by_the_database, told
from tests.support.letters import check_letter, excuse_with_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(meeting):
    return meeting.participants.get(organisation__slug="inka")


def row_of(guest, query=""):
    return reverse("meetings:attendance_mark", args=[guest.meeting.reference, guest.pk]) + query


def letter_of(guest):
    return reverse("meetings:attendance_letter", args=[guest.meeting.reference, guest.pk])


def excuse(client, guest, letter=None, *, excuse="Rawat inap", htmx=True, **more):
    data = {"attendance": "excused", "excuse": excuse, "revision": guest.revision, **more}
    if letter is not None:
        data["excuse_letter"] = letter
    answer = client.post(row_of(guest), data, headers={"HX-Request": "true"} if htmx else {})
    guest.refresh_from_db()
    return answer


def read(answer):
    return b"".join(answer.streaming_content)


# ── Kept, and opened by the staff ────────────────────────────────────────────────────────────


def test_a_photographed_letter_goes_with_the_reason_and_tells_nothing_of_the_phone(
    staff, guest, meeting
):
    html = excuse(staff, guest, make_photo("surat.jpg")).content.decode()
    assert f'href="{letter_of(guest)}"' in html
    assert (guest.attendance, guest.excuse) == ("excused", "Rawat inap")
    assert told(meeting)[-2:] == [
        "Wakil INKA (contoh): Excused.",
        "The letter of excuse of Wakil INKA (contoh) was added.",
    ]
    answer = staff.get(letter_of(guest))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, no-store"
    content = read(answer)
    assert not Image.open(io.BytesIO(content)).getexif()
    assert PHONE.encode() not in content


def test_a_letter_as_pdf_is_saved_as_it_was(staff, guest):
    excuse(staff, guest, make_slides("surat.pdf", pages=2))
    answer = staff.get(letter_of(guest))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert read(answer) == make_slides(pages=2).read()


def test_without_script_the_same_form_is_a_page(staff, guest, meeting):
    html = staff.get(row_of(guest, "?tanda=excused")).content.decode()
    assert 'enctype="multipart/form-data"' in html
    assert 'name="removes_letter"' not in html
    answer = excuse(staff, guest, make_photo(), htmx=False)
    assert (answer.status_code, bool(guest.excuse_letter)) == (302, True)
    for query in ("?tanda=late", "?tanda=represented"):
        assert 'type="file"' not in staff.get(row_of(guest, query)).content.decode()


def test_the_reason_alone_is_enough_and_a_letter_follows_later(staff, guest, meeting):
    excuse(staff, guest)
    assert not guest.excuse_letter
    assert staff.get(letter_of(guest)).status_code == 404
    excuse(staff, guest, make_photo())
    assert default_storage.exists(guest.excuse_letter.name)


def test_the_same_form_sent_twice_keeps_one_letter(staff, guest, meeting):
    seen = guest.revision
    excuse(staff, guest, make_photo())
    name = guest.excuse_letter.name
    answer = excuse(staff, guest, make_photo(), revision=seen)
    assert (answer.status_code, guest.excuse_letter.name, guest.revision) == (200, name, seen + 1)
    assert sum("letter of excuse" in line for line in told(meeting)) == 1


# ── Replaced, deleted ────────────────────────────────────────────────────────────────────────


def test_another_letter_replaces_it_and_the_reason_alone_leaves_it(
    staff, guest, meeting, django_capture_on_commit_callbacks
):
    excuse(staff, guest, make_photo())
    first = guest.excuse_letter.name
    with django_capture_on_commit_callbacks(execute=True):
        excuse(staff, guest, excuse="Rawat inap sampai Jumat")
    assert (guest.excuse_letter.name, default_storage.exists(first)) == (first, True)
    html = staff.get(row_of(guest, "?tanda=excused")).content.decode()
    assert 'name="removes_letter"' in html
    with django_capture_on_commit_callbacks(execute=True):
        excuse(staff, guest, make_photo(colour="navy"))
    assert default_storage.exists(guest.excuse_letter.name)
    assert not default_storage.exists(first)
    assert told(meeting)[-1] == "The letter of excuse of Wakil INKA (contoh) was replaced."


def test_it_is_deleted_by_itself_and_can_be_added_again(
    staff, guest, meeting, django_capture_on_commit_callbacks
):
    excuse(staff, guest, make_photo())
    first = guest.excuse_letter.name
    with django_capture_on_commit_callbacks(execute=True):
        excuse(staff, guest, removes_letter="on")
    assert (guest.attendance, guest.excuse_letter.name) == ("excused", "")
    assert not default_storage.exists(first)
    assert staff.get(letter_of(guest)).status_code == 404
    assert told(meeting)[-1] == "The letter of excuse of Wakil INKA (contoh) was deleted."
    excuse(staff, guest, make_photo())
    assert guest.excuse_letter.name != first
    assert default_storage.exists(guest.excuse_letter.name)


@pytest.mark.parametrize("attendance", ["present", "absent", "unmarked"])
def test_it_is_deleted_with_the_mark_as_the_reason_is(
    guest, meeting, facilitator, english, attendance, django_capture_on_commit_callbacks
):
    guest = excuse_with_letter(guest, by=facilitator)
    name = guest.excuse_letter.name
    with django_capture_on_commit_callbacks(execute=True):
        guest = mark_attendance(participant=guest, attendance=attendance, by=facilitator)
    assert (guest.excuse, guest.excuse_letter.name) == ("", "")
    assert not default_storage.exists(name)
    assert told(meeting)[-1] == "The letter of excuse of Wakil INKA (contoh) was deleted."


@pytest.mark.both_databases
def test_the_database_keeps_no_letter_of_somebody_who_came(guest):
    with stopped_by_the_database():
        Participant.objects.filter(pk=guest.pk).update(excuse_letter="excuse-letters/1-1-x.pdf")


# ── Refused, with the reason kept ────────────────────────────────────────────────────────────


def make_bomb():
    """A PNG of some kilobytes that would fill the memory when it is opened."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("surat.jpg", b"\xff\xd8\xff" + b"0" * 20_000_000, "larger than 15 MB"),
        ("surat.pdf", b"%PDF-1.7\n" + b"0" * MAX_BYTES, "larger than 15 MB"),
        ("surat.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not a picture"),
        ("surat.png", make_bomb(), "too many pixels"),
        ("surat.heic", b"\0\0\0\x18ftypheic" + b"\0" * 100, "on an iPhone choose “Most"),
        ("surat.pdf", b"%PDF-1.7\nrusak", "is damaged"),
        ("surat.docx", b"PK\x03\x04" + b"\0" * 100, "not a picture"),
        ("surat.jpg", b"", "The submitted file is empty."),
    ],
    ids=["large photo", "large PDF", "SVG", "bomb", "HEIC", "broken PDF", "Word", "empty"],
)
def test_what_cannot_be_kept_is_told_beside_the_field_and_the_reason_stays(
    staff, guest, name, content, sentence
):
    answer = excuse(staff, guest, SimpleUploadedFile(name, content))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html.partition('id="id_excuse_letter_error"')[2]
    assert 'value="Rawat inap"' in html
    assert (guest.attendance, guest.excuse_letter.name) == ("unmarked", "")


def test_a_request_that_is_too_large_keeps_the_reason(staff, guest, settings):
    settings.MOST_UPLOADED = 1_000_000
    answer = excuse(staff, guest, SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + b"0" * 20_000_000))
    html = answer.content.decode()
    assert "larger than 15 MB" in html
    assert 'value="Rawat inap"' in html


def test_a_form_without_a_reason_says_that_the_letter_must_be_chosen_again(staff, guest):
    answer = excuse(staff, guest, make_photo(), excuse="  ")
    assert answer.status_code == 422
    assert "Choose the letter again: it was not kept." in answer.content.decode()


def test_two_editors_compare_and_the_letter_is_chosen_again(staff, guest, secretary):
    seen = guest.revision
    excuse_with_letter(Participant.objects.get(pk=guest.pk), by=secretary, excuse="Sakit")
    answer = excuse(staff, guest, make_photo(colour="navy"), revision=seen)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Saved meanwhile by Sekretaris (contoh)" in html
    assert "Choose the letter again: it was not kept." in html
    assert ".jpg" not in html
    assert guest.excuse == "Sakit"
    answer = excuse(staff, guest, excuse="Rawat inap")
    assert (guest.excuse, bool(guest.excuse_letter)) == ("Rawat inap", True)


# ── Seen by the staff alone ──────────────────────────────────────────────────────────────────


def test_nobody_else_opens_it_at_any_state_of_the_meeting(
    guest, meeting, forum, cast, facilitator, secretary
):
    other = factories.make_guest(meeting, forum.forpemma, by=facilitator)
    meeting = factories.open_meeting(meeting, by=facilitator)
    other = excuse_with_letter(Participant.objects.get(pk=other.pk), by=facilitator)
    for _state in ("open", "published"):
        may = cast.who(lambda user: open_as(user, other) == 200)
        assert may == {"facilitator", "secretary"}
        assert {open_as(user, other) for user in (cast.inka, cast.administrator)} == {404}
        assert Client().get(letter_of(other)).status_code == 302
        if not meeting.published_at:
            meeting = publish_meeting(
                meeting=close_meeting(meeting=meeting, by=facilitator), by=facilitator
            )


def open_as(user, guest):
    client = Client()
    if user.pk:
        client.force_login(user)
    answer = client.get(letter_of(guest))
    if answer.streaming:
        read(answer)
    return answer.status_code


def test_a_letter_is_found_in_its_own_meeting_only(staff, guest, facilitator):
    excuse_with_letter(guest, by=facilitator)
    other = factories.make_meeting(by=facilitator)
    path = reverse("meetings:attendance_letter", args=[other.reference, guest.pk])
    assert staff.get(path).status_code == 404


def test_no_page_paper_or_export_mentions_it(staff, guest, meeting, facilitator, english):
    guest = excuse_with_letter(guest, by=facilitator)
    name = guest.excuse_letter.name
    export = build_participants_export(meeting, facilitator)
    cells = [cell for row in export.rows for cell in export.get_cells(row)]
    assert not [each for each in [*export.headers, *cells] if "letter" in str(each).lower()]
    html = staff.get(meeting.get_absolute_url()).content.decode()
    assert letter_of(guest) not in html
    for root in ("/media/", "/static/", "/"):
        assert staff.get(f"{root}{name}").status_code == 404


def test_a_letter_is_stored_in_place_of_what_a_failed_save_left_behind(guest, facilitator):
    left = f"excuse-letters/{guest.pk}-{guest.revision}-{check_letter().sha256}.jpg"
    default_storage.save(left, check_letter().file)
    guest = excuse_with_letter(guest, by=facilitator)
    assert guest.excuse_letter.name == left
    with default_storage.open(left) as stored:
        assert stored.read() == check_letter().file.read()
