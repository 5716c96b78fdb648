"""Pages on paper, and pictures of the main pages for people, in var/screenshots/."""

from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import expect

from tests.support.tools.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser

FOLDER = settings.BASE_DIR / "var" / "screenshots"


def colours(picture):
    """Returns how many different colours a picture has; a blank one has one."""
    with Image.open(BytesIO(picture)) as image:
        return len(image.convert("RGB").getcolors(maxcolors=1 << 24) or ())


def test_a_printed_meeting_has_no_navigation(open_as, example):
    with open_as("fasilitator") as page:
        page.goto(example.meeting.get_absolute_url())
        page.emulate_media(media="print")
        for part in (".site-nav", ".bottom-bar", ".site-tools", ".skip", ".breadcrumb", "footer"):
            expect(page.locator(part).first).to_be_hidden()
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("#participants tbody tr").last).to_be_visible()
        assert colours(page.screenshot()) > 10


def test_the_main_pages_are_pictured(open_as, example):
    FOLDER.mkdir(parents=True, exist_ok=True)
    paths = {
        "beranda": "/",
        "parapihak": "/parapihak/",
        "kelurahan": "/kelurahan/35.77.03.1009/",
        "rapat": example.meeting.get_absolute_url(),
        "komitmen": "/komitmen/",
        "satu-komitmen": "/komitmen/KOM-2021-0009/",
        "berita-acara": example.document.get_absolute_url(),
        "verifikasi": f"/verifikasi/{example.document.verification_code}/",
        "masuk": "/akun/masuk/",
    }
    for device, size in (("ponsel", PHONE), ("meja", DESKTOP)):
        with open_as(size=size) as page:
            for name, path in paths.items():
                page.goto(path)
                picture = page.screenshot(path=FOLDER / f"{name}-{device}.png")
                assert colours(picture) > 10, path
