"""The shorthand of the meeting room: what of a typed line is kind, speaker and text."""

import pytest

from meetings.models import LogKind
from meetings.shorthand import SpeakerOption, match_speakers, parse_shorthand

SITI = SpeakerOption(1, "Siti Wahyuni", "Lurah", "Kelurahan Taman", "Siti Wahyuni")
SARI = SpeakerOption(2, "Sari Dewi", "Direktur", "PT INKA", "Sari Dewi")
OFFICE = SpeakerOption(3, "", "Ketua", "Forpemma", "Ketua (Forpemma)")


@pytest.mark.parametrize(
    ("line", "kind", "letters", "text"),
    [
        ("P sw: air sudah masuk", LogKind.STATEMENT, "sw", "air sudah masuk"),
        ("K: rapat sepakat", LogKind.DECISION, "", "rapat sepakat"),
        ("k lapak dibuka", LogKind.DECISION, "", "lapak dibuka"),
        ("J pt inka: 20 kios", LogKind.PLEDGE, "pt inka", "20 kios"),
        ("T: sw: siapkan data: dua", LogKind.FOLLOW_UP, "sw", "siapkan data: dua"),
        ("C rapat mulai terlambat", LogKind.NOTE, "", "rapat mulai terlambat"),
        ("Siti: halo", None, "Siti", "halo"),
        # A word is no letter, a time and an address are no speaker.
        ("Kami setuju", None, "", "Kami setuju"),
        ("Pukul 09:00 mulai", None, "", "Pukul 09:00 mulai"),
        ("https://madiun.example", None, "", "https://madiun.example"),
        ("K", None, "", "K"),
        ("", None, "", ""),
        ("K sw:\nbaris dua", LogKind.DECISION, "sw", "baris dua"),
    ],
)
def test_kind_and_speaker_come_before_the_text(line, kind, letters, text):
    found = parse_shorthand(line)
    assert (found.kind, found.letters, found.text) == (kind, letters, text)


def test_without_a_match_the_letters_belong_to_the_text():
    assert parse_shorthand("K Catatan: lapak dibuka").whole == "Catatan: lapak dibuka"


@pytest.mark.parametrize(
    ("letters", "found"),
    [
        ("sw", [SITI]),
        ("SD", [SARI]),
        ("si", [SITI]),
        ("dewi", [SARI]),
        ("ketua", [OFFICE]),
        ("inka", [SARI]),
        ("pt inka", [SARI]),
        ("s", []),
        ("xx", []),
        ("", []),
    ],
)
def test_speakers_are_found_by_initials_names_and_organisations(letters, found):
    assert match_speakers(letters, [SITI, SARI, OFFICE]) == found


def test_several_that_match_equally_are_all_found():
    other = SpeakerOption(4, "Sulastri Wibowo", "", "BPS", "Sulastri Wibowo")
    assert match_speakers("sw", [SITI, SARI, other]) == [SITI, other]
