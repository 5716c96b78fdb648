"""A photo is chosen on a phone, made smaller there, kept without its location, and published."""

import io
import os
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from meetings.actions.attaching import attach_files
from meetings.actions.planning import close_meeting, publish_meeting
from meetings.forms.attaching import PHOTO_PIXELS
from stakeholders.models import Organisation
from tests.support import factories
from tests.support.attachments import GPS, check_photo, make_photo, make_slides
from tests.support.tools.browser import PHONE

pytestmark = pytest.mark.browser

# Upright, but as a phone stores it: lying, with a note that it is to be turned.
STORED = (3200, 2400)
TURNED_RIGHT = 6
LAPTOP = (1366, 768)


@pytest.fixture
def running(example, db):
    """A meeting that has begun."""
    by = example.users["fasilitator"]
    meeting = factories.make_meeting(theme="Rapat evaluasi lapak (contoh)", by=by)
    factories.make_guest(meeting, Organisation.objects.get(slug="pt-inka"), by=by)
    return factories.open_meeting(meeting, by=by)


def chosen(upload):
    return {"name": upload.name, "mimeType": upload.content_type, "buffer": upload.read()}


def draw_noisy_photo():
    """A photo that is as hard to compress as a real one, half of it red."""
    out = io.BytesIO()
    picture = Image.effect_noise(STORED, 90).convert("RGB")
    picture.paste("red", (0, 0, STORED[0] // 2, STORED[1]))
    plain = make_photo(orientation=TURNED_RIGHT)
    picture.save(out, "JPEG", quality=95, exif=Image.open(plain).getexif())
    return {"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def page_of(meeting):
    return reverse("meetings:meeting_attachments", args=[meeting.reference])


def test_a_photo_from_a_phone_is_made_smaller_and_loses_its_location(open_as, running, example):
    photo = draw_noisy_photo()
    sent = []

    def note(request):
        if request.url.endswith("/tambah/"):
            sent.append(int(request.header_value("content-length")))

    with open_as("fasilitator", size=PHONE) as phone:
        phone.on("requestfinished", note)
        phone.goto(reverse("meetings:meeting_room", args=[running.reference]))
        phone.get_by_role("link", name="Foto dan paparan").click()
        picture(phone, "kosong-hp")
        phone.get_by_label("Foto, atau paparan sebagai PDF").set_input_files(
            [photo, chosen(make_slides())]
        )
        phone.get_by_label("Keterangan").fill("Papan tulis sesi pertama")
        expect(phone.get_by_text("Diperkecil sebelum dikirim")).to_be_visible()
        picture(phone, "terpilih-hp")
        phone.get_by_role("button", name="Tambah").click()
        expect(phone.get_by_role("img", name="Papan tulis sesi pertama")).to_be_visible()
        picture(phone, "tersimpan-hp")
    [weight] = sent
    assert weight < len(photo["buffer"]) / 2
    kept, slides = running.attachments.order_by("kind")
    assert slides.pages == 3
    with kept.file.open() as file:
        stored = Image.open(io.BytesIO(file.read()))
    assert not stored.getexif().get_ifd(GPS)
    assert (stored.width, stored.height) == (PHOTO_PIXELS * 3 // 4, PHOTO_PIXELS)
    # Turned once, neither twice nor not at all: the left half of what was stored is above.
    assert stored.getpixel((stored.width // 2, 50))[0] > 200
    red, green, blue = stored.getpixel((stored.width // 2, 50))
    assert red > 200
    assert max(green, blue) < 80


def test_without_javascript_the_photo_is_sent_as_it_is(open_as, running):
    with open_as("fasilitator", javascript=False) as page:
        page.goto(page_of(running))
        page.get_by_label("Foto, atau paparan sebagai PDF").set_input_files(chosen(make_photo()))
        page.get_by_label("Keterangan").fill("Papan tulis")
        page.get_by_role("button", name="Tambah").click()
        expect(page.get_by_role("img", name="Papan tulis")).to_be_visible()
    with running.attachments.get().file.open() as file:
        assert not Image.open(io.BytesIO(file.read())).getexif()


def test_a_visitor_sees_them_once_the_meeting_is_published(open_as, running, example):
    by = example.users["fasilitator"]
    for number, colour in enumerate(("teal", "peru", "navy"), start=1):
        photos = [check_photo(make_photo(colour=colour))]
        attach_files(meeting=running, files=photos, caption=f"Suasana sesi {number}", by=by)
    with open_as("", size=PHONE) as phone, open_as("fasilitator", size=LAPTOP) as desk:
        assert phone.goto(page_of(running)).status == 404
        publish_meeting(meeting=close_meeting(meeting=running, by=by), by=by)
        phone.goto(running.get_absolute_url())
        phone.get_by_role("img", name="Suasana sesi 1").scroll_into_view_if_needed()
        picture(phone, "terbit-hp")
        opened = phone.get_by_role("link", name="Suasana sesi 1").get_attribute("href")
        assert phone.request.get(opened).headers["content-type"] == "image/jpeg"
        phone.goto(page_of(running))
        picture(phone, "semua-hp")
        desk.goto(page_of(running))
        picture(desk, "meja")
        desk.get_by_role("link", name="Hapus Suasana sesi 2").click()
        desk.get_by_label("Alasan").fill("Wajah anak terlihat")
        picture(desk, "hapus")
        desk.get_by_role("button", name="Hapus").click()
        expect(desk.get_by_role("img", name="Suasana sesi 2")).to_have_count(0)
        expect(desk.get_by_role("img", name="Suasana sesi 3")).to_be_visible()


def picture(page, name):
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
