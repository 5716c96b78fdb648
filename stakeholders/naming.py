"""Parsing personal names as people write them: titles, honorifics, odd spacing; and making slugs.

Pure functions without database access. A name that cannot be parsed is kept whole.
"""

import re
import string
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.text import slugify

from stakeholders.models import Sex

# Honorifics are not titles and are dropped; some of them tell the sex.
HONORIFICS = {
    "bapak": Sex.MALE,
    "bpk": Sex.MALE,
    "bp": Sex.MALE,
    "pak": Sex.MALE,
    "sdr": "",
    "ibu": Sex.FEMALE,
    "bu": Sex.FEMALE,
    "sdri": Sex.FEMALE,
    "yth": "",
}
# Titles before the name, with or without a dot.
BEFORE = {
    *("prof", "dr", "drg", "drh", "drs", "dra", "ir", "apt", "ners"),
    *("h", "hj", "kh", "k.h", "ust", "ustaz", "ustadz", "pdt", "rm", "rr", "r.a", "r.ngt"),
    *("letkol", "kol", "kolonel", "mayor", "kapten", "lettu", "letda", "serma", "serka", "peltu"),
    *("akbp", "akp", "kompol", "kombes", "iptu", "ipda", "aiptu", "aipda", "bripka"),
}
# Titles after the name, without dots; those with dots match DOTTED.
AFTER = {
    *("SE", "SH", "SHI", "SI", "SIP", "SIK", "SKM", "SKep", "SKed", "SKom", "SKomI", "SAg", "SAP"),
    *("SPd", "SPdI", "SPt", "SP", "SPsi", "SS", "SSi", "SSn", "SSos", "SST", "SSTP", "ST", "STP"),
    *("STh", "STrKeb", "SHut", "SFarm", "SGz", "SAk", "SAB", "SIKom", "SIAN"),
    *("MA", "MAB", "MAP", "MAg", "MAk", "MBA", "MCs", "MEng", "MFarm", "MH", "MHum", "MIKom"),
    *("MIP", "MKM", "MKes", "MKn", "MKom", "MM", "MP", "MPA", "MPd", "MPdI", "MPH", "MPP", "MPsi"),
    *(
        "MPSDM",
        "MS",
        "MSc",
        "MSE",
        "MSi",
        "MSn",
        "MSos",
        "MT",
        "MTI",
        "MURP",
        "MPWK",
        "MEc",
        "MAcc",
    ),
    *("AMd", "AMdKeb", "AMdKep", "AMKeb", "BA", "BBA", "BE", "BSc", "LLM", "LLB", "Lc", "PhD"),
    *("Ak", "CA", "CPA", "QIA", "CFA", "CFP", "CHRP", "Apt", "Ners", "Ns", "SpA", "SpPD", "SpOG"),
}
_AFTER_FOLDED = {title.casefold() for title in AFTER}
# S.Pd, M.Si., S.STP., A.Md.Keb, Ph.D., Sp.A, S.E.; a single letter is an initial, not a title.
DOTTED = re.compile(r"(?:S|M|A|B|D|Sp|Ph|Dr|LL)\.(?:[A-Za-z]{1,5}\.?){1,3}", re.IGNORECASE)
FIRST_WORD = re.compile(r"(k\.h|r\.a|r\.ngt|[a-z]+)(\.\s*|\s+)(?=\S)", re.IGNORECASE)
MOST_BEFORE, MOST_AFTER = 40, 60  # characters, as in the columns of Person
SEPARATORS = " ,;"  # between the parts of a name and at its ends
PUNCTUATION = dict.fromkeys(map(ord, string.punctuation), " ")
SLUG_LENGTH = 70  # leaves room in the column for a number at the end
# Words that URLs have in the place of a slug.
RESERVED_SLUGS = {"baru", "ganda", "saya"}


@dataclass(frozen=True, slots=True)
class FullName:
    """A parsed name; `sex` is set only if an honorific tells it."""

    name: str
    title_before: str = ""
    title_after: str = ""
    sex: str = ""

    def __str__(self) -> str:
        name = f"{self.title_before} {self.name}".strip()
        return f"{name}, {self.title_after}" if self.title_after else name


def tidy(text: str) -> str:
    """Return a line without invisible characters and with single spaces.

    Removes direction marks, zero-width and control characters; non-breaking spaces become spaces.
    """
    text = unicodedata.normalize("NFKC", text)
    kept = (
        " " if each.isspace() else each
        for each in text
        if each.isspace() or unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    # Again, since removing a character can bring together "e" and its accent.
    return unicodedata.normalize("NFKC", " ".join("".join(kept).split()))


def normalise(text: str) -> str:
    """Return a text for comparing: without case, accents and punctuation, with single spaces."""
    if text.isascii() and text.isprintable():  # most names: the same, much sooner
        return " ".join(text.lower().translate(PUNCTUATION).split())
    plain = unicodedata.normalize("NFKD", tidy(text)).casefold()
    kept = (each if each.isalnum() else " " for each in plain if not unicodedata.combining(each))
    return " ".join("".join(kept).split())


def split_name(text: str) -> FullName:
    """Parse a name: "Dr. Ir. Siti, M.Si." is Siti, with two titles before and one after.

    Unknown titles stay part of the name. Parsing str() of the result gives the same result.
    """
    text = tidy(text).strip(SEPARATORS)
    sex, text = _strip_honorific(text)
    text, after = _split_titles_after(text)
    before, text = _split_titles_before(text)
    return FullName(text, before, after, sex)


def is_title_after(word: str) -> bool:
    """Tell whether a word is a title that follows a name: M.Si., SH, Ph.D."""
    bare = word.strip(".,")
    if "." in bare:
        return DOTTED.fullmatch(bare) is not None
    # Without dots it must be in the spelling of a title: "SE", not "se" or "Se".
    return bare.casefold() in _AFTER_FOLDED and (bare in AFTER or bare.isupper())


def _strip_honorific(text: str) -> tuple[str, str]:
    sex = ""
    while match := FIRST_WORD.match(text):
        word = match[1].casefold()
        if word not in HONORIFICS:
            break
        sex = sex or str(HONORIFICS[word])
        text = text[match.end() :].lstrip(SEPARATORS)
    return sex, text


def _split_titles_before(text: str) -> tuple[str, str]:
    titles: list[str] = []
    while match := FIRST_WORD.match(text):
        word, gap = match[1], match[2]
        is_bare_letter = len(word) == 1 and "." not in gap
        if word.casefold() not in BEFORE or is_bare_letter:
            break
        title = f"{word}." if "." in gap or len(word) <= 3 else word
        if len(" ".join([*titles, title])) > MOST_BEFORE:
            break
        titles.append(title)
        text = text[match.end() :].lstrip(SEPARATORS)
    return " ".join(titles), text


def _split_titles_after(text: str) -> tuple[str, str]:
    words = text.replace(",", " , ").split()
    titles: list[str] = []
    # The first word is always part of the name.
    while len(words) > 1:
        if words[-1] == ",":
            words.pop()
        elif is_title_after(words[-1]) and len(", ".join([words[-1], *titles])) <= MOST_AFTER:
            titles.insert(0, words.pop())
        else:
            break
    name = " ".join(words).replace(" ,", ",").strip(SEPARATORS)
    return name, ", ".join(titles)


def make_unique_slug(name: str, taken: Collection[str], *, otherwise: str) -> str:
    """Return a slug of a name that is not among `taken`: siti, siti-2, siti-3.

    `otherwise` is used for a name without a letter that a slug can have.
    """
    stem = slugify(name)[:SLUG_LENGTH].strip("-_") or otherwise
    slug, number = stem, 1
    while slug in taken or slug in RESERVED_SLUGS:
        number += 1
        slug = f"{stem}-{number}"
    return slug
