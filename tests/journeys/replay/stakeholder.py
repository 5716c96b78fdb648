"""What a stakeholder does on a phone, without an account."""

import re

from playwright.sync_api import expect

from tests.journeys.replay.source import name_of


def contribute(reader, address, row, *, takes_pictures=False):
    """Scans the code and writes one box; returns the reference and the link to come back by."""
    page = reader.go(address)
    if takes_pictures:
        reader.picture("pemangku-tautan")
    reader.fill(
        organisation=name_of("organisasi", row.get_text("organisasi")),
        own_words=row.get_text("kata_asli"),
    )
    if takes_pictures:
        page.locator("main details.fold summary").first.click()
        reader.fill(quantity_1=row.get_text("volume"), unit_1=row.get_text("satuan"))
        reader.picture("pemangku-isi", at="main form")
    reader.send()
    reference = page.locator(".receipt-number").inner_text()
    assert re.fullmatch(r"KOM-2021-\d{4}", reference)
    if takes_pictures:
        reader.picture("pemangku-tanda-terima")
    return reference, page.url


def change_words(reader, link, words):
    """Comes back by the own link and changes the words before the forum decides."""
    page = reader.go(f"{link}?ubah=ya")
    reader.fill(own_words=words)
    reader.send()
    expect(page.locator(".own-words")).to_contain_text(words)


def see_what_became_of_it(reader, link, words):
    """Comes back by the own link and reads the forum's answer."""
    page = reader.go(link)
    expect(page.locator("main")).to_contain_text(words)
    reader.picture("pemangku-keputusan")
