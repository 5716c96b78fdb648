"""Plausible Indonesian texts for generated rows, the same ones in every run.

No text names a real person or office; whatever is generated has a number in its name.
"""

from collections.abc import Sequence

# For searches: in every second text, in a few rows of each table, and nowhere.
COMMON, RARE, MISSING = "warga", "kelorsari", "zanzibar"
# Every so many rows has the rare word.
RARE_EVERY = 20_011

VERBS = (
    "menyediakan", "memperbaiki", "mendampingi", "melatih", "menyumbangkan", "meminjamkan",
    "membangun", "menanam", "merawat", "membina", "menerbitkan", "meneliti", "memeriksa",
    "mengangkut", "mengolah", "menyusun", "memasang", "menata", "membersihkan", "mencetak",
    "mengawasi", "memasarkan", "menghijaukan", "menampung",
)  # fmt: skip
THINGS = (
    "tempat sampah", "bibit pohon", "alat tulis", "mesin jahit", "lampu jalan", "saluran air",
    "taman baca", "komposter", "gerobak", "kursi roda", "buku bacaan", "sumur resapan",
    "kandang ayam", "kolam lele", "warung sehat", "bank sampah", "dapur umum", "papan informasi",
    "pagar sekolah", "lapangan", "posyandu", "jembatan kecil", "tandon air", "panel surya",
    "perahu karet", "gedung serbaguna", "kios", "pompa", "peta wilayah", "sanggar tari",
    "perpustakaan", "rumah kompos", "kebun gizi", "jalan setapak", "balai latihan", "talud",
)  # fmt: skip
PEOPLE = (
    COMMON, "pemuda", COMMON, "lansia", COMMON, "ibu hamil", COMMON, "kader posyandu",
    COMMON, "pedagang kecil", COMMON, "siswa", COMMON, "petani", COMMON, "penyandang disabilitas",
)  # fmt: skip
AIMS = (
    "agar lingkungan bersih", "untuk menekan stunting", "supaya usaha tumbuh",
    "demi air yang layak", "untuk ruang terbuka hijau", "agar anak gemar membaca",
    "supaya banjir berkurang", "untuk pangan rumah tangga", "agar kampung aman",
    "demi kesehatan bersama", "untuk pasar yang tertib", "supaya sampah terpilah",
)  # fmt: skip
TIMES = (
    "setiap bulan", "pada triwulan pertama", "selama satu tahun", "bertahap dua kali",
    "sesudah musim hujan", "sebelum tahun ajaran baru", "tiap pekan", "sampai akhir tahun",
)  # fmt: skip
PLACE_BEGINS = (
    "Suka", "Karang", "Sido", "Mekar", "Wono", "Tegal", "Banjar", "Gunung", "Tanjung", "Pulo",
    "Kali", "Ranca", "Sumber", "Tirto", "Jati", "Kebon", "Margo", "Pasir", "Rawa", "Bukit",
    "Lubuk", "Batu", "Tambak", "Cipta", "Harapan",
)  # fmt: skip
PLACE_ENDS = (
    "maju", "jaya", "sari", "rejo", "mulyo", "asri", "indah", "harjo", "makmur", "agung",
    "lestari", "baru", "tengah", "wetan", "kulon", "lor", "kidul", "raya", "permai", "damai",
)  # fmt: skip
BODIES = (
    "Lembaga", "Yayasan", "Koperasi", "Perusahaan", "Perkumpulan", "Paguyuban", "Dinas", "Balai",
    "Kampus", "Redaksi", "Karang Taruna", "Kelompok Tani", "Bank", "Forum", "Sanggar",
)  # fmt: skip
POSITIONS = (
    "Ketua", "Sekretaris", "Bendahara", "Kepala Bidang", "Koordinator", "Staf", "Direktur",
    "Manajer", "Lurah", "Kepala Seksi",
)  # fmt: skip
UNITS = ("unit", "paket", "orang", "batang", "buku", "meter", "kegiatan", "lembar")
THEMES = (
    "Koordinasi", "Lokakarya", "Evaluasi", "Musyawarah", "Rembuk", "Sosialisasi", "Penjaringan",
    "Tindak lanjut",
)  # fmt: skip


def _pick(words: Sequence[str], number: int) -> str:
    return words[number % len(words)]


def write_phrase(number: int) -> str:
    """Return a short phrase: what is done for whom."""
    return (
        f"{_pick(VERBS, number)} {_pick(THINGS, number // 5)} bagi {_pick(PEOPLE, number // 3)}"
        f"{mark_rare(number)}"
    )


def write_sentence(number: int) -> str:
    """Return a sentence of some twenty words, with a number that no other row has."""
    return (
        f"Kami {_pick(VERBS, number // 7)} {_pick(THINGS, number)} dan"
        f" {_pick(VERBS, number // 11)} {_pick(THINGS, number // 13)} bagi"
        f" {_pick(PEOPLE, number // 3)} {_pick(AIMS, number // 17)} {_pick(TIMES, number // 19)},"
        f" paket {number}{mark_rare(number)}."
    )


def write_theme(number: int) -> str:
    """Return the theme of a meeting, or the title of a document."""
    return (
        f"{_pick(THEMES, number)} {_pick(THINGS, number // 3)} bersama"
        f" {_pick(PEOPLE, number // 5)} {number}{mark_rare(number)}"
    )


def write_place(number: int) -> str:
    """Return the name of a region; names of regions are not unique."""
    if number % RARE_EVERY == 0:
        return RARE.capitalize()
    return _pick(PLACE_BEGINS, number // 3) + _pick(PLACE_ENDS, number // 7)


def write_body(number: int) -> str:
    """Return the name of an organisation, which is unique."""
    place = write_place(number * 31 + 1)
    return f"{_pick(BODIES, number // 2)} {place} {number}{mark_rare(number)}"


def mark_rare(number: int) -> str:
    """Return the rare word for the few rows that have it."""
    return f" {RARE}" if number % RARE_EVERY == 7 else ""
