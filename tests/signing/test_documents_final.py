"""The final file: each place says how it was signed, and the sheet behind it what happened."""

import json
import re
from hashlib import sha256

import pytest

from core.canonical import format_fingerprint, hash_content, to_canonical_json
from files.pdf_signatures.seal import seal_pdf
from signing.content import audit_sheet
from signing.pdfs import render_final_pdf
from signing.reports import audit_trail
from tests.support import closings, frozen
from tests.support.tools import pdfread, verapdf

HOSTILE = '<script>alert(1)</script>{{ x }}{% include "y" %}' + "Sangatpanjang" * 12


def flat(text):
    return " ".join(text.split())


def pages(pdf):
    return [flat(page) for page in pdfread.text(pdf).split("\f")[:-1]]


def made(said, closing, **options):
    return render_final_pdf(said, hash_content(said), closing, **options)


def blue_black(page):
    """How many dots of a page are in the ink of signatures: blue well above red."""
    return sum(
        count
        for count, (red, _green, blue) in page.convert("RGB").getcolors(1 << 20)
        if blue - red > 50
    )


@pytest.fixture(scope="module")
def said():
    """Parties, a witness and who acknowledges; the seventh place is signed for its office."""
    content = frozen.content("berita-acara-1")
    signatories = content["signatories"]
    signatories[0]["nip"] = "19650101 199003 2 001"
    signatories[6]["position"] = "a.n. Kepala Dinas"
    signatories[16] |= {"capacity": "witness", "capacity_text": "Saksi"}
    signatories[17] |= {"capacity": "acknowledging", "capacity_text": "Mengetahui"}
    return content


@pytest.fixture(scope="module")
def mixed(said):
    """Every way in which a place can end."""
    letter = "Surat Kuasa Nomor 005/12/2021"
    reason = "belum mendapat arahan dari pimpinan"
    return closings.closing(
        said,
        signatory_2={"mark": closings.typed("Kadaryono"), "route": "account"},
        signatory_3={"state": "declined", "reason": reason},
        signatory_4={"state": "to_follow"},
        signatory_5={"state": "pending"},
        signatory_6={"route": "tablet", "witness": "Elita Mardiani"},
        signatory_7={
            "name": "Bambang Ramadhiarto",
            "position": "Sekretaris Dinas",
            "letter": letter,
        },
        signatory_8={"name": "Titik S.", "position": "Plt. Camat Taman", "letter": letter},
        signatory_9={"name": "M.S. Rizal", "position": "Sekretaris Kelurahan", "letter": letter},
        signatory_10={"route": "ink", "signed_at": "", "mark": None},
        signatory_11={"state": "delegated", "name": "Lesse", "letter": letter},
        signatory_12={"state": "pending"},
        awaits_certificates=[12],
        events=[
            ("withdrawn", {"signatory": 1, "name": "Elita Mardiani", "reason": "angka keliru"}),
            ("declined", {"signatory": 3, "name": "Bakesbangpol", "reason": reason}),
            ("a_new_kind", {}),
        ],
    )


@pytest.fixture(scope="module")
def whole():
    """The example, signed by all eighteen with a finger, by personal link."""
    content = frozen.content("berita-acara-1")
    return made(content, closings.closing(content))


@pytest.fixture(scope="module")
def finals(said, mixed, whole):
    """The same by the layouts and papers that differ."""
    others = {}
    for name in frozen.OTHER_KINDS:
        content = frozen.content(name)
        others[name] = made(content, closings.closing(content))
    return {
        "all drawn": whole,
        "two columns": made(said, mixed),
        "table F4": made(said, mixed, layout="table", paper="F4", is_copy=True),
        "certificate": made(said, mixed, layout="certificate"),
        **others,
    }


# ── The places ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("layout", ["two columns", "table F4", "certificate"])
def test_no_place_is_silent(finals, layout):
    text = flat(pdfread.text(finals[layout]))
    for sentence in (
        "Ditandatangani di layar (tautan pribadi) 12 November 2021 08.51 WIB.",
        "Tanda tangan elektronik tidak tersertifikasi.",
        "Kadaryono (diketik)",
        "Ditandatangani di layar (akun)",
        "tidak menandatangani",
        "Alasan: “belum mendapat arahan dari pimpinan”.",
        "menandatangani menyusul",
        "Belum ditandatangani saat pengumpulan ditutup, 12 November 2021 15.30 WIB.",
        "Ditandatangani pada tablet bergiliran 12 November 2021 08.56 WIB, disaksikan Elita",
        "Tanda tangan basah pada naskah kertas tanggal 12 November 2021.",
        "Dikuasakan kepada Lesse, Surat Kuasa Nomor 005/12/2021.",
        "tanda tangan elektronik bersertifikat",
        "periksa pada panel tanda tangan pembaca PDF",
        "Kemudian menyatakan tidak lagi menyetujui",
        "NIP 19650101 199003 2 001",
    ):
        assert sentence in text, sentence
    assert "……" not in text  # nobody is asked to write there any more


def test_who_signs_for_another_says_so_as_officials_do(finals):
    text = flat(pdfread.text(finals["two columns"]))
    assert "a.n. Kepala Dinas" in text
    assert "u.b. Sekretaris Dinas" in text
    assert "8. Plt. Camat Taman" in text
    assert "a.n. Perwakilan Kelurahan Taman Kelurahan Taman Sekretaris Kelurahan" in text
    assert "Mewakili Kepala Dinas berdasarkan Surat Kuasa Nomor 005/12/2021." in text


def test_signatures_are_drawn_in_ink_and_no_block_is_split(whole):
    images = pdfread.page_images(whole, dpi=50)
    notes = [page.count("Ditandatangani di layar") for page in pages(whole)]
    assert sum(notes) == 18
    for image, page, signed in zip(images, pages(whole), notes, strict=True):
        assert (blue_black(image) > 40 * signed) if signed else (blue_black(image) == 0)
        assert page.count("Tanda tangan elektronik tidak tersertifikasi.") == signed
    # The one who signs first is named on the page where the mark is.
    assert "Elita Mardiani" in pages(whole)[notes.index(next(filter(None, notes)))]


def test_a_list_for_stamps_has_no_empty_boxes_any_more(said, mixed):
    pdf = made(said, mixed, layout="stamps")
    assert " Cap " not in flat(pdfread.text(pdf))


def test_a_copy_says_so_on_every_page_and_only_a_copy(finals):
    assert all("SALINAN" in page for page in pages(finals["table F4"]))
    assert "SALINAN" not in pdfread.text(finals["two columns"])


def test_what_people_wrote_is_printed_as_they_wrote_it():
    content = frozen.content("berita-acara-1")
    long_reason = "Alasan yang panjang sekali. " * 11
    closing = closings.closing(
        content,
        signatory_1={"mark": closings.typed(HOSTILE), "name": HOSTILE},
        signatory_2={"state": "declined", "reason": HOSTILE},
        signatory_3={"state": "declined", "reason": long_reason},
        signatory_4={"mark": closings.drawn(4) | {"value": '"/><image href="file:///etc/passwd"'}},
        signatory_5={"mark": closings.drawn(5) | {"value": "M0 0C"}},
        signatory_6={"mark": closings.drawn(6) | {"value": "M" + "9" * 400 + " 1l1 1"}},
        signatory_7={"mark": closings.drawn(7) | {"width": 0, "height": 0}},
        signatory_8={"name": HOSTILE, "position": HOSTILE, "letter": HOSTILE},
        events=[("declined", {"signatory": 2, "name": HOSTILE, "reason": HOSTILE})] * 60,
    )
    pdf = made(content, closing)
    text = re.sub(r"\s", "", pdfread.text(pdf))
    assert text.count(re.sub(r"\s", "", HOSTILE)) > 60
    assert "goresantidakdapatdigambar" in text
    assert re.sub(r"\s", "", long_reason) in text
    assert set(pdfread.attachments(pdf)) == {"BA-2021-0001.json", "BA-2021-0001-bukti.json"}
    # The right margin, 20 mm wide, stays clean.
    for page in pdfread.page_images(pdf, dpi=50):
        edge = page.convert("L").crop((page.width - round(14 / 25.4 * 50), 0, *page.size))
        assert edge.getextrema()[0] == 255


# ── The audit trail ─────────────────────────────────────────────────────────────────────────────


def test_the_sheet_says_what_happened(finals, said, mixed):
    text = flat(pdfread.text(finals["two columns"])).partition("LEMBAR BUKTI")[2]
    assert format_fingerprint(hash_content(said)) in text
    assert format_fingerprint(mixed["evidence_head"]) in text
    assert next(iter(mixed["consents"].values())) in text
    assert "tanda tangan elektronik tidak tersertifikasi menurut UU ITE Pasal 11" in text
    for entry in mixed["evidence"]:
        assert entry["sha256"][:16] in text
    assert "Penanda tangan 2: Kadaryono menandatangani di layar dengan akun; nama diketik" in text
    assert "A new kind" in text  # what this version has no words for


def test_whatever_can_happen_has_its_words():
    assert set(audit_sheet.SENTENCES) == set(audit_trail.SENTENCES)
    says = {
        "Tautan pribadi dibuat untuk penanda tangan 1, 2, berlaku sampai 22 November 2021": (
            "links_made",
            {"signatories": [1, 2], "until": "2021-11-22"},
        ),
        "Naskah berlaku sejak 12 November 2021": ("in_force", {"since": "2021-11-12"}),
        "Penanda tangan 3: tanda tangan basah Kecamatan Taman tanggal 8 November 2021 dicatat": (
            "ink_signed",
            {"signatory": 3, "name": "", "organisation": "Kecamatan Taman", "date": "2021-11-08"},
        ),
        "Siti (OMS) menyatakan tidak menandatangani: belum setuju": (
            "declined",
            {"name": "Siti", "organisation": "OMS", "reason": "belum setuju"},
        ),
    }
    for sentence, (kind, facts) in says.items():
        entry = {"kind": kind, "facts": facts, "by": ""}
        assert flat(audit_sheet.describe_printed_entry(entry)) == sentence


def test_content_and_evidence_are_attached(finals, said, mixed):
    attached = pdfread.attachments(finals["two columns"])
    assert sha256(attached["BA-2021-0001.json"]).hexdigest() == hash_content(said)
    attached_trail = json.loads(attached["BA-2021-0001-bukti.json"])
    assert to_canonical_json(attached_trail) == attached["BA-2021-0001-bukti.json"]
    assert attached_trail["evidence"] == mixed["evidence"]
    assert attached_trail["evidence_head"] == mixed["evidence_head"]
    # A mark is known by its hash; nobody takes a signature away as data.
    drawn = mixed["signatories"][0]["mark"]["value"]
    marked = attached_trail["signatories"][0]["mark"]
    assert marked == {"kind": "drawn", "sha256": sha256(drawn.encode()).hexdigest()}
    assert drawn not in attached["BA-2021-0001-bukti.json"].decode()


def test_the_same_closing_gives_the_same_bytes_and_another_gives_others(said, mixed, finals):
    again = made(said, mixed)
    assert again == finals["two columns"]
    assert len({sha256(pdf).hexdigest() for pdf in finals.values()}) == len(finals)
    assert pdfread.info(again)["CreationDate"] == "2021-11-12T08:30:00Z"


def test_what_does_not_belong_together_is_not_printed(said, mixed):
    with pytest.raises(ValueError, match="hash"):
        render_final_pdf(said | {"number": "1"}, hash_content(said), mixed)
    with pytest.raises(ValueError, match="closed"):
        made(said | {"number": "1"}, mixed)
    with pytest.raises(ValueError, match="closed"):
        made(said, mixed | {"reference": "BA-2021-0002"})
    with pytest.raises(ValueError, match=r"signatories \[18\]"):
        made(said, mixed | {"signatories": mixed["signatories"][:-1]})


def test_the_file_is_light_and_stays_so_with_its_seal(whole, seal_keys):
    assert len(whole) < 145_000
    assert len(seal_pdf(whole, leaves_room=False).pdf) < 150_000


# ── Standards ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.documents
def test_finals_are_pdf_a_3a_and_pdf_ua_1(finals):
    judgement = verapdf.judge(finals)
    assert len(judgement) == 2 * len(finals)
    assert {key: failures for key, failures in judgement.items() if failures} == {}


@pytest.mark.documents
def test_finals_are_whole(finals):
    for name, pdf in finals.items():
        assert pdfread.faults(pdf) == [], name
        assert pdfread.fonts_left_out(pdf) == [], name
