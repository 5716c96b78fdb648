"""What the printed berita acara says, where it says it, and that it never says it otherwise."""

import json
import subprocess
import sys
from hashlib import sha256

import pytest

from agreements.pdfs import render_agreement_pdf
from core.canonical import format_fingerprint, hash_content, to_canonical_json
from core.indonesian_formats import format_clause_heading
from files import page_codes
from files.page_codes import PageCode
from tests.support import frozen
from tests.support.tools import pdfread, qr

NO_ANNEX: dict[str, list[object]] = {"attendance": [], "contributions": [], "follow_ups": []}


def pages(pdf):
    return pdfread.text(pdf).split("\f")[:-1]


def flat(text):
    return " ".join(text.split())


def mark_grey(page):
    """How many dots of a page have exactly the grey of the KONSEP mark."""
    return dict(map(reversed, page.convert("RGB").getcolors(1 << 20))).get((233, 233, 233), 0)


@pytest.fixture(scope="module")
def printed():
    return frozen.berita_acara()


@pytest.fixture(scope="module")
def said():
    return frozen.content("berita-acara-1")


def test_the_first_page_says_what_it_is_and_when_it_happened(printed):
    first = flat(pages(printed)[0])
    assert "PEMERINTAH KOTA MADIUN" in first
    assert "BERITA ACARA" in first
    assert "Nomor: 050/001/CONTOH/2021" in first
    assert (
        "Pada hari ini, Senin, tanggal delapan bulan November tahun dua ribu dua puluh satu"
        " (08-11-2021)" in first
    )


def test_the_text_comes_in_the_order_of_reading(printed):
    text = flat(pdfread.text(printed))
    parts = [
        "PEMERINTAH KOTA MADIUN",
        "Nomor: 050/001/CONTOH/2021",
        "Pada hari ini",
        "Berdasarkan:",
        "para pihak menyepakati",
        "KESATU",
        "KEDUA",
        "KETUJUH",
        "Demikian berita acara ini",
        "Madiun, 8 November 2021",
        "PARA PIHAK",
        "Elita Mardiani",
        "Periksa keaslian naskah ini",
        "DAFTAR HADIR",
        "MATRIKS KONTRIBUSI PARA PIHAK",
        "RENCANA TINDAK LANJUT",
    ]
    places = []
    for part in parts:
        places.append(text.index(part, places[-1] if places else 0))
    assert places == sorted(places)


def test_every_page_says_which_of_how_many_it_is(printed):
    texts = pages(printed)
    for number, text in enumerate(texts, start=1):
        assert f"Halaman {number} dari {len(texts)}" in flat(text)
        assert "BA-2021-0001 · C22V-0S0W-958F-1" in flat(text)


def test_the_following_pages_of_an_annex_say_whose_they_are(printed):
    texts = [flat(text) for text in pages(printed)]
    begins = next(i for i, text in enumerate(texts) if "MATRIKS KONTRIBUSI" in text)
    running = "Lampiran II Berita Acara Nomor 050/001/CONTOH/2021 Tanggal 8 November 2021"
    assert texts[begins].count("Lampiran II ") == 1
    assert running in texts[begins + 1]
    assert "Keputusan" in texts[begins + 1]  # the head of the table comes again


def test_merged_and_deferred_contributions_say_why(printed):
    text = flat(pdfread.text(printed))
    assert "Digabung ke KOM-2021-0012" in text
    assert "Tujuan dan jenisnya sama" in text
    assert "Ditunda" in text
    assert "Jadwal pentas tahun 2022 menunggu" in text


@pytest.mark.parametrize(
    ("paper", "upright", "across"),
    [("A4", (210, 297), (297, 210)), ("F4", (215, 330), (330, 215))],
)
def test_the_paper_is_exact_and_the_matrix_lies_across(paper, upright, across):
    sizes = [
        tuple(round(side / 100 * 25.4) for side in image.size)
        for image in pdfread.page_images(frozen.berita_acara(paper=paper), dpi=100)
    ]
    assert sizes[0] == upright
    assert across in sizes
    assert set(sizes) == {upright, across}


def test_every_page_says_which_it_is_to_a_worn_scan(printed, said):
    read = qr.read_scan(printed)
    count = int(pdfread.info(printed)["Pages"])
    code = said["verification"]["code"]
    assert read.count(said["verification"]["url"]) == 1
    pages = [page_codes.parse_page_code(text) for text in read if "/V/" in text]
    assert pages == [PageCode(code, page, count) for page in range(1, count + 1)]


def test_the_content_is_attached_and_its_hash_is_printed(printed, said):
    attached = pdfread.attachments(printed)["BA-2021-0001.json"]
    assert attached == to_canonical_json(said)
    assert json.loads(attached) == said
    assert format_fingerprint(sha256(attached).hexdigest()) in flat(pdfread.text(printed))


def test_the_code_stands_beside_the_qr(printed):
    text = flat(pdfread.text(printed))
    assert "rembug.example/verifikasi/ lalu ketik kode C22V-0S0W-958F-1" in text


def test_a_hash_of_other_content_is_refused(said):
    with pytest.raises(ValueError, match="does not have the hash"):
        render_agreement_pdf(said | {"number": "050/002/2021"}, hash_content(said))


def test_the_same_content_gives_the_same_bytes(printed):
    assert frozen.berita_acara() == printed


def test_another_process_gives_the_same_bytes(printed):
    program = (
        "import django; django.setup(); import sys; from tests.support import frozen;"
        "sys.stdout.buffer.write(frozen.berita_acara())"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "77", "TZ": "UTC"},
    )
    assert run.stdout == printed


def test_paper_layout_and_draft_are_different_files(printed):
    others = [
        frozen.berita_acara(paper="F4"),
        frozen.berita_acara(layout="table"),
        frozen.berita_acara(draft=True),
    ]
    assert len({printed, *others}) == 4


def test_a_draft_says_so_on_every_page_and_cannot_be_verified():
    draft = frozen.berita_acara(draft=True, number="", verification=None)
    texts = pages(draft)
    assert all("KONSEP" in text for text in texts)
    assert "SHA-256" not in pdfread.text(draft)
    assert qr.read(pdfread.page_images(draft)) == []


def test_a_draft_carries_its_mark_behind_the_text(printed):
    draft = frozen.berita_acara(draft=True)
    assert min(map(mark_grey, pdfread.page_images(draft, dpi=50))) > 1000
    assert max(map(mark_grey, pdfread.page_images(printed, dpi=50))) < 500


def test_a_final_print_is_no_draft(printed):
    assert "KONSEP" not in pdfread.text(printed)


@pytest.mark.parametrize("layout", ["two_columns", "table"])
def test_a_signature_block_stays_with_its_name(said, layout):
    blocks = [
        said["signatories"][0]
        | {
            "order": number,
            "name": f"Nama-{number:03}",
            "position": f"Jabatan-{number:03}",
            "nip": f"NIP-{number:03}",
        }
        for number in range(1, 121)
    ]
    texts = pages(frozen.berita_acara(signatories=blocks, layout=layout, **NO_ANNEX))
    for number in range(1, 121):
        homes = [
            {i for i, text in enumerate(texts) if f"{word}-{number:03}" in text}
            for word in ("Nama", "Jabatan", "NIP")
        ]
        assert len(homes[0]) == 1
        assert homes[0] == homes[1] == homes[2]


@pytest.mark.parametrize("layout", ["two_columns", "table"])
def test_signatures_are_not_alone_on_their_page(said, layout):
    """The closing sentence stands on the page where the signing begins, however long the text."""
    for lines in range(0, 40, 4):
        clauses = [said["clauses"][0] | {"text": "Baris.\n\n" * lines}]
        texts = pages(frozen.berita_acara(clauses=clauses, parties=[], layout=layout, **NO_ANNEX))
        page = next(text for text in texts if "Demikian berita acara" in text)
        assert "PARA PIHAK" in page
        assert "Elita Mardiani" in page


def test_two_lines_at_least_stand_before_the_signatures(said):
    """A last paragraph of one line takes more of the closing along to the next page."""
    long = "Demikian dibuat. " + "Kalimat penutup ini panjang. " * 12
    for lines in range(0, 40, 8):
        clauses = [said["clauses"][0] | {"text": "Baris.\n\n" * lines}]
        closing = f"{long} Sampai di sini.\n\nSekian."
        texts = pages(frozen.berita_acara(clauses=clauses, parties=[], closing=closing, **NO_ANNEX))
        page = next(text for text in texts if "Sekian." in text)
        assert "Sampai di sini." in page
        assert "Elita Mardiani" in page


def test_what_sums_up_a_matrix_stands_below_its_last_row(said):
    row = said["contributions"][0] | {"own_words": "", "is_long": False}
    for lines in range(14, 22):
        rows = [row | {"contribution": "Baris.\n" * lines}] * 2
        texts = pages(frozen.berita_acara(contributions=rows, contributions_note="Jumlahnya dua."))
        page = next(text for text in texts if "Jumlahnya dua." in text)
        assert row["reference"] in page


def test_who_acknowledges_comes_last(said):
    first = said["signatories"][0]
    blocks = [
        first,
        first | {"order": 2, "capacity": "witness", "capacity_text": "Saksi", "name": "Saksi-A"},
        first
        | {
            "order": 3,
            "capacity": "acknowledging",
            "capacity_text": "Mengetahui",
            "name": "Kepala-B",
        },
    ]
    text = flat(pdfread.text(frozen.berita_acara(signatories=blocks, **NO_ANNEX)))
    assert text.index("PARA PIHAK") < text.index("Saksi-A") < text.index("MENGETAHUI")
    assert text.index("MENGETAHUI") < text.index("Kepala-B")


def test_forty_clauses_have_forty_headings(said):
    clauses = [
        said["clauses"][0] | {"heading": format_clause_heading(number)} for number in range(1, 41)
    ]
    text = flat(pdfread.text(frozen.berita_acara(clauses=clauses, **NO_ANNEX)))
    assert "KEEMPAT PULUH" in text
    assert "KETIGA PULUH SEMBILAN" in text


def test_an_unknown_signer_gets_a_line_to_fill_in(printed):
    text = pdfread.text(printed)
    assert "……………" in text
    assert "None" not in text


def test_an_annex_without_rows_says_nihil(said):
    text = flat(pdfread.text(frozen.berita_acara(follow_ups=[], contributions=[])))
    assert text.count("Nihil") == 2


def test_an_objection_is_annexed(said):
    objections = [{"who": "Lempung", "text": "Kami berkeberatan."}]
    text = flat(pdfread.text(frozen.berita_acara(objections=objections)))
    assert "Lampiran IV" in text
    assert "Lempung: Kami berkeberatan." in text


def test_the_example_is_marked_and_real_content_is_not(printed, said):
    assert "bukan dokumen resmi" in flat(pages(printed)[0])
    assert "contoh" in pages(printed)[1]
    real = flat(pages(frozen.berita_acara(example=False, example_notice=""))[0])
    assert "bukan dokumen resmi" not in real
