"""Signing on a screen as people do: with a finger on a phone, without a script, on a tablet."""

import io
import re
from urllib.parse import unquote, urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from agreements.actions.freezing import freeze_document
from agreements.actions.signatories import add_signatory
from agreements.models import Document, Letterhead
from agreements.tasks.printing import draw_frozen_pages, render_prints
from signing.actions.links import create_signing_links, map_links_by_signatory
from signing.models import Signature
from stakeholders.models import Organisation
from tests.journeys.replay.signing import draw
from tests.support import factories
from tests.support.document_factories import IN_ROOM, make_ready
from tests.support.tools.browser import PHONE

pytestmark = pytest.mark.browser

TABLET = (800, 1180)
PEOPLE = ("Sari (contoh)", "Budi (contoh)", "Wati (contoh)", "Joko (contoh)", "Rina (contoh)")


@pytest.fixture(scope="module")
def paper(example, django_db_blocker):
    """A frozen document that five people sign, its pages drawn; their links by name."""
    with django_db_blocker.unblock():
        by, inka = example.users["sekretariat"], Organisation.objects.get(slug="pt-inka")
        meeting = factories.make_meeting(theme="Rapat tanda tangan (contoh)", by=by)
        factories.make_guest(meeting, inka, by=by)
        draft = make_ready(meeting, inka, Letterhead.objects.get(), by=by)
        for name in PEOPLE:
            add_signatory(document=draft, organisation=inka, name=name, position="Wakil", by=by)
        version = freeze_document(document=draft, review_skipped=IN_ROOM, by=by)
        render_prints(version.pk)
        draw_frozen_pages(version.pk)
        create_signing_links(document=draft, by=by)
        links = map_links_by_signatory(draft.signatories.all())
        tokens = {place.name: links[place.pk].token for place in draft.signatories.all()}
        return Document.objects.get(pk=draft.pk), tokens


def is_inked(page):
    """Whether anything is drawn in the box, once the page's script has put back what was."""
    page.wait_for_load_state()
    return page.locator("canvas").evaluate(
        """box => {
            const blank = document.createElement("canvas");
            [blank.width, blank.height] = [box.width, box.height];
            return box.toDataURL() !== blank.toDataURL();
        }"""
    )


def test_four_taps_on_a_phone_and_a_finger_sign_a_document(open_as, paper):
    document, tokens = paper
    with open_as(size=PHONE) as page:
        page.goto(f"/tanda-tangani/{tokens[PEOPLE[0]]}/")
        expect(page.locator("main")).to_contain_text(PEOPLE[0])
        page.locator("main button.primary").click()  # the first tap
        expect(page).to_have_url(re.compile(r"/menandatangani/\d+/$"))
        first = page.locator(".pages-read img").first
        expect(first).to_be_visible()
        assert first.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 1000
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]

        # What was drawn comes back with a form that is refused.
        draw(page)
        page.locator("[data-sign]").evaluate("form => { form.noValidate = true; }")
        page.locator(".sign-form [type=submit]").click()
        expect(page.locator("#errors")).to_be_visible()
        assert is_inked(page)

        page.locator("[name=consent]").check()  # the second tap
        page.locator("[data-clear]").click()
        assert not is_inked(page)
        draw(page)  # the third
        page.locator(".sign-form [type=submit]").click()  # the fourth
        expect(page.locator(".receipt-number")).to_have_text(re.compile(r"TT(-\w{4}){3}"))
        receipt = page.locator(".receipt-number").inner_text()
        # The link shows it again, for whoever closed the page too soon.
        page.goto(f"/tanda-tangani/{tokens[PEOPLE[0]]}/")
        page.locator("main button.primary").click()
        expect(page.locator(".receipt-number")).to_have_text(receipt)
    signature = Signature.objects.get(signatory__document=document, signatory__name=PEOPLE[0])
    assert signature.mark_kind == "drawn"
    assert re.fullmatch(r"M\d+ \d+l[-\d ]+", signature.mark)
    assert signature.shown_sha256


def test_without_a_script_the_name_is_typed(open_as, paper):
    document, tokens = paper
    with open_as(size=PHONE, javascript=False) as page:
        page.goto(f"/tanda-tangani/{tokens[PEOPLE[1]]}/")
        page.locator("main button.primary").click()
        expect(page.locator("canvas")).to_be_hidden()
        page.locator("[name=consent]").check()
        page.locator(".sign-form [type=submit]").click()
        expect(page.locator("#errors")).to_be_visible()
        page.locator("[name=typed]").fill("Budi")
        page.locator(".sign-form [type=submit]").click()
        expect(page.locator(".receipt-number")).to_be_visible()
    signature = Signature.objects.get(signatory__document=document, signatory__name=PEOPLE[1])
    assert (signature.mark_kind, signature.mark) == ("typed", "Budi")


def go_to(page, selector):
    """Press Tab until what is looked for has the focus."""
    for _press in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"no way to {selector} by keyboard")


def test_by_keyboard_alone_the_name_is_typed_and_the_way_back_shows_the_receipt(open_as, paper):
    _document, tokens = paper
    with open_as(size=PHONE) as page:
        page.goto(f"/tanda-tangani/{tokens[PEOPLE[4]]}/")
        go_to(page, "main button.primary")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/menandatangani/\d+/$"))
        go_to(page, ".jump a")
        page.keyboard.press("Enter")
        go_to(page, "[name=consent]")
        page.keyboard.press("Space")
        go_to(page, "[name=kind]")
        page.keyboard.press("ArrowDown")
        expect(page.locator("canvas")).to_be_hidden()
        go_to(page, "[name=typed]")
        page.keyboard.type("Rina")
        page.keyboard.press("Enter")
        expect(page.locator(".receipt-number")).to_be_visible()
        page.go_back()
        expect(page.locator(".receipt-number")).to_be_visible()
        expect(page.locator("form")).to_have_count(0)


def test_code_message_and_letter_from_the_desk_lead_to_the_same_place(open_as, paper):
    document, tokens = paper
    place = document.signatories.get(name=PEOPLE[3])
    with open_as("fasilitator") as page:
        page.goto(f"{document.get_absolute_url()}kumpulkan/{place.pk}/")
        drawn = Image.open(io.BytesIO(page.locator(".qr-image").screenshot()))
        address = zxingcpp.read_barcode(drawn).text
        assert urlsplit(address).path == f"/tanda-tangani/{tokens[PEOPLE[3]]}/"
        for start in ("https://wa.me/", "mailto:"):
            way = page.locator(f"a[href^='{start}']").get_attribute("href")
            assert address in unquote(way)


def test_a_tablet_goes_from_hand_to_hand(open_as, paper):
    document, _tokens = paper
    with open_as("fasilitator", size=TABLET) as page:
        page.goto("/tugas/")
        page.goto(f"{document.get_absolute_url()}bergiliran/")
        page.locator("main button.primary").click()
        expect(page.locator(".turns")).to_be_visible()
        for _page in range(2):  # nothing of the one who hands it round
            page.go_back()
            expect(page.locator(".turns")).to_be_visible()
        page.locator("a.turn", has_text=PEOPLE[2]).click()
        page.locator("[name=consent]").check()
        draw(page)
        page.locator(".sign-form [type=submit]").click()
        expect(page).to_have_url(re.compile("terima-kasih"))
        expect(page.locator("body")).not_to_contain_text(PEOPLE[2])
        page.go_back()  # nothing of the one before
        expect(page.locator(".turns")).to_be_visible()
        expect(page.locator("body")).not_to_contain_text(PEOPLE[2])

        page.go_forward()
        page.locator("a.turn", has_text=PEOPLE[3]).click()
        assert not is_inked(page)
        expect(page.locator("[name=consent]")).not_to_be_checked()
        page.locator("[name=kind][value=typed]").check()
        page.locator("[name=typed]").fill("Joko")
        page.locator("[name=consent]").check()
        page.locator(".sign-form [type=submit]").click()
        expect(page).to_have_url(re.compile("terima-kasih"))
        page.goto("/tugas/")
        expect(page).to_have_url(re.compile("/bergiliran/$"))
    signed = Signature.objects.filter(signatory__document=document, route="tablet")
    assert list(signed.values_list("name", "mark_kind")) == [
        (PEOPLE[2], "drawn"),
        (PEOPLE[3], "typed"),
    ]
