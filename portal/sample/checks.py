"""Checking the cells of a whole sample folder before anything of it is loaded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.sample import documents, meetings, people, programme
from portal.sample.reader import CsvRow, SampleError, SampleFolder


@dataclass(frozen=True)
class TableRules:
    """What the cells of one file may contain; a column not named here may contain any text."""

    key: str = ""
    required: tuple[str, ...] = ()
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)  # column: the file of the keys
    days: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    integers: tuple[str, ...] = ()
    decimals: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


RULES = {
    "organisasi": TableRules(
        key="kunci",
        required=("nama",),
        choices={"unsur": people.SECTORS},
        references={"induk": "organisasi"},
    ),
    "nama_lain": TableRules(
        required=("organisasi", "nama"),
        choices={"jenis": people.NAME_KINDS},
        references={"organisasi": "organisasi"},
        days=("sejak", "sampai"),
    ),
    "dukungan": TableRules(
        key="kunci",
        required=("organisasi", "nama"),
        references={"organisasi": "organisasi"},
        days=("berlaku_sejak", "berlaku_sampai"),
    ),
    "orang": TableRules(
        key="kunci", required=("nama",), choices={"jk": people.SEXES}, emails=("email",)
    ),
    "mandat": TableRules(
        key="kunci",
        required=("orang", "organisasi"),
        choices={"tugas": people.DUTIES},
        references={"orang": "orang", "organisasi": "organisasi"},
        days=("sejak", "sampai"),
    ),
    "akun": TableRules(
        key="email",
        choices={"peran": people.ROLES},
        references={"orang": "orang"},
        emails=("email",),
    ),
    "wilayah": TableRules(
        key="kode",
        required=("nama",),
        choices={"tingkat": programme.LEVELS},
        references={"kode_induk": "wilayah", "kantor": "organisasi"},
        decimals=("lat", "lon"),
    ),
    "surat": TableRules(
        key="kunci",
        required=("organisasi", "nama", "kop_1", "kop_2", "tempat_surat"),
        choices={"kertas": documents.PAPERS, "tata_letak": documents.LAYOUTS},
        references={"organisasi": "organisasi"},
    ),
    "rapat": TableRules(
        key="kunci",
        required=("tanggal",),
        choices={"status": meetings.STATES},
        references={"tuan_rumah": "organisasi", "penyelenggara": "organisasi"},
        days=("tanggal",),
        times=("mulai", "selesai"),
        integers=("jumlah_peserta_sumber",),
    ),
    "agenda": TableRules(references={"rapat": "rapat"}, times=("mulai",), integers=("menit",)),
    "peserta": TableRules(
        required=("organisasi",),
        choices={"kehadiran": meetings.ATTENDANCE},
        references={"rapat": "rapat", "organisasi": "organisasi", "orang": "orang"},
        times=("datang",),
    ),
    "catatan": TableRules(
        choices={"jenis": meetings.LOG_KINDS}, references={"rapat": "rapat"}, times=("waktu",)
    ),
    "kontribusi": TableRules(
        key="kode",
        required=("organisasi",),
        choices={
            "bentuk": meetings.FORMS,
            "sumber_dana": meetings.FUNDS,
            "putusan": meetings.VERDICTS,
        },
        references={"organisasi": "organisasi", "mitra": "organisasi", "wilayah": "wilayah"},
        days=("mulai", "sampai"),
        integers=("nilai_rp", "penerima_l", "penerima_p"),
    ),
    "dokumen": TableRules(
        key="kunci",
        required=("tanggal",),
        choices={"asal": documents.ORIGINS, "jenis": documents.DOCUMENT_KINDS},
        references={"rapat": "rapat"},
        days=("tanggal",),
    ),
}


def check_folder(folder: SampleFolder) -> None:
    """Raise one SampleError with every mistake that RULES find in the files, in their order."""
    mistakes: list[SampleError] = []
    tables: dict[str, list[CsvRow]] = {}
    keys: dict[str, set[str]] = {}
    for name, rules in RULES.items():
        before = len(mistakes)
        tables[name] = folder.read_table(name, key=rules.key or None, mistakes=mistakes)
        # Who names a row that could not be read makes no mistake of their own.
        if len(mistakes) == before:
            keys[name] = {row.cells.get(rules.key, "") for row in tables[name]}
    for name, rows in tables.items():
        for row in rows:
            mistakes += _list_mistakes(row, RULES[name], keys)
    if mistakes:
        place = {f"{name}.csv": position for position, name in enumerate(RULES)}
        sentences = sorted(
            dict.fromkeys(str(each) for each in mistakes),
            key=lambda each: place.get(each.partition(",")[0], -1),
        )
        raise SampleError("\n".join(sentences))


def _list_mistakes(
    row: CsvRow, rules: TableRules, keys: Mapping[str, set[str]]
) -> list[SampleError]:
    checks: list[tuple[Callable[..., object], tuple[object, ...]]] = [
        *((row.require_text, (column,)) for column in rules.required),
        *((row.get_choice, (column, known)) for column, known in rules.choices.items()),
        *(
            (_find_reference, (row, column, file, keys[file]))
            for column, file in rules.references.items()
            if file in keys
        ),
        *((row.get_day, (column,)) for column in rules.days),
        *((row.get_time, (column,)) for column in rules.times),
        *((row.get_integer, (column,)) for column in rules.integers),
        *((row.get_decimal, (column,)) for column in rules.decimals),
        *((row.get_email, (column,)) for column in rules.emails),
        (row.get_bool, ("contoh",)),
    ]
    mistakes = []
    for check, arguments in checks:
        try:
            check(*arguments)
        except SampleError as mistake:
            mistakes.append(mistake)
    return mistakes


def _find_reference(row: CsvRow, column: str, file: str, known: set[str]) -> None:
    for key in row.get_texts(column):
        if key not in known:
            raise row.build_error(
                _("There is no %(kind)s with the key “%(key)s”.") % {"key": key, "kind": file}
            )
