"""After closing, a guest answers on a phone by the own link, and the facilitator settles it."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from meetings.actions.logging import log_entry
from meetings.actions.planning import close_meeting
from meetings.actions.responding import issue_minutes_links
from meetings.actions.settling import record_decision
from meetings.models import MinutesResponse
from meetings.reports.responses import select_minutes_links
from stakeholders.models import Organisation
from tests.journeys.replay.roles import Reader
from tests.support import factories

pytestmark = pytest.mark.browser


@pytest.fixture
def closed(example, db):
    """A meeting that two organisations attended, closed just now, with links to its minutes."""
    by = example.users["fasilitator"]
    meeting = factories.make_meeting(theme="Rapat evaluasi (contoh)", by=by)
    for slug in ("pt-inka", "kelurahan-taman"):
        factories.make_guest(meeting, Organisation.objects.get(slug=slug), by=by)
    meeting = factories.open_meeting(meeting, by=by)
    log_entry(meeting=meeting, text="Bazar diadakan di halaman kelurahan.", by=by)
    record_decision(meeting=meeting, title="Lokasi", text="Lokasi bazar: Taman.", by=by)
    meeting = close_meeting(meeting=meeting, by=by)
    issue_minutes_links(meeting=meeting, by=by)
    return meeting


def test_a_guest_objects_on_a_phone_and_reads_the_facilitators_answer(open_as, closed):
    link = select_minutes_links(closed).get(organisation__slug="pt-inka")
    path = reverse("meetings:respond", args=[link.token])
    with open_as("") as phone, open_as("fasilitator") as desk:
        phone.set_viewport_size({"width": 360, "height": 740})
        phone.goto(path)
        expect(phone.get_by_text("Lokasi bazar: Taman.")).to_be_visible()
        picture(phone, "hp")
        phone.get_by_label("Saya berkeberatan").check()
        phone.get_by_label("Apa yang sebaiknya berbeda?").fill("Bukan di Taman")
        Reader(phone, "phone").picture("pemangku-notulen", at="#answer-title")
        phone.get_by_role("button", name="Kirim jawaban").click()
        expect(phone.get_by_text("Terima kasih, tanggapan Anda tersimpan")).to_be_visible()
        picture(phone, "hp-terkirim")
        desk.set_viewport_size({"width": 1366, "height": 768})
        desk.goto(reverse("meetings:meeting_responses", args=[closed.reference]))
        picture(desk, "meja")
        Reader(desk, "desk").picture("fasilitator-tanggapan")
        desk.get_by_role("link", name="Putuskan").click()
        picture(desk, "putuskan")
        desk.get_by_label("Tidak diterima").check()
        desk.get_by_label("Kalimat yang dibaca pengirim").fill("Rapat memutuskan Taman.")
        desk.get_by_role("button", name="Simpan").click()
        expect(desk.get_by_text("Rapat memutuskan Taman.")).to_be_visible()
        desk.set_viewport_size({"width": 360, "height": 740})
        picture(desk, "meja-hp")
        phone.goto(path)
        expect(phone.get_by_text("Rapat memutuskan Taman.")).to_be_visible()
    assert MinutesResponse.objects.get().state == "rejected"


def picture(page, name):
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
