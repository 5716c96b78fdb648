"""Photos and slides of a meeting: who sees them and when, and what is left in the stored bytes."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.optimistic_lock import Conflict
from files.images import MAX_BYTES
from meetings.actions.attaching import attach_files, edit_attachment, remove_attachment
from meetings.actions.planning import cancel_meeting
from meetings.models import MOST_ATTACHMENTS, Attachment, AttachmentKind
from tests.support import factories
from tests.support.attachments import (
    GPS,
    PHONE,
    attach_photo,
    check_photo,
    make_photo,
    make_slides,
)
from tests.support.expect import refused, told

pytestmark = pytest.mark.django_db
HEIC_PHOTO = b"\0\0\0\x18ftypheic" + b"\0" * 100


def page_of(meeting):
    return reverse("meetings:meeting_attachments", args=[meeting.reference])


def url_of(attachment, name="file"):
    return reverse(
        f"meetings:attachment_{name}", args=[attachment.meeting.reference, attachment.pk]
    )


def add(client, meeting, *files, caption="Papan tulis"):
    path = reverse("meetings:attachment_add", args=[meeting.reference])
    return client.post(path, {"files": files, "caption": caption})


def read(answer):
    return b"".join(answer.streaming_content)


def read_stored(file):
    with file.open() as opened:
        return opened.read()


# ── Adding ───────────────────────────────────────────────────────────────────────────────────


def test_a_photo_and_slides_are_added_at_once_and_the_location_is_gone(staff, held, facilitator):
    answer = add(staff, held, make_photo(orientation=6), make_slides())
    assert answer["Location"] == page_of(held)
    photo, slides = held.attachments.order_by("kind")
    assert (photo.kind, slides.kind) == (AttachmentKind.PHOTO, AttachmentKind.SLIDES)
    assert (photo.width, photo.height) == (800, 1200)  # upright, as the phone held it
    assert slides.pages == 3
    assert photo.added_by == facilitator
    for file in (photo.file, photo.thumbnail):
        content = read_stored(file)
        picture = Image.open(io.BytesIO(content))
        assert not picture.getexif()
        assert not picture.getexif().get_ifd(GPS)
        assert PHONE.encode() not in content
        assert b"Exif" not in content
    assert told(held)[-1] == "Photos and slides were added (2): “Papan tulis”"
    html = staff.get(page_of(held)).content.decode()
    assert f'src="{url_of(photo, "thumbnail")}"' in html
    assert "3 pages" in html
    assert str(facilitator) in html


def test_the_same_form_sent_twice_adds_once(staff, held):
    path = reverse("meetings:attachment_add", args=[held.reference])
    key = "7b0b5a0e-4f8e-4a55-9a0d-0e5f3c0f6c11"
    for _time in range(2):
        data = {"files": make_photo(), "caption": "Papan", "idempotency_key": key}
        assert staff.post(path, data).status_code == 302
    assert held.attachments.count() == 1


def test_slides_are_saved_as_a_file_and_are_what_was_uploaded(staff, held):
    add(staff, held, make_slides(pages=2))
    answer = staff.get(url_of(held.attachments.get()))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert read(answer) == make_slides(pages=2).read()


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (lambda: SimpleUploadedFile("foto.heic", HEIC_PHOTO), "on an iPhone choose “Most"),
        (lambda: SimpleUploadedFile("foto.heic", HEIC_PHOTO), "on Android switch off HEIF"),
        (lambda: SimpleUploadedFile("a.txt", b"halo"), "not a picture that can be read"),
        (lambda: SimpleUploadedFile("a.pdf", b"%PDF-1.7\nrusak"), "is damaged"),
        (lambda: make_slides(pages=301), "more than 300 pages"),
        (
            lambda: SimpleUploadedFile("besar.jpg", b"\xff\xd8\xff" + b"0" * MAX_BYTES),
            "larger than 15 MB",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name_and_nothing_of_it_is_kept(
    staff, held, upload, sentence
):
    refusing = upload()
    answer = add(staff, held, make_photo(), refusing)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert sentence in html
    assert f"{refusing.name}: " in html
    assert "None of the files was added; choose the others again." in html
    assert 'value="Papan tulis"' in html
    assert not held.attachments.exists()


def test_files_that_are_too_large_together_are_told_so_once(staff, held, settings):
    settings.MOST_UPLOADED = 2_000
    html = add(staff, held, make_photo(), make_photo(colour="blue")).content.decode()
    assert html.count("Together the files are too large. Add them one by one.") == 2
    assert 'value="Papan tulis"' in html
    assert not held.attachments.exists()


def test_a_form_without_a_file_says_so(staff, held):
    assert add(staff, held).status_code == 422


def test_no_more_than_ten_at_once(staff, held):
    answer = add(staff, held, *(make_photo(colour=(n, 0, 0)) for n in range(11)))
    assert "At most 10 files at once" in answer.content.decode()


def test_a_file_is_attached_once_unless_it_was_removed(held, facilitator, english):
    photo = attach_photo(held, by=facilitator)
    with refused("One of these files is attached already; leave it out.", field="files"):
        attach_photo(held, by=facilitator)
    remove_attachment(attachment=photo, reason="Buram", by=facilitator)
    attach_photo(held, by=facilitator)


def test_a_meeting_has_a_limit(held, facilitator, english):
    attach_photo(held, by=facilitator)
    Attachment.objects.bulk_create(
        Attachment(
            meeting=held, kind="photo", caption="x", sha256=str(n), size=1, width=1, height=1
        )
        for n in range(MOST_ATTACHMENTS - 1)
    )
    with refused(
        "A meeting has at most 40 photos and slides; it has 40 already.",
        field="files",
        code="many",
    ):
        attach_photo(held, by=facilitator, colour="blue")


def test_nothing_is_attached_to_a_cancelled_meeting(meeting, facilitator, english):
    cancelled = cancel_meeting(meeting=meeting, reason="Banjir", by=facilitator)
    with refused("The meeting was cancelled, so nothing can be attached to it."):
        attach_files(meeting=cancelled, files=[check_photo()], caption="x", by=facilitator)


# ── Private until the meeting is published ───────────────────────────────────────────────────


def test_strangers_see_nothing_before_the_meeting_is_published(client, held, facilitator):
    photo = attach_photo(held, by=facilitator)
    for path in (page_of(held), url_of(photo), url_of(photo, "thumbnail")):
        assert client.get(path).status_code == 404


def test_who_is_invited_sees_the_meeting_but_no_photo_before(client, held, facilitator, cast):
    photo = attach_photo(held, by=facilitator)
    client.force_login(cast.inka)
    html = client.get(page_of(held)).content.decode()
    assert "img" not in html.partition("<main")[2].partition("</main>")[0]
    assert url_of(photo) not in client.get(held.get_absolute_url()).content.decode()
    for name in ("file", "thumbnail"):
        assert client.get(url_of(photo, name)).status_code == 404


def test_no_address_of_the_storage_leads_to_a_file(client, held, facilitator):
    photo = attach_photo(held, by=facilitator)
    for root in ("/media/", "/static/", "/"):
        assert client.get(f"{root}{photo.file.name}").status_code == 404


def test_everybody_sees_them_with_the_published_meeting(reader, published, facilitator):
    photo = attach_photo(published, by=facilitator)
    html = reader.get(published.get_absolute_url()).content.decode()
    assert f'src="{url_of(photo, "thumbnail")}"' in html
    assert 'alt="Papan tulis"' in html
    page = reader.get(page_of(published)).content.decode()
    assert url_of(photo) in page
    for private in (str(facilitator), facilitator.email, 'type="file"', url_of(photo, "remove")):
        assert private not in page
    answer = reader.get(url_of(photo))
    assert answer["Content-Type"] == "image/jpeg"
    assert "private" in answer["Cache-Control"]
    assert read(answer) == read_stored(photo.file)


def test_only_staff_adds_changes_and_removes(client, published, facilitator, cast):
    photo = attach_photo(published, by=facilitator)
    client.force_login(cast.inka)
    assert add(client, published, make_photo(colour="blue")).status_code == 403
    for name in ("edit", "remove"):
        assert client.get(url_of(photo, name)).status_code == 403


def test_a_photo_is_found_in_its_own_meeting_only(staff, held, facilitator):
    photo = attach_photo(held, by=facilitator)
    other = factories.make_meeting(by=facilitator)
    path = reverse("meetings:attachment_file", args=[other.reference, photo.pk])
    assert staff.get(path).status_code == 404


def test_the_page_of_a_meeting_shows_eight_photos_and_leads_to_the_others(
    reader, published, facilitator
):
    for number in range(9):
        attach_photo(published, by=facilitator, colour=(number * 20, 90, 90))
    html = reader.get(published.get_absolute_url()).content.decode()
    assert html.count("/kecil/") == 8
    assert "All 9 photos and slides" in html
    assert reader.get(page_of(published)).content.decode().count("/kecil/") == 9


def test_the_room_leads_to_them(staff, held):
    html = staff.get(reverse("meetings:meeting_room", args=[held.reference])).content.decode()
    assert page_of(held) in html


# ── Changing and removing ────────────────────────────────────────────────────────────────────


def test_a_caption_is_changed_and_two_editors_see_a_conflict(staff, held, facilitator):
    photo = attach_photo(held, by=facilitator)
    form = {"caption": "Papan, sesi 2", "revision": 1}
    assert staff.post(url_of(photo, "edit"), form)["Location"] == page_of(held)
    photo.refresh_from_db()
    assert photo.caption == "Papan, sesi 2"
    assert told(held)[-1].endswith("“Papan, sesi 2”")
    with pytest.raises(Conflict):
        edit_attachment(attachment=photo, seen_revision=1, caption="Lain", by=facilitator)
    answer = staff.post(url_of(photo, "edit"), form | {"caption": "Lain"})
    assert answer.status_code == 422
    assert "Papan, sesi 2" in answer.content.decode()


def test_a_photo_is_removed_with_a_reason_that_the_history_keeps(
    staff, held, facilitator, django_capture_on_commit_callbacks
):
    photo = attach_photo(held, by=facilitator)
    names = (photo.file.name, photo.thumbnail.name)
    assert staff.post(url_of(photo, "remove"), {"reason": " "}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        answer = staff.post(url_of(photo, "remove"), {"reason": "Ada anak di foto"})
    assert answer["Location"] == page_of(held)
    assert not any(default_storage.exists(name) for name in names)
    photo.refresh_from_db()
    assert (photo.removed_by, photo.removal_reason) == (facilitator, "Ada anak di foto")
    assert told(held)[-1] == "“Papan tulis” (Photo) was removed. Reason: Ada anak di foto"
    for name in ("file", "thumbnail", "edit", "remove"):
        assert staff.get(url_of(photo, name)).status_code == 404


def test_what_was_removed_is_not_changed_again(held, facilitator, english):
    photo = attach_photo(held, by=facilitator)
    remove_attachment(attachment=photo, reason="Buram", by=facilitator)
    with refused("This was removed already.", code="removed"):
        remove_attachment(attachment=photo, reason="Buram", by=facilitator)
