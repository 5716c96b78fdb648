"""Three guests answer: one comes, one declines twice, one sends a substitute; a reminder."""

import os
import re
from datetime import time, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from core.history import find_history
from meetings.reports.invitations import select_invitation_links
from stakeholders.models import Organisation
from tests.support import factories

pytestmark = pytest.mark.browser

PHONE = (360, 740)
DESKTOP = (1280, 900)
PICTURES = os.environ.get("INVITATION_PICTURES", "")


def take_picture(page, name):
    """Keeps a picture of the page, if somebody wants to look at them."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture
def planned(example, db):
    """A meeting in ten days with four on the list; one of them has an e-mail address."""
    by = example.users["fasilitator"]
    meeting = factories.make_meeting(
        theme="Rapat evaluasi (contoh)",
        date=timezone.localdate() + timedelta(days=10),
        starts_at=time(9),
        venue="Balai Kota (contoh)",
        by=by,
    )
    slugs = ("pt-inka", "kelurahan-taman", "forpemma")
    first, second, third = (Organisation.objects.get(slug=slug) for slug in slugs)
    factories.make_guest(meeting, first, by=by)
    factories.make_guest(meeting, second, by=by, position="Lurah")
    factories.make_guest(meeting, third, by=by, position="Ketua")
    writer = factories.make_person("penulis", name="Penulis (contoh)", by=by, email="p@x.example")
    factories.make_guest(meeting, third, by=by, person=writer)
    return meeting


def answer(open_as, link):
    """The phone of a guest, on the page of the own invitation."""
    return open_as(size=PHONE, javascript=False), reverse(
        "meetings:own_invitation", args=[link.token]
    )


def test_three_guests_answer_and_the_fourth_is_reminded(open_as, planned):
    desk = reverse("meetings:invitation_desk", args=[planned.reference])
    coming, declining, sending, writer = planned.participants.all()
    with open_as("fasilitator", size=DESKTOP) as page:
        page.goto(desk)
        take_picture(page, "desk-before")
        page.get_by_role("button", name="Undang 4 orang").click()
        expect(page.locator("main")).to_contain_text("1 surel sedang dikirim.")
        row = page.locator(f"#guest-{coming.pk}")
        link = row.get_by_role("link", name="WhatsApp")
        expect(link).to_have_attribute("href", re.compile(r"^https://wa\.me/\?text=Kepada"))
        row.get_by_role("button", name="Sudah dikirim").click()
        expect(row).to_contain_text("lewat WhatsApp")
        row.get_by_text("Teks dan tautan").click()
        take_picture(page, "desk-sent")
    links = {link.object_id: link for link in select_invitation_links(planned.participants.all())}

    phone, path = answer(open_as, links[coming.pk])
    with phone as page:
        page.goto(path)
        take_picture(page, "phone-empty")
        page.get_by_role("button", name="Saya hadir").click()
        expect(page.locator("#answer")).to_contain_text("Anda hadir.")
        take_picture(page, "phone-coming")

    phone, path = answer(open_as, links[declining.pk])
    with phone as page:
        for _number in range(2):
            page.goto(path)
            page.locator("summary", has_text="Saya berhalangan").click()
            page.locator("#declined_reason").fill("Rapat lain")
            page.get_by_role("button", name="Kirim: saya berhalangan").click()
            expect(page.locator("#answer")).to_contain_text("Anda berhalangan.")

    phone, path = answer(open_as, links[sending.pk])
    with phone as page:
        page.goto(path)
        page.locator("summary", has_text="Saya mengirim wakil").click()
        page.locator("#substituted_name").fill("Ibu Wakil Baru (contoh)")
        page.locator("#substituted_position").fill("Sekretaris")
        take_picture(page, "phone-substitute")
        page.get_by_role("button", name="Kirim: wakil saya hadir").click()
        expect(page.locator("#answer")).to_contain_text("hadir mewakili Anda.")

    with open_as("fasilitator", size=PHONE) as page:
        page.goto(desk)
        expect(page.locator("#answers")).to_contain_text("4 dari 5 menjawab")
        expect(page.locator(f"#guest-{sending.pk}")).to_contain_text("Wakil:")
        take_picture(page, "desk-phone")
        page.get_by_role("button", name="Ingatkan 1 yang belum menjawab").click()
        expect(page.locator("main")).to_contain_text("1 surel sedang dikirim.")
        expect(page.get_by_role("button", name="Ingatkan")).to_have_count(0)
        page.goto(planned.get_absolute_url())
        expect(page.locator("main")).to_contain_text("4 dari 5 menjawab")

    said = find_history(planned).filter(key__in=("invitation_answered", "substitute_named"))
    assert said.count() == 3
    assert planned.participants.count() == 5
    assert {each.to[0] for each in mail.outbox} <= {"p@x.example"}
    writer.invitation.refresh_from_db()
    assert writer.invitation.reminded_at is not None
