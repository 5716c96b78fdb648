"""A pasted list of names and offices, one a line, as it comes from a chat, a letter or a sheet.

Pure functions; who is meant is for `stakeholders.matching`.
"""

import re
from dataclasses import dataclass, replace

from stakeholders.naming import is_degree, normalise, split_name, tidy

MOST_LINES = 300
EXAMPLE = "contoh"

# "1.", "(2)", "3)", "4 ", and the marks of a list.
NUMBERING = re.compile(r"\s*(?:\(?\d{1,3}[.)]+\s*|\d{1,3}\s+|[-•*·–—]+\s+)")
SEPARATORS = ("\t", ";", "|")
DASH = re.compile(r"\s[-–—]+\s")
IN_BRACKETS = re.compile(r"(.*?)\(((?:[^()]|\([^()]*\))*)\)\s*")
# What a column that names an office begins with.
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
# Heads of columns; those that stand for nothing here are passed over.
HEADS = {
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
NUMBER_HEADS = {"no", "nomor", "no urut", "nr"}
SEXES = {"l": "L", "laki laki": "L", "pria": "L", "p": "P", "perempuan": "P", "wanita": "P"}


@dataclass(frozen=True, slots=True)
class PastedLine:
    """What a line says; empty where it says nothing. `rest` is what no column was found for."""

    name: str = ""
    position: str = ""
    organisation: str = ""
    sex: str = ""
    rest: str = ""


def parse_pasted_list(text: str) -> list[PastedLine]:
    """Return what each line says, in their order; empty lines and a head are passed over.

    Columns are parted by tabs, semicolons, bars, dashes with spaces, or commas: name, office and
    organisation, or as the head says.
    """
    roles: list[str] | None = None
    found: list[PastedLine] = []
    for number, line in enumerate(line for line in text.splitlines() if normalise(line)):
        if number == 0:
            roles = _parse_header(line)
            if roles is not None:
                continue
        said = _parse_by_header(line, roles) if roles else _guess_line(line)
        if said != PastedLine():
            found.append(_tidy_line(said))
    return found


def is_office(text: str) -> bool:
    """Tell whether a text names an office rather than a person or an organisation."""
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
    """Return name, office and organisation; titles stay with the name, commas at the end too."""
    name, *others = [part.strip() for part in text.split(",")]
    while others and all(is_degree(word) for word in others[0].split()):
        name = f"{name}, {others.pop(0)}".strip(" ,")
    tail = ", ".join(part for part in others[1:] if part)
    return [part for part in (name, *others[:1], tail) if part]


def _parse_header(line: str) -> list[str] | None:
    """Return what each column is, if the line is the head of a table."""
    heads = [normalise(column) for column in _split_columns(line)]
    if heads and heads[0] in NUMBER_HEADS:
        heads = heads[1:]
    if len(heads) < 2 or "nama" not in " ".join(heads) or not set(heads) <= {*HEADS, ""}:
        return None
    return [HEADS.get(head, "") for head in heads]


def _parse_by_header(line: str, roles: list[str]) -> PastedLine:
    said: dict[str, str] = {}
    rest = []
    for index, column in enumerate(_split_columns(line)):
        role = roles[index] if index < len(roles) else ""
        if role and role not in said:
            said[role] = column
        elif column:
            rest.append(column)
    said["sex"] = SEXES.get(normalise(said.get("sex", "")), "")
    return PastedLine(**said, rest="; ".join(rest))


def _guess_line(line: str) -> PastedLine:
    columns = [column for column in _split_columns(line) if column]
    sexes = [column for column in columns if column.upper() in ("L", "P")]
    columns = [column for column in columns if column.upper() not in ("L", "P")]
    if not columns:
        return PastedLine()
    said = _guess_fields(columns[0], columns[1:3])
    return replace(said, sex=sexes[0].upper() if sexes else "", rest="; ".join(columns[3:]))


def _guess_fields(first: str, others: list[str]) -> PastedLine:
    """Return what the first column and at most two others say."""
    first, bracketed = _split_brackets(first)
    first, office = _split_office(first)
    others = [part for part in (office, *others, bracketed) if part]
    # A name may sound like an office; then the office stands in a column of its own.
    if _is_addressed_office(first) and not any(map(_is_addressed_office, others)):
        others.insert(0, first)
        first = ""
    position = next((part for part in others if _is_addressed_office(part)), "")
    if position:
        others.remove(position)
    elif len(others) > 1:
        position = others.pop(0)
    organisation, *more = [*others, ""]
    return PastedLine(first, position, organisation, rest="; ".join(part for part in more if part))


def _is_addressed_office(text: str) -> bool:
    # Politeness may stand before an office: "Bapak Camat Utara".
    return is_office(split_name(text).name)


def _split_brackets(text: str) -> tuple[str, str]:
    match = IN_BRACKETS.fullmatch(text)
    # "(contoh)" marks what is invented; it is neither an office nor an organisation.
    if match is None or not match[1].strip() or normalise(match[2]) == EXAMPLE:
        return text, ""
    return match[1].strip(), match[2].strip()


def _split_office(name: str) -> tuple[str, str]:
    """Part "Siti, Kabid Perencanaan", where another mark parts the columns."""
    name, *others = _split_by_commas(name) or [""]
    office = ", ".join(part for part in others if part)
    return (name, office) if is_office(office) else (", ".join([name, *others]), "")


def _tidy_line(said: PastedLine) -> PastedLine:
    """Put the name into the form of the register, and keep what its honorific told."""
    full_name, office = split_name(said.name), split_name(said.position)
    is_addressed = bool(office.sex) and is_office(office.name)
    return replace(
        said,
        name=str(full_name) if full_name.name else "",
        position=office.name if is_addressed else said.position,
        sex=said.sex or full_name.sex or (office.sex if is_addressed else ""),
    )
