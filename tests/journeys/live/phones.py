"""The guests' own phones: check-in behind the code of the room, and contributions."""

import re

from playwright.sync_api import expect

MOST_TAPS = 3


def check_in(page, door, name, *, online=False):
    """Finds the own name in the list and taps; returns how many taps it took."""
    page.goto(door)
    taps = 1
    page.locator("#cari").fill(name)
    row = page.locator(".found li", has_text=name)
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Daring" if online else "Saya hadir").click()
    taps += 1
    expect(page.get_by_role("heading", level=1)).to_have_text("Anda tercatat hadir")
    return taps


def check_in_neighbour(page, name):
    """Marks somebody else from the same phone; returns how many taps it took."""
    page.get_by_role("link", name="Catat orang lain dari ponsel ini").click()
    page.locator("#cari").fill(name)
    row = page.locator(".found li", has_text=name)
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Saya hadir").click()
    expect(page.locator(".checked-in-who")).to_contain_text(name)
    return 3


def contribute(page, address, organisation, words, *, is_cut_off=False):
    """Writes what the own organisation will contribute, perhaps while the phone has no network."""
    page.goto(address)
    page.locator("main [name=organisation]").fill(organisation)
    page.locator("main [name=own_words]").fill(words)
    page.context.set_offline(is_cut_off)
    page.locator("main form .primary").last.click()
    if is_cut_off:
        expect(page.locator("[data-waiting] p").first).to_have_text("1 belum terkirim")
        page.context.set_offline(False)
    expect(page.locator(".receipt-number")).to_have_text(re.compile(r"KOM-\d{4}-\d{4}"))
