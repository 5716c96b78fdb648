"""Hand-written contents of the meeting of 8 November 2021, for tests of pages and prints.

They hold no database row, so that a document test reads on its own; a fresh copy per call.
"""

from datetime import date
from typing import Any

from core.words import date_in_words, ordinal_heading

EXAMPLE_NOTICE = (
    "Contoh: isi bertanda “contoh” pada naskah ini adalah ilustrasi untuk memperagakan aplikasi,"
    " bukan dokumen resmi Pemerintah Kota Madiun."
)
THEME = (
    "Lokakarya Penyepakatan Program Kolaborasi Parapihak Pemodelan Program Kelurahan Mandiri"
    " di 2 Wilayah Piloting (Kel. Taman & Demangan) Kec. Taman Kota Madiun Th. 2021"
)
VENUE = "Ruang Pertemuan Lt. 2 Bappelitbangda - Gedung Graha Kridha Praja"
GOVERNMENT, CIVIL, COMPANY = "Pemerintah", "OMS", "Perusahaan"

# name, position, organisation, sector, inferred
PEOPLE = (
    (
        "Elita Mardiani",
        "Kepala Bidang Perencanaan Pemerintahan dan Pembangunan Manusia",
        "Bappelitbangda",
        GOVERNMENT,
        False,
    ),
    ("", "Perwakilan", "Bakesbangpol", GOVERNMENT, True),
    ("", "Perwakilan", "Disperindag", GOVERNMENT, True),
    ("", "Perwakilan", "Disnaker KUKM", GOVERNMENT, True),
    ("", "Perwakilan", "Kominfo", GOVERNMENT, True),
    ("", "Perwakilan", "Disbudparpora", GOVERNMENT, True),
    ("", "Perwakilan", "Kecamatan Taman", GOVERNMENT, True),
    ("", "Perwakilan", "Kelurahan Taman", GOVERNMENT, True),
    ("", "Perwakilan", "Kelurahan Demangan", GOVERNMENT, True),
    ("M.S. Rizal", "Field Coordinator", "USAID-MADANI", "Mitra pembangunan", False),
    ("", "Perwakilan", "WKR", CIVIL, True),
    ("", "Perwakilan", "Lempung", CIVIL, True),
    ("", "Perwakilan", "Lesse", CIVIL, True),
    ("Titik S.", "Direktur", "Yayasan Bambu Nusantara (YBN)", CIVIL, False),
    ("Kadaryono", "Moderator", "Forpemma", CIVIL, False),
    ("Bambang Ramadhiarto", "Perwakilan", "PT INKA", COMPANY, False),
    ("", "Perwakilan", "Bank Jatim", COMPANY, True),
    ("", "Perwakilan", "Universitas Muhammadiyah Madiun", "Akademisi", True),
)

# organisation, sector, contribution, form, volume, rupiah, value note, place, period, focus, problem
PLEDGES = (
    (
        "Bappelitbangda",
        GOVERNMENT,
        "Membawa hasil model ke rancangan RKPD dan memimpin rapat evaluasi triwulanan",
        "Kebijakan",
        "4 rapat",
        None,
        "",
        "Kota Madiun",
        "2022",
        "F2",
        "M1",
    ),
    (
        "Disperindag",
        GOVERNMENT,
        "Pelatihan kemasan dan foto produk",
        "Pelatihan",
        "2 angkatan x 20 orang",
        15_000_000,
        "",
        "Kel. Taman, Kel. Demangan",
        "Februari–Maret 2022",
        "F1",
        "M3",
    ),
    (
        "Disnaker KUKM",
        GOVERNMENT,
        "Pendampingan NIB dan pencatatan keuangan sederhana",
        "Pendampingan",
        "40 UMKM",
        10_000_000,
        "",
        "Kel. Taman, Kel. Demangan",
        "Januari–April 2022",
        "F1",
        "M4",
    ),
    (
        "Kominfo",
        GOVERNMENT,
        "Publikasi kegiatan dan titik wifi lapak",
        "Publikasi",
        "12 berita, 2 titik",
        12_000_000,
        "",
        "Kel. Taman, Kel. Demangan",
        "2022",
        "F3",
        "M3",
    ),
    (
        "Disbudparpora",
        GOVERNMENT,
        "Memasukkan lapak ke rute sepeda wisata dan agenda pentas",
        "Kegiatan",
        "4 pentas",
        20_000_000,
        "",
        "Kel. Taman, Kel. Demangan",
        "Maret–November 2022",
        "F2",
        "M3",
    ),
    (
        "Kecamatan Taman",
        GOVERNMENT,
        "Kunjungan monitoring bulanan bersama dua kelurahan",
        "Pembinaan",
        "12 kunjungan",
        None,
        "",
        "Kec. Taman",
        "2022",
        "F3",
        "M1",
    ),
    (
        "Kelurahan Taman",
        GOVERNMENT,
        "Menyiapkan SK forum pengelola lapak dan SOP",
        "Fasilitasi",
        "1 SK, 1 SOP",
        None,
        "",
        "Kel. Taman",
        "Desember 2021",
        "F2",
        "M1",
    ),
    (
        "Kelurahan Demangan",
        GOVERNMENT,
        "Perbaikan penerangan lapak dan papan kas terbuka",
        "Fisik",
        "10 lampu, 1 papan",
        8_000_000,
        "",
        "Kel. Demangan",
        "Januari 2022",
        "F3",
        "M2",
    ),
    (
        "PT INKA",
        COMPANY,
        "Sosialisasi TJSL di dua kelurahan; menerima usulan pinjaman kemitraan langsung dari UMK;"
        " pembinaan",
        "Pinjaman langsung",
        "2 sosialisasi; s.d. 5 UMK",
        125_000_000,
        "perkiraan pinjaman, disalurkan langsung perusahaan ke UMK",
        "Kel. Taman, Kel. Demangan",
        "Januari–Juni 2022",
        "F1",
        "M4",
    ),
    (
        "Bank Jatim",
        COMPANY,
        "Literasi keuangan, rekening usaha dan QRIS",
        "Layanan",
        "40 UMKM",
        6_000_000,
        "",
        "Kel. Taman, Kel. Demangan",
        "Februari 2022",
        "F1",
        "M3, M4",
    ),
    (
        "Universitas Muhammadiyah Madiun",
        "Akademisi",
        "KKN tematik dan survei ulang kondisi lapak",
        "Riset",
        "20 mahasiswa, 1 laporan",
        None,
        "",
        "Kel. Taman, Kel. Demangan",
        "Juli–Agustus 2022",
        "F3",
        "M1",
    ),
    (
        "Yayasan Bambu Nusantara (YBN)",
        CIVIL,
        "Pelatihan warga pemantau dan pendampingan forum lapak",
        "Pelatihan",
        "2 x 25 warga",
        18_000_000,
        "",
        "Kel. Taman, Kel. Demangan",
        "Desember 2021–Juni 2022",
        "F1, F3",
        "M1",
    ),
    (
        "Bakesbangpol",
        GOVERNMENT,
        "Memfasilitasi pertemuan OMS dengan kelurahan",
        "Fasilitasi",
        "2 pertemuan",
        None,
        "",
        "Kota Madiun",
        "2022",
        "F2",
        "M1",
    ),
    (
        "USAID-MADANI",
        "Mitra pembangunan",
        "Bantuan teknis pembelajaran dan dokumentasi praktik baik",
        "Bantuan teknis",
        "1 dokumen",
        None,
        "",
        "Kota Madiun",
        "2022",
        "F3",
        "",
    ),
)

DECISIONS = (
    (
        "Kolaborasi pemodelan",
        "Menyepakati kolaborasi parapihak dalam pemodelan Program Kelurahan Mandiri di Kelurahan"
        " Taman dan Kelurahan Demangan, Kecamatan Taman.",
        "",
        False,
    ),
    (
        "Kontribusi tertulis",
        "Peran dan kontribusi tertulis setiap peserta diakomodir sebagaimana tercantum dalam"
        " Lampiran II, sebagai bagian yang tidak terpisahkan dari Berita Acara ini.",
        "",
        False,
    ),
    (
        "Petugas penghubung",
        "Setiap kelurahan percontohan menunjuk satu petugas penghubung paling lambat tanggal"
        " 30 November 2021.",
        "",
        True,
    ),
    (
        "Evaluasi",
        "Evaluasi pelaksanaan dilakukan setiap triwulan dan dipimpin oleh Bappelitbangda.",
        "",
        True,
    ),
    (
        "Replikasi",
        "Pemodelan dilaksanakan langkah demi langkah dan direplikasi ke kelurahan lain setelah"
        " evaluasi.",
        "Bappelitbangda berharap percontohan mencakup 9 kelurahan.",
        False,
    ),
)

FOLLOW_UPS = (
    (
        "Mengetik dan menyebarkan daftar kontribusi tertulis kepada semua peserta",
        "Matriks kontribusi",
        "Forpemma",
        ["Bappelitbangda"],
        "15 November 2021",
        "KEP-2021-0002",
    ),
    (
        "Menunjuk petugas penghubung di setiap kelurahan percontohan",
        "2 surat penunjukan",
        "Kelurahan Taman",
        ["Kelurahan Demangan", "Kecamatan Taman"],
        "30 November 2021",
        "KEP-2021-0003",
    ),
    (
        "Sosialisasi pinjaman kemitraan dan pembinaan TJSL kepada pelaku UMKM",
        "2 pertemuan sosialisasi",
        "PT INKA",
        ["Disnaker KUKM", "Bank Jatim"],
        "31 Januari 2022",
        "",
    ),
    (
        "Melibatkan media dan warga dalam pertemuan berikutnya",
        "Daftar undangan baru",
        "Yayasan Bambu Nusantara (YBN)",
        ["Kominfo"],
        "14 Januari 2022",
        "",
    ),
    (
        "Melaporkan perkembangan pada pertemuan parapihak berikutnya",
        "Laporan triwulan",
        "Bappelitbangda",
        ["Forpemma"],
        "31 Maret 2022",
        "KEP-2021-0004",
    ),
)

LEADER = {
    "name": "Elita Mardiani",
    "position": "Kepala Bidang Perencanaan Pemerintahan dan Pembangunan Manusia",
    "organisation": "Bappelitbangda",
}
MODERATOR = {"name": "Kadaryono", "position": "", "organisation": "Forpemma"}


def berita_acara() -> dict[str, Any]:
    """Return a berita acara with eighteen parties, two witnesses and one who acknowledges."""
    return {
        **_head(
            "berita-acara/1",
            "berita_acara",
            "BA-2021-0001",
            "000.7/12/401.201/BA/2021",
            "BERITA ACARA",
        ),
        "subject": "Penyepakatan Program Kolaborasi Parapihak Pemodelan Program Kelurahan Mandiri"
        " di Kelurahan Taman dan Kelurahan Demangan, Kecamatan Taman, Kota Madiun",
        "meeting": _meeting(),
        "opening": f"Pada hari ini, {date_in_words(date(2021, 11, 8))}, bertempat di {VENUE},"
        f" telah dilaksanakan {THEME}, yang dihadiri dan disepakati oleh para pihak:",
        "parties": [
            {"organisation": organisation, "sector": sector, "name": name, "position": position}
            for name, position, organisation, sector, _inferred in PEOPLE
        ],
        "basis": [
            "Nota Kesepakatan Multistakeholder pada Workshop Collaborative Governance tanggal"
            " 26 Februari 2021 (nomor tidak diketahui);",
            "Laporan survei tematik Februari 2021 di 9 kelurahan dan hasil profiling lapak UMKM"
            " Oktober 2021.",
        ],
        "agreement": "Para pihak menyepakati hal-hal sebagai berikut:",
        "clauses": [
            {
                "heading": ordinal_heading(number),
                "title": title,
                "text": f"{text}\n\nCatatan: {remark}" if remark else text,
                "example": example,
            }
            for number, (title, text, remark, example) in enumerate(DECISIONS, start=1)
        ],
        "closing": "Demikian Berita Acara ini dibuat dengan sebenarnya untuk dipergunakan"
        " sebagaimana mestinya. Kontribusi dalam Berita Acara ini merupakan komitmen sukarela"
        " masing-masing pihak.",
        "signatories": _signatories(),
        "attendance": _attendance(),
        "attendance_note": "Sumber mencatat 18 peserta; jumlah per organisasi tidak disebutkan.",
        "contributions": _contributions(),
        "contributions_note": "14 kontribusi: 12 diakomodir, 1 digabung, 1 ditunda.",
        "follow_ups": _follow_ups(),
        "objections": [],
    }


def invitation() -> dict[str, Any]:
    """Return the invitation to the meeting."""
    return {
        **_head(
            "undangan/1", "invitation", "RPT-2021-0002", "000.7/11/401.201/UND/2021", "UNDANGAN"
        ),
        "subject": "Undangan Lokakarya Penyepakatan",
        "date": "2021-11-03",
        "date_text": "3 November 2021",
        "meeting": _meeting(),
        "nature": "Penting",
        "attachment": "1 (satu) lembar",
        "opening": "Menindaklanjuti Workshop Collaborative Governance pada tanggal 26 Februari"
        " 2021, dengan hormat kami mengundang Bapak/Ibu untuk hadir pada:",
        "agenda": [
            {"time": time, "title": title, "speaker": speaker, "example": True}
            for time, title, speaker in (
                ("08.30", "Registrasi", ""),
                ("09.00", "Pembukaan", "Bappelitbangda"),
                ("09.15", "Konsep Kelurahan Mandiri", "Elita Mardiani"),
                ("09.40", "TJSL dan kemitraan", "Bambang Ramadhiarto"),
                ("10.00", "Hasil survei, tiga fokus, dan profiling lapak", "Titik S."),
                ("10.30", "Pandangan pendamping", "M.S. Rizal"),
                ("10.45", "Diskusi dan penulisan kontribusi", "Kadaryono"),
                ("11.45", "Penyepakatan", ""),
                ("12.00", "Penandatanganan berita acara", ""),
            )
        ],
        "note": "",
        "closing": "Demikian undangan ini kami sampaikan. Atas perhatian dan kehadiran Bapak/Ibu,"
        " kami ucapkan terima kasih.",
        "invitees": [
            {"organisation": organisation, "name": name, "position": position, "example": False}
            for name, position, organisation, _sector, _inferred in PEOPLE
        ],
        "signatories": [{**_signatories()[0], "capacity_text": ""}],
    }


def attendance_list() -> dict[str, Any]:
    """Return the attendance list of the meeting."""
    return {
        **_head("daftar-hadir/1", "attendance_list", "RPT-2021-0002", "", "DAFTAR HADIR"),
        "subject": THEME,
        "meeting": _meeting(),
        "attendance": _attendance(),
        "attendance_note": "Sumber mencatat 18 peserta; jumlah per organisasi tidak disebutkan.",
        "counts": _counts(),
        "spare_rows": 6,
        "signatories": [{**_signatories()[0], "capacity_text": ""}],
    }


def minutes() -> dict[str, Any]:
    """Return the minutes of the meeting."""
    return {
        **_head("notulen/1", "minutes", "RPT-2021-0002", "", "NOTULEN"),
        "subject": THEME,
        "meeting": _meeting(),
        "counts": _counts(),
        "opening": "",
        "closing": "",
        "late_note": "",
        "counts_note": "Sumber mencatat 18 peserta; media belum hadir.",
        "course": [
            {
                "time": "09.15",
                "title": "Konsep Kelurahan Mandiri",
                "speaker": "Elita Mardiani (Bappelitbangda)",
                "example": True,
                "entries": [
                    _entry(
                        "Elita Mardiani (Bappelitbangda)",
                        "Menyamakan kembali pemahaman tentang Kelurahan Mandiri: program ini lahir"
                        " karena Covid-19, ketika pengangguran dan kemiskinan naik dan angka"
                        " harapan hidup turun. Setiap kelurahan memakai potensinya sendiri,"
                        " terutama untuk pemulihan ekonomi; lapak UMKM di 27 kelurahan menjadi"
                        " modal tempat usaha.",
                        original="menyamakan pemahaman kembali terkait Konsep Kelurahan Mandiri",
                    ),
                    _entry(
                        "Elita Mardiani (Bappelitbangda)",
                        "Bappelitbangda sebenarnya berharap Forpemma mendampingi 9 kelurahan,"
                        " dua sampai tiga di setiap kecamatan.",
                        differs=True,
                    ),
                ],
            },
            {
                "time": "09.40",
                "title": "TJSL dan kemitraan",
                "speaker": "Bambang Ramadhiarto (PT INKA)",
                "example": True,
                "entries": [
                    _entry(
                        "Bambang Ramadhiarto (PT INKA)",
                        "Melalui TJSL ada 21 UMK mitra di Madiun Raya, hanya 2 dari Kota Madiun."
                        " Penyaluran 2021 turun karena laba turun selama pandemi. Kesempatan tetap"
                        " terbuka bagi UMKM yang memerlukan pinjaman dan pembinaan.",
                    ),
                ],
            },
            {
                "time": "10.45",
                "title": "Diskusi dan penulisan kontribusi",
                "speaker": "Kadaryono (Forpemma)",
                "example": True,
                "entries": [
                    _entry(
                        "Seluruh peserta",
                        "Mendukung gagasan dan menyampaikan serta menuliskan peran masing-masing.",
                        later="dicatat kemudian, 9 November 2021",
                    ),
                ],
            },
        ],
        "decisions": [
            {
                "reference": f"KEP-2021-{number:04}",
                "title": title,
                "text": text,
                "remark": remark,
                "example": example,
            }
            for number, (title, text, remark, example) in enumerate(DECISIONS, start=1)
        ],
        "follow_ups": _follow_ups(),
        "contributions": _contributions(),
        "objections": [],
        "signatories": [
            {**_signatories()[14], "slot": 1, "position": "Notulis", "capacity_text": ""},
            {**_signatories()[0], "slot": 2, "position": "Pimpinan rapat", "capacity_text": ""},
        ],
    }


def _head(schema: str, kind: str, reference: str, number: str, title: str) -> dict[str, Any]:
    code = "7H3K-9QMD-2XVA-8"
    path = f"/verifikasi/{code}/" if kind == "berita_acara" else "/rapat/RPT-2021-0002/"
    return {
        "schema": schema,
        "kind": kind,
        "reference": reference,
        "number": number,
        "title": title,
        "example": True,
        "example_notice": EXAMPLE_NOTICE,
        "recorded_at": "2021-11-08T12:00:00+07:00",
        "place": "Madiun",
        "date": "2021-11-08",
        "date_text": "8 November 2021",
        "letterhead": {
            "government": "PEMERINTAH KOTA MADIUN",
            "agency": "BADAN PERENCANAAN PEMBANGUNAN, PENELITIAN DAN PENGEMBANGAN DAERAH",
            "unit": "",
            "address": "Gedung Graha Kridha Praja, Kota Madiun",
            "emblem": "img/letterhead/emblem.svg",
        },
        "letter": {
            "paper": "A4",
            "margin_top_mm": 20,
            "margin_right_mm": 20,
            "margin_bottom_mm": 25,
            "margin_left_mm": 30,
            "font_pt": "11",
            "signature_layout": "two_columns",
        },
        "verification": {
            "url": f"https://rembug.example{path}",
            "code": code if kind == "berita_acara" else "",
        },
    }


def _meeting() -> dict[str, Any]:
    return {
        "reference": "RPT-2021-0002",
        "kind": "Lokakarya",
        "theme": THEME,
        "purpose": "Menindaklanjuti Workshop Collaborative Governance tanggal 26 Februari 2021",
        "date": "2021-11-08",
        "date_text": "Senin, 8 November 2021",
        "time_text": "08.30 WIB sampai dengan selesai",
        "venue": VENUE,
        "host": "Bappelitbangda Kota Madiun",
        "organisers": ["Yayasan Bambu Nusantara (YBN)", "Forum Pembangunan Masyarakat Kota Madiun"],
        "leader": dict(LEADER),
        "moderator": dict(MODERATOR),
        "note_taker": None,
        "follows": "Workshop Collaborative Governance, 26 Februari 2021",
        "regions": ["Kelurahan Taman", "Kelurahan Demangan"],
    }


def _signatories() -> list[dict[str, Any]]:
    parties = [
        {
            "slot": slot,
            "capacity": "party",
            "capacity_text": "Para Pihak",
            "rank": 1,
            "name": name,
            "position": position,
            "organisation": organisation,
            "nip": "",
            "wants_nip": sector == GOVERNMENT,
        }
        for slot, (name, position, organisation, sector, _inferred) in enumerate(PEOPLE, start=1)
    ]
    others = [
        {
            "slot": 19,
            "capacity": "witness",
            "capacity_text": "Saksi",
            "rank": 2,
            "name": "Kadaryono",
            "position": "Moderator",
            "organisation": "Forpemma",
            "nip": "",
            "wants_nip": False,
        },
        {
            "slot": 20,
            "capacity": "acknowledging",
            "capacity_text": "Mengetahui",
            "rank": 3,
            "name": "",
            "position": "Kepala Badan",
            "organisation": "Bappelitbangda Kota Madiun",
            "nip": "",
            "wants_nip": True,
        },
    ]
    return parties + others


def _attendance() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "position": position,
            "organisation": organisation,
            "sector": sector,
            "sex": "",
            "attendance": "Hadir",
            "inferred": inferred,
            "example": False,
        }
        for name, position, organisation, sector, inferred in PEOPLE
    ]


def _counts() -> list[dict[str, Any]]:
    sectors = [sector for *_rest, sector, _inferred in PEOPLE]
    return [
        {"sector": sector, "people": sectors.count(sector)} for sector in dict.fromkeys(sectors)
    ]


def _contributions() -> list[dict[str, Any]]:
    rows = []
    for number, pledge in enumerate(PLEDGES, start=1):
        organisation, sector, text, form, volume, value, note, place, when, focus, problem = pledge
        rows.append(
            {
                "reference": f"KOM-2021-{number:04}",
                "organisation": organisation,
                "sector": sector,
                "partners": ["Forpemma"] if number == 12 else [],
                "contribution": text,
                "own_words": "",
                "form": form,
                "volume": volume,
                "value_idr": value,
                "value_text": note,
                "place": place,
                "period": when,
                "focus": focus,
                "problem": problem,
                "decision": "accommodated",
                "decision_text": "Diakomodir",
                "merged_into": "",
                "reason": "",
                "example": True,
            }
        )
    rows[12] |= {
        "decision": "merged",
        "decision_text": "Digabung",
        "merged_into": "KOM-2021-0012",
        "reason": "Tujuan dan bentuknya sama.",
    }
    rows[13] |= {
        "decision": "deferred",
        "decision_text": "Ditunda",
        "reason": "Menunggu rencana kerja tahun berikutnya.",
    }
    return rows


def _follow_ups() -> list[dict[str, Any]]:
    return [
        {
            "reference": f"RTL-2021-{number:04}",
            "activity": activity,
            "output": output,
            "owner": owner,
            "supporters": supporters,
            "deadline": deadline,
            "decision": decision,
            "state": "Terbuka",
            "example": True,
        }
        for number, (activity, output, owner, supporters, deadline, decision) in enumerate(
            FOLLOW_UPS, start=1
        )
    ]


def _entry(
    speaker: str, text: str, *, original: str = "", differs: bool = False, later: str = ""
) -> dict[str, Any]:
    return {
        "time": "",
        "kind": "Pernyataan",
        "speaker": speaker,
        "text": text,
        "original": original,
        "differs": differs,
        "recorded_later": later,
        "example": False,
    }
