"""The Indonesian words of official documents, whatever language the portal is shown in."""

SECTORS = {
    "government": "Pemerintah",
    "civil_society": "OMS",
    "company": "Perusahaan",
    "academia": "Akademisi",
    "media": "Media",
    "development_partner": "Mitra pembangunan",
    "citizen": "Warga",
}
ATTENDANCE = {
    "unmarked": "Belum ditandai",
    "present": "Hadir",
    "late": "Terlambat",
    "represented": "Diwakili",
    "excused": "Izin",
    "absent": "Tidak hadir",
}
ONLINE = "daring"
MARK_SOURCES = {
    "check_in": "lewat check-in mandiri",
    "paper": "dari daftar hadir kertas",
}
FORMS = {
    "goods": "Barang",
    "physical_works": "Pekerjaan fisik",
    "service": "Jasa atau pendampingan",
    "training": "Pelatihan",
    "loan": "Pinjaman langsung",
    "policy": "Kebijakan atau fasilitasi",
    "publication": "Publikasi",
    "research": "Riset",
    "labour": "Tenaga",
    "space": "Tempat",
    "other": "Lainnya",
}
# For each state of a pledge: the decision as stored in the content, and its word in the matrix.
PLEDGES = {
    "accommodated": ("accommodated", "Diakomodir"),
    "agreed": ("accommodated", "Diakomodir"),
    "merged": ("merged", "Digabung"),
    "deferred": ("deferred", "Ditunda"),
    "declined": ("declined", "Ditolak"),
}
UNDECIDED = ("undecided", "Belum diputuskan")
FOLLOW_UPS = {"open": "Terbuka", "done": "Selesai", "dropped": "Dihentikan"}
LOG = {
    "statement": "Pernyataan",
    "decision": "Keputusan",
    "pledge": "Kontribusi",
    "follow_up": "Tindak lanjut",
    "note": "Catatan",
}
CAPACITIES = {"party": "Para Pihak", "witness": "Saksi", "acknowledging": "Mengetahui"}
# The position of a substitute who signs on behalf of an office holder (atas nama).
ON_BEHALF = "a.n. {position}"
TITLES = {
    "invitation": "UNDANGAN",
    "attendance_list": "DAFTAR HADIR",
    "minutes": "NOTULEN",
    "berita_acara": "BERITA ACARA",
    "nota_kesepakatan": "NOTA KESEPAKATAN",
    "addendum": "ADENDUM",
    "bast": "BERITA ACARA SERAH TERIMA",
}
# For each kind of change: how a clause of an addendum announces it; {} is the changed heading.
CHANGES = {
    "replaces": "Mengubah butir {}",
    "adds": "Menambah butir {}",
    "removes": "Mencabut butir {}",
}
CONDITIONS = {
    "new": "Baru",
    "good": "Baik",
    "used": "Bekas, layak pakai",
    "faulty": "Ada kekurangan",
    "carried_out": "Terlaksana",
}
INK = {
    "pending": "belum dicatat",
    "signed": "ditandatangani",
    "to_follow": "menandatangani menyusul",
    "declined": "tidak menandatangani",
    "delegated": "ditandatangani oleh penerima kuasa, menyusul",
}
EXAMPLE_NOTICE = (
    "Contoh: isi bertanda “contoh” pada naskah ini adalah ilustrasi untuk memperagakan aplikasi;"
    " naskah ini bukan dokumen resmi."
)
EXAMPLE = "contoh"
INFERRED = "disimpulkan"
NOT_PUBLIC = "Rincian tidak diumumkan; tersimpan pada sekretariat."
