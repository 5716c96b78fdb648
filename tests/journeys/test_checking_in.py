"""Guests check in on their phones, without an account, while the staff watches the list."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from meetings.actions.attending import invite
from stakeholders.actions.links import issue_link
from stakeholders.models import LinkPurpose, Organisation
from tests.journeys.replay.roles import Reader
from tests.support import factories

pytestmark = pytest.mark.browser

PHONE = (360, 740)
PICTURES = os.environ.get("CHECK_IN_PICTURES", "")


def take_picture(page, name):
    """Keeps a picture of the page, if somebody wants to look at them."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


@pytest.fixture
def running(example, db):
    """A meeting that has begun; three are invited and nobody is marked."""
    by = example.users["fasilitator"]
    meeting = factories.make_meeting(theme="Rapat evaluasi (contoh)", by=by)
    for slug in ("pt-inka", "kelurahan-taman", "forpemma"):
        factories.make_guest(meeting, Organisation.objects.get(slug=slug), by=by)
    return factories.open_meeting(meeting, by=by, present=False)


@pytest.fixture
def door(running, example):
    """The address behind the QR code of its room."""
    link = issue_link(
        purpose=LinkPurpose.CHECK_IN,
        target=running,
        expires_at=timezone.now() + timedelta(days=1),
        by=example.users["fasilitator"],
    )
    return reverse("meetings:check_in", args=[link.token])


def mark_of(guest):
    guest.refresh_from_db()
    return (guest.attendance, guest.mark_source, guest.is_online)


def test_guests_check_in_with_two_taps_and_several_on_one_phone(open_as, running, door):
    first, second, _third = running.participants.select_related("person", "organisation")
    with open_as(size=PHONE) as page:
        # A phone whose clock is a year behind: only the server's clock counts.
        page.clock.set_fixed_time(timezone.now() - timedelta(days=365))
        page.goto(door)
        take_picture(page, "phone-empty")
        expect(page.locator(".found")).to_have_count(0)
        page.locator("#cari").fill(str(first)[:2])
        page.locator("#cari").press_sequentially(str(first)[2:5])
        row = page.locator(".found li", has_text=str(first)).first
        expect(row).to_be_visible()
        take_picture(page, "phone-found")
        Reader(page, "phone").picture("pemangku-hadir")
        row.get_by_role("button", name="Saya hadir").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Anda tercatat hadir")
        take_picture(page, "phone-own")
        page.locator("#id_initials").fill("RH")
        page.get_by_role("button", name="Simpan").click()
        expect(page.locator(".notice-done")).to_be_visible()
        page.get_by_role("link", name="Catat orang lain dari ponsel ini").click()
        page.locator("#cari").fill(second.organisation.name[:6])
        page.locator(".found li", has_text=str(second)).first.get_by_role(
            "button", name="Daring"
        ).click()
        expect(page.locator(".checked-in")).to_contain_text("daring")
    assert mark_of(first) == ("present", "check_in", False)
    assert mark_of(second) == ("present", "check_in", True)
    assert first.initials == "RH"


def test_without_script_a_guest_who_is_not_on_the_list_is_added(open_as, running, door):
    with open_as(size=PHONE, javascript=False) as page:
        page.goto(door)
        page.locator("#cari").fill("Tamu Baru")
        page.get_by_role("button", name="Cari", exact=True).click()
        expect(page.locator("#found")).to_contain_text("Tidak ada nama seperti itu di daftar.")
        page.get_by_role("link", name="Nama saya tidak ada").click()
        expect(page.locator("#id_name")).to_have_value("Tamu Baru")
        page.locator("#id_name").fill("Tamu Baru 🎋")
        page.locator("#id_organisation").fill("PT INKA")
        take_picture(page, "phone-walk-in")
        page.get_by_role("button", name="Saya hadir").click()
        expect(page.locator("#errors")).to_contain_text("Tulis dengan huruf saja")
        expect(page.locator("#id_organisation")).to_have_value("PT INKA")
        page.locator("#id_name").fill("Tamu Baru")
        page.get_by_role("button", name="Saya hadir").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Anda tercatat hadir")
        # The own link undoes it, and it ends.
        own = page.url
        page.get_by_role("button", name="Bukan saya: batalkan").click()
        expect(page.locator("#cari")).to_be_visible()
        page.goto(own)
        expect(page.get_by_role("heading", level=1)).to_have_text("Tautan ini tidak berlaku")
    assert not running.participants.attending().exists()


def test_the_staff_sees_the_guests_and_marks_the_rest(open_as, running, door):
    guest = running.participants.select_related("person").first()
    with open_as(size=PHONE) as phone:
        phone.goto(f"{door}?cari={str(guest)[:6]}")
        phone.locator(".found li").first.get_by_role("button", name="Saya hadir").click()
        expect(phone.get_by_role("heading", level=1)).to_have_text("Anda tercatat hadir")
    with open_as("fasilitator") as page:
        page.goto(reverse("meetings:attendance_qr", args=[running.reference]))
        take_picture(page, "desk-qr")
        page.get_by_role("link", name="Tampilkan besar atau cetak (A4)").click()
        expect(page.locator(".wall .qr-image svg")).to_be_visible()
        take_picture(page, "desk-poster")
        page.goto(reverse("meetings:meeting_attendance", args=[running.reference]))
        expect(page.locator(".attendees")).to_contain_text("lewat check-in mandiri")
        page.get_by_role("button", name="Sisanya hadir (2)").click()
        expect(page.locator("#counts .marks-present")).to_contain_text("3")
        take_picture(page, "desk-rest")
        page.get_by_role("button", name="Batalkan “sisanya hadir” (2)").click()
        expect(page.locator("#counts .marks-present")).to_contain_text("1")
        page.get_by_role("link", name="1 check-in mandiri").click()
        page.locator("[name=participants]").first.check()
        page.locator("#id_reason").fill("Tidak ada di ruangan (contoh)")
        take_picture(page, "desk-set-aside")
        page.get_by_role("button", name="Sisihkan").click()
        expect(page.locator(".attendees")).to_contain_text("check-in mandiri disisihkan")
    assert not running.participants.attending().exists()


def test_the_attendance_of_nineteen_costs_ten_interactions_and_a_walk_in_four(
    open_as, running, example
):
    by = example.users["fasilitator"]
    for number in range(16):
        inka = Organisation.objects.get(slug="pt-inka")
        invite(meeting=running, organisation=inka, position=f"Utusan {number + 1}", by=by)
    spent = []

    def click(control):
        control.click()
        spent.append("click")

    def write(box, text):
        box.fill(text)
        spent.append("write")

    with open_as("fasilitator") as page:
        page.goto(reverse("meetings:meeting_attendance", args=[running.reference]))
        first, second, third, *_others = page.locator(".attendee").all()
        click(first.get_by_role("link", name="Terlambat"))
        write(first.locator("[name=arrived_at]"), "09:30")
        click(first.get_by_role("button", name="Simpan"))
        click(second.get_by_role("link", name="Izin"))
        write(second.locator("[name=excuse]"), "Dinas luar kota (contoh)")
        click(second.get_by_role("button", name="Simpan"))
        click(third.get_by_role("link", name="Diwakili"))
        write(third.locator("[name=represented_by]"), "Staf (contoh)")
        click(third.get_by_role("button", name="Simpan"))
        expect(third).to_contain_text("Staf (contoh)")
        click(page.get_by_role("button", name="Sisanya hadir (16)"))
        expect(page.locator("#counts .marks-present")).to_contain_text("18")
        assert len(spent) <= 10
        spent.clear()
        click(page.get_by_role("link", name="Tambah tamu"))
        write(page.locator("#id_name"), "Tamu Baru (contoh)")
        write(page.locator("#id_organisation"), "PT INKA")
        click(page.locator("main .primary"))
        expect(page.locator(".attendees")).to_contain_text("Tamu Baru (contoh)")
        assert len(spent) <= 4
