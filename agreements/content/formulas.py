"""Formulas of letterheads: the {fields} that they may use, their checks and their defaults.

Formulas are printed on official papers, so the defaults are Indonesian; the secretariat rewords
them as its city does.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import TypedDict, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.content.wording import TITLES
from agreements.models import FormulaKind, LetterheadFormula
from core.numbering import MAX_LENGTH, check_pattern, format_number
from core.refusals import Refused

# Fields of the sentences (opening, agreement, closing), and what each is replaced by.
_MEANINGS = {
    "tema": gettext_lazy("the theme of the meeting"),
    "tanggal": gettext_lazy("the day and date"),
    "tanggal_terbilang": gettext_lazy("the day and date in words"),
    "tempat": gettext_lazy("the venue"),
    "pimpinan": gettext_lazy("the leader of the meeting"),
    "moderator": gettext_lazy("the moderator of the meeting"),
    "jumlah_peserta": gettext_lazy("the number of participants"),
    "naskah": gettext_lazy("the document that this one amends or rests on"),
    "penyerah": gettext_lazy("who hands over"),
    "penerima": gettext_lazy("who receives"),
}
_OF_A_DAY = ("tanggal", "tanggal_terbilang", "tempat")
# Papers of a meeting have the fields of the meeting; the others those of the earlier document.
_OF_A_MEETING = ("tema", *_OF_A_DAY, "pimpinan", "moderator", "jumlah_peserta")
_NAMED: Mapping[str, tuple[str, ...]] = {
    FormulaKind.ADDENDUM: (*_OF_A_DAY, "naskah"),
    FormulaKind.BAST: (*_OF_A_DAY, "naskah", "penyerah", "penerima"),
}
# Fields of number patterns.
NUMBER_FIELDS = {
    "urut": gettext_lazy("the serial number, compulsory; {urut:03} writes at least three figures"),
    "klasifikasi": gettext_lazy("the classification of this paper"),
    "unit": gettext_lazy("the code of the unit, as the letterhead has it"),
    "bulan": gettext_lazy("the month as a figure"),
    "bulan_romawi": gettext_lazy("the month in Roman figures"),
    "tahun": gettext_lazy("the year"),
}
# The parts of a formula that each kind of paper prints, besides the title.
NUMBERED = ("classification", "number_pattern")
PARTS: Mapping[str, tuple[str, ...]] = {
    FormulaKind.INVITATION: (*NUMBERED, "opening", "closing"),
    FormulaKind.ATTENDANCE_LIST: (),
    FormulaKind.MINUTES: ("opening", "closing"),
    FormulaKind.BERITA_ACARA: (*NUMBERED, "opening", "agreement", "closing"),
    FormulaKind.NOTA_KESEPAKATAN: (*NUMBERED, "opening", "agreement", "closing"),
    FormulaKind.ADDENDUM: (*NUMBERED, "opening", "agreement", "closing"),
    FormulaKind.BAST: (*NUMBERED, "opening", "agreement", "closing"),
}
TEXTS = ("opening", "agreement", "closing")

_BRACED = re.compile(r"{([^{}]*)}")


class FormulaChanges(TypedDict, total=False):
    """The texts of a formula that the secretariat may edit; each kind of paper prints some."""

    title: str
    classification: str
    number_pattern: str
    opening: str
    agreement: str
    closing: str


class FormulaFields(FormulaChanges, total=False):
    """The fields of a new formula: its texts and its kind of paper."""

    kind: str


def get_field_meanings(kind: str) -> dict[str, str | Promise]:
    """Return the fields that the sentences of a kind of paper may use, and what each is replaced
    by.
    """
    return {name: _MEANINGS[name] for name in _NAMED.get(kind, _OF_A_MEETING)}


def check_formula(formula: LetterheadFormula) -> None:
    """Raise Refused for an invalid number pattern, and for an unknown field in a sentence."""
    if formula.number_pattern:
        _check_number(formula)
    for part in TEXTS:
        _check_fields(getattr(formula, part), part, get_field_meanings(formula.kind))


def has_unit_field(pattern: str) -> bool:
    """Tell whether a number pattern uses {unit}, the code of the unit."""
    return "{unit" in pattern


def is_number_too_long(formula: LetterheadFormula) -> bool:
    """Tell whether the longest number of this pattern is too long for a register."""
    longest = format_number(
        formula.number_pattern,
        serial=99_999,
        day=date(2000, 8, 1),  # August: VIII is the longest Roman numeral of a month
        classification=formula.classification,
        unit=formula.letterhead.unit_code,
    )
    return len(longest) > MAX_LENGTH


def _check_number(formula: LetterheadFormula) -> None:
    pattern = formula.number_pattern
    check_pattern(pattern)
    if "{klasifikasi" in pattern and not formula.classification:
        raise Refused(
            _("The number pattern writes {klasifikasi}: give the classification, or leave it out."),
            field="classification",
        )
    if has_unit_field(pattern) and not formula.letterhead.unit_code:
        raise Refused(
            _(
                "The number pattern writes {unit}, but the letterhead has no code of the unit yet:"
                " give it there, or leave {unit} out."
            ),
            field="number_pattern",
        )
    if is_number_too_long(formula):
        raise Refused(
            _("Numbers by this pattern would be longer than %(length)s characters.")
            % {"length": MAX_LENGTH},
            field="number_pattern",
        )


def _check_fields(text: str, part: str, known: Collection[str]) -> None:
    unknown = [name for name in _BRACED.findall(text) if name not in known]
    if unknown:
        raise Refused(
            _("The field {%(name)s} is unknown. Known fields: %(fields)s.")
            % {
                "name": unknown[0][:40],
                "fields": ", ".join(f"{{{name}}}" for name in known),
            },
            field=part,
        )
    if re.search("[{}]", _BRACED.sub("", text)):
        raise Refused(_("A brace { or } is not paired: write fields as {tanggal}."), field=part)


def get_default_sentences(kind: str) -> dict[str, str]:
    """Return the default sentences of a kind of paper, used until a letterhead has its own.

    They have no number pattern: each city decides what its numbers look like.
    """
    first = _DEFAULTS.get(kind, {})
    return {part: first[part] for part in TEXTS if part in first}


def get_default_pattern(kind: str) -> str:
    """Return the number pattern that is suggested for a kind of paper; some have none."""
    return _DEFAULTS.get(kind, {}).get("number_pattern", "")


def get_default_formulas() -> list[FormulaFields]:
    """Return the default formulas of a new letterhead, one for each kind of paper."""
    return [
        cast("FormulaFields", {"kind": kind, "title": TITLES[kind], **text})
        for kind, text in _DEFAULTS.items()
    ]


_DEFAULTS: Mapping[str, dict[str, str]] = {
    FormulaKind.INVITATION: {
        "number_pattern": "{urut:03}/UND/{bulan_romawi}/{tahun}",
        "opening": (
            "Dengan hormat, kami mengundang Bapak/Ibu untuk hadir dalam pertemuan dengan tema"
            " “{tema}” yang akan dilaksanakan pada:"
        ),
        "closing": (
            "Kehadiran Bapak/Ibu atau wakil yang ditunjuk sangat kami harapkan. Atas perhatian dan"
            " kerja samanya kami ucapkan terima kasih."
        ),
    },
    FormulaKind.ATTENDANCE_LIST: {},
    FormulaKind.MINUTES: {
        "opening": (
            "Catatan jalannya pertemuan dengan tema “{tema}” pada hari {tanggal}, bertempat di"
            " {tempat}."
        ),
        "closing": (
            "Notulen ini disusun dari catatan pertemuan. Keberatan atau usulan perbaikan yang"
            " belum diselesaikan dicantumkan pada bagian akhir."
        ),
    },
    FormulaKind.BERITA_ACARA: {
        "number_pattern": "{urut:03}/BA/{bulan_romawi}/{tahun}",
        "opening": (
            "Pada hari ini, {tanggal_terbilang}, bertempat di {tempat}, telah dilaksanakan"
            " pertemuan dengan tema “{tema}”, dipimpin oleh {pimpinan} dan dipandu oleh"
            " {moderator}, dihadiri {jumlah_peserta} orang sebagaimana tercantum dalam Lampiran I,"
            " serta diikuti dan disepakati oleh para pihak:"
        ),
        "agreement": (
            "Setelah pemaparan, diskusi, dan penulisan kontribusi, para pihak menyepakati hal-hal"
            " berikut:"
        ),
        "closing": (
            "Demikian berita acara ini dibuat dengan sebenarnya, disepakati dan ditandatangani"
            " oleh para pihak, untuk dipergunakan sebagaimana mestinya."
        ),
    },
    FormulaKind.NOTA_KESEPAKATAN: {
        "number_pattern": "{urut:03}/NK/{bulan_romawi}/{tahun}",
        "opening": (
            "Pada hari ini, {tanggal_terbilang}, bertempat di {tempat}, kami yang bertanda tangan"
            " di bawah ini:"
        ),
        "agreement": "Para pihak menyatakan kesepakatan sebagai berikut:",
        "closing": (
            "Demikian nota kesepakatan ini dibuat dan ditandatangani oleh para pihak untuk"
            " dilaksanakan dengan iktikad baik."
        ),
    },
    FormulaKind.ADDENDUM: {
        "number_pattern": "{urut:03}/AD/{bulan_romawi}/{tahun}",
        "opening": (
            "Pada hari ini, {tanggal_terbilang}, bertempat di {tempat}, para pihak dalam {naskah}"
            " yang bertanda tangan di bawah ini:"
        ),
        "agreement": "Para pihak sepakat mengubah {naskah} sebagai berikut:",
        "closing": (
            "Ketentuan lain dalam {naskah} yang tidak diubah tetap berlaku. Adendum ini merupakan"
            " bagian yang tidak terpisahkan darinya dan berlaku sejak ditandatangani para pihak."
        ),
    },
    FormulaKind.BAST: {
        "number_pattern": "{urut:03}/BAST/{bulan_romawi}/{tahun}",
        "opening": (
            "Pada hari ini, {tanggal_terbilang}, bertempat di {tempat}, kami yang bertanda tangan"
            " di bawah ini:"
        ),
        "agreement": (
            "Berdasarkan {naskah}, PIHAK KESATU menyerahkan kepada PIHAK KEDUA, dan PIHAK KEDUA"
            " menerima dari PIHAK KESATU, hal-hal berikut dalam keadaan sebagaimana tercantum:"
        ),
        "closing": (
            "Demikian berita acara serah terima ini dibuat dengan sebenarnya, untuk dipergunakan"
            " sebagaimana mestinya."
        ),
    },
}
