"""Invitation, attendance list and minutes as they are printed."""

import re

import pytest

from agreements.pdfs import render_attendance_list_pdf, render_invitation_pdf, render_minutes_pdf
from tests.support import frozen
from tests.support.tools import pdfread, qr


def flat(pdf):
    return " ".join(pdfread.text(pdf).split())


def test_an_invitation_fits_its_page_and_lists_many_guests_behind():
    pdf = render_invitation_pdf(frozen.content("undangan-1"))
    letter, enclosure = pdfread.text(pdf).split("\f")[:-1]
    assert "Kepada Yth." in letter
    assert "Elita Mardiani" in letter.partition("Demikian")[0]
    assert "Daftar undangan" in enclosure
    assert "Susunan acara" in enclosure


def test_an_invitation_to_few_names_them_in_the_letter():
    said = frozen.content("undangan-1")
    said["invitees"] = said["invitees"][:3]
    text = flat(render_invitation_pdf(said))
    assert "Daftar undangan" not in text
    assert text.index("Kepada Yth.") < text.index("Kadaryono, Forum Pembangunan")


def test_a_letter_without_a_number_leaves_room_for_it():
    assert "Nomor : ……" in flat(render_invitation_pdf(frozen.content("undangan-1")))


def test_the_qr_leads_to_the_meeting():
    for pdf in (
        render_invitation_pdf(frozen.content("undangan-1")),
        render_attendance_list_pdf(frozen.content("daftar-hadir-1"), blank=True),
        render_minutes_pdf(frozen.content("notulen-1")),
    ):
        assert qr.read_scan(pdf) == ["https://rembug.example/rapat/RPT-2021-0002/"]


def test_a_blank_list_has_staggered_room_to_sign_and_spare_rows():
    pdf = render_attendance_list_pdf(frozen.content("daftar-hadir-1"), blank=True)
    counted = 0
    for page in pdfread.text(pdf, layout=True).split("\f"):
        places = {
            int(match[1]): match.start(1) for match in re.finditer(r" (\d+)\.$", page, re.MULTILINE)
        }
        columns = {n: page[:place].rpartition("\n")[2] for n, place in places.items()}
        odd = {len(before) for n, before in columns.items() if n % 2}
        even = {len(before) for n, before in columns.items() if not n % 2}
        assert not places or max(odd) + 5 < min(even)
        counted += len(places)
    assert counted == 18 + 6


def test_a_filled_list_says_who_was_there_and_what_was_inferred():
    text = flat(render_attendance_list_pdf(frozen.content("daftar-hadir-1"), blank=False))
    assert "Elita Mardiani" in text
    assert "Hadir disimpulkan" in text
    assert "Sumber mencatat 18 peserta; tercantum 18." in text
    assert "Tanda tangan" not in text


def test_minutes_keep_the_speakers_own_words_and_differing_views():
    text = flat(render_minutes_pdf(frozen.content("notulen-1")))
    assert "pandangan berbeda" in text
    assert "“menyamakan pemahaman kembali terkait Konsep Kelurahan Mandiri”" in text
    assert "Dicatat 5 keputusan dan 11 tindak lanjut, dimuat pada bagian berikut." in text
    assert "KEP-2021-0005" in text
    assert "RTL-2021-0011" in text
    assert "digabung ke KOM-2021-0012" in text


def test_minutes_of_an_open_meeting_are_a_draft():
    text = pdfread.text(render_minutes_pdf(frozen.content("notulen-1"), draft=True))
    assert all("KONSEP" in page for page in text.split("\f")[:-1])


def test_an_unresolved_objection_is_printed_in_the_minutes():
    said = frozen.content("notulen-1") | {
        "objections": [{"who": "Lesse", "text": "Kami berkeberatan."}]
    }
    assert "Lesse: Kami berkeberatan." in flat(render_minutes_pdf(said))


@pytest.mark.parametrize("name", ["undangan-1", "daftar-hadir-1", "notulen-1"])
def test_a_meeting_without_anything_still_prints(name):
    said = frozen.content(name)
    for key, value in said.items():
        if isinstance(value, list):
            said[key] = []
    said["meeting"] |= {"leader": None, "moderator": None, "follows": "", "organisers": []}
    prints = {
        "undangan-1": render_invitation_pdf,
        "daftar-hadir-1": lambda said: render_attendance_list_pdf(said, blank=True),
        "notulen-1": render_minutes_pdf,
    }
    text = flat(prints[name](said))
    assert "None" not in text
    assert "Halaman 1 dari" in text
