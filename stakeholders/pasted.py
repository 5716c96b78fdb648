"""Parsing a pasted list of names and offices, one person per line, from a chat or a spreadsheet.

Pure functions; `stakeholders.matching` finds out who is meant.
"""

import re
from dataclasses import dataclass, replace

from stakeholders.naming import is_title_after, normalise, split_name, tidy

MOST_LINES = 300
EXAMPLE = "contoh"

# "1.", "(2)", "3)", "4 ", and bullets.
NUMBERING = re.compile(r"\s*(?:\(?\d{1,3}[.)]+\s*|\d{1,3}\s+|[-•*·–—]+\s+)")
SEPARATORS = ("\t", ";", "|")
DASH = re.compile(r"\s[-–—]+\s")
IN_BRACKETS = re.compile(r"(.*?)\(((?:[^()]|\([^()]*\))*)\)\s*")
# First words of a position (an office).
OFFICES = {
    *("analis", "anggota", "asisten", "babinsa", "bendahara", "bhabinkamtibmas", "bupati", "camat"),
    *("danramil", "dekan", "direktur", "dirut", "dosen", "fasilitator", "fc", "field", "guru"),
    *(
        "humas",
        "jurnalis",
        "kabag",
        "kaban",
        "kabid",
        "kader",
        "kadin",
        "kadis",
        "kanit",
        "kapolsek",
    ),
    *("kaprodi", "kasatpol", "kasi", "kasie", "kasubag", "kasubbag", "kasubbid", "kasubid"),
    *("kepala", "ketua", "ketum", "koordinator", "lurah", "manager", "manajer", "operator"),
    *("pelapak", "pendamping", "pengurus", "penyuluh", "perwakilan", "pimpinan", "pj", "plh"),
    *("plt", "rektor", "relawan", "sekcam", "sekda", "sekdin", "seklur", "sekretaris", "staf"),
    *("staff", "subkoordinator", "supervisor", "wakil", "walikota", "wartawan"),
}
# Column headings and the field each names; columns with an empty field are ignored.
HEADINGS = {
    "nama": "name",
    "nama lengkap": "name",
    "nama peserta": "name",
    "jabatan": "position",
    "posisi": "position",
    "asal": "organisation",
    "asal instansi": "organisation",
    "instansi": "organisation",
    "instansi organisasi": "organisation",
    "lembaga": "organisation",
    "opd": "organisation",
    "organisasi": "organisation",
    "unit kerja": "organisation",
    "jenis kelamin": "sex",
    "l p": "sex",
    "jk": "sex",
    "keterangan": "",
    "no hp": "",
    "paraf": "",
    "tanda tangan": "",
    "ttd": "",
}
NUMBER_HEADINGS = {"no", "nomor", "no urut", "nr"}
SEXES = {"l": "L", "laki laki": "L", "pria": "L", "p": "P", "perempuan": "P", "wanita": "P"}


@dataclass(frozen=True, slots=True)
class PastedLine:
    """The fields of one line, empty where not given; `rest` is text that fits no field."""

    name: str = ""
    position: str = ""
    organisation: str = ""
    sex: str = ""
    rest: str = ""


def parse_pasted_list(text: str) -> list[PastedLine]:
    """Return the parsed lines in their order, without empty lines and the header.

    Columns are separated by tabs, semicolons, bars, dashes with spaces, or commas. Without a header
    they are taken as name, position and organisation.
    """
    column_fields: list[str] | None = None
    parsed: list[PastedLine] = []
    for number, line in enumerate(line for line in text.splitlines() if normalise(line)):
        if number == 0:
            column_fields = _parse_header(line)
            if column_fields is not None:
                continue
        fields = _parse_by_header(line, column_fields) if column_fields else _guess_line(line)
        if fields != PastedLine():
            parsed.append(_tidy_line(fields))
    return parsed


def is_office(text: str) -> bool:
    """Tell whether a text names a position rather than a person or an organisation."""
    first, _space, _rest = normalise(text).partition(" ")
    return first in OFFICES


# ── Columns ──────────────────────────────────────────────────────────────────────────────────


def _split_columns(line: str) -> list[str]:
    line = NUMBERING.sub("", line, count=1) if NUMBERING.match(line) else line
    for separator in SEPARATORS:
        if separator in line:
            return [tidy(part) for part in line.split(separator)]
    if DASH.search(line):
        return [tidy(part) for part in DASH.split(line)]
    return _split_by_commas(tidy(line))


def _split_by_commas(text: str) -> list[str]:
    """Split into name, position and organisation at commas, but not before the titles of a name.

    The organisation may contain commas.
    """
    name, *others = [part.strip() for part in text.split(",")]
    while others and all(is_title_after(word) for word in others[0].split()):
        name = f"{name}, {others.pop(0)}".strip(" ,")
    tail = ", ".join(part for part in others[1:] if part)
    return [part for part in (name, *others[:1], tail) if part]


def _parse_header(line: str) -> list[str] | None:
    """Return the field of each column if the line is a header, else None."""
    headings = [normalise(column) for column in _split_columns(line)]
    if headings and headings[0] in NUMBER_HEADINGS:
        headings = headings[1:]
    if (
        len(headings) < 2
        or "nama" not in " ".join(headings)
        or not set(headings) <= {*HEADINGS, ""}
    ):
        return None
    return [HEADINGS.get(heading, "") for heading in headings]


def _parse_by_header(line: str, column_fields: list[str]) -> PastedLine:
    fields: dict[str, str] = {}
    rest = []
    for index, column in enumerate(_split_columns(line)):
        field = column_fields[index] if index < len(column_fields) else ""
        if field and field not in fields:
            fields[field] = column
        elif column:
            rest.append(column)
    fields["sex"] = SEXES.get(normalise(fields.get("sex", "")), "")
    return PastedLine(**fields, rest="; ".join(rest))


def _guess_line(line: str) -> PastedLine:
    columns = [column for column in _split_columns(line) if column]
    sexes = [column for column in columns if column.upper() in ("L", "P")]
    columns = [column for column in columns if column.upper() not in ("L", "P")]
    if not columns:
        return PastedLine()
    parsed = _guess_fields(columns[0], columns[1:3])
    return replace(parsed, sex=sexes[0].upper() if sexes else "", rest="; ".join(columns[3:]))


def _guess_fields(first: str, others: list[str]) -> PastedLine:
    """Guess the fields from the first column and at most two others."""
    first, bracketed = _split_brackets(first)
    first, office = _split_office(first)
    others = [part for part in (office, *others, bracketed) if part]
    # A first column that looks like a position is one, unless another column is a position too.
    if _is_office_ignoring_honorific(first) and not any(map(_is_office_ignoring_honorific, others)):
        others.insert(0, first)
        first = ""
    position = next((part for part in others if _is_office_ignoring_honorific(part)), "")
    if position:
        others.remove(position)
    elif len(others) > 1:
        position = others.pop(0)
    organisation, *more = [*others, ""]
    return PastedLine(first, position, organisation, rest="; ".join(part for part in more if part))


def _is_office_ignoring_honorific(text: str) -> bool:
    # An honorific may precede a position: "Bapak Camat Utara".
    return is_office(split_name(text).name)


def _split_brackets(text: str) -> tuple[str, str]:
    match = IN_BRACKETS.fullmatch(text)
    # "(contoh)" marks illustrative data; it is no position and no organisation.
    if match is None or not match[1].strip() or normalise(match[2]) == EXAMPLE:
        return text, ""
    return match[1].strip(), match[2].strip()


def _split_office(name: str) -> tuple[str, str]:
    """Split "Siti, Kabid Perencanaan" into name and position, in one column of several."""
    name, *others = _split_by_commas(name) or [""]
    office = ", ".join(part for part in others if part)
    return (name, office) if is_office(office) else (", ".join([name, *others]), "")


def _tidy_line(line: PastedLine) -> PastedLine:
    """Return the line with the name in standard form, and the sex that an honorific tells."""
    full_name, office = split_name(line.name), split_name(line.position)
    is_addressed = bool(office.sex) and is_office(office.name)
    return replace(
        line,
        name=str(full_name) if full_name.name else "",
        position=office.name if is_addressed else line.position,
        sex=line.sex or full_name.sex or (office.sex if is_addressed else ""),
    )
