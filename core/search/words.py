"""Tokenization: the words of a text, the same in Python, PostgreSQL and SQLite.

A word is a run of letters and digits, in lower case and without accents. SQLite's tokenizer
`unicode61` splits so by itself; PostgreSQL is given the same rules as a function. Both know more
letters than Python looks for: a query asks only for letters that both have had since Unicode 3.2.
"""

import unicodedata
from functools import lru_cache

LONGEST_QUERY = 200
MOST_WORDS = 8
# Longer words are cut, since PostgreSQL takes none of more than 2,046 bytes.
LONGEST_WORD = 64
# A shorter number is found as a whole only: thousands of rows have a number that begins with 1.
SHORTEST_NUMBER_START = 3

# The accents that a letter may be followed by, as SQLite's tokenizer knows them.
ACCENTS = (
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030f\u0311\u031b"
    "\u0323\u0324\u0325\u0326\u0327\u0328\u032d\u032e\u0330\u0331"
)
LATIN = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
EMOJI = range(0x1F000, 0x1FB00)
# Letters that SQLite's tokenizer folds otherwise than Unicode's lower case.
ODD = dict(zip("µſςϐϑϕϖϰϱϵẛ\u1fbeİǠǡ", "μsσβθφπκρεsιiǡǡ", strict=True))


def split_query(text: str) -> list[str]:
    """Return the different words of a query, at most MOST_WORDS."""
    words = fold_text(text.replace("\0", " ")[:LONGEST_QUERY]).split()
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in words))[:MOST_WORDS]


def is_whole_word(word: str) -> bool:
    """Tell whether a word of a query is only found as a whole, not as the beginning of a word."""
    return word.isdecimal() and len(word) < SHORTEST_NUMBER_START


def fold_text(text: str) -> str:
    """Return a text with each character folded; what is neither letter nor digit is a space."""
    return "".join(map(fold_character, text))


@lru_cache(4096)
def fold_character(character: str) -> str:
    """Return a letter in lower case without its accent, "" for an accent, a space for others."""
    if character in ACCENTS:
        return ""
    if unicodedata.ucd_3_2_0.category(character)[0] not in "LN":
        return " "
    if character in ODD:
        return ODD[character]
    lower = character.lower()
    lower = lower if len(lower) == 1 else character
    return strip_accent(lower) if ord(lower) in LATIN else lower


def strip_accent(letter: str) -> str:
    """Return the Latin letter without its accents, if it is one of a to z."""
    plain = unicodedata.normalize("NFD", letter)[0]
    return plain if "a" <= plain <= "z" else letter


def list_foldings() -> dict[str, str]:
    """Return the letters that are folded otherwise than to lower case: Latin and odd ones."""
    foldings = {chr(code): fold_character(chr(code)) for code in LATIN} | ODD
    return {letter: folded for letter, folded in foldings.items() if folded not in (letter, " ")}


def list_separators() -> list[tuple[int, int]]:
    """Return the ranges of code points beyond ASCII that are neither letters nor digits."""
    ranges: list[tuple[int, int]] = []
    for code in filter(is_separator, range(0x80, 0x110000)):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return ranges


def is_separator(code: int) -> bool:
    """Tell whether a code point beyond ASCII ends a word: all but letters, digits and accents."""
    category = unicodedata.category(chr(code))
    if category[0] in "LN" or chr(code) in ACCENTS:
        return False
    # Unassigned code points are letters to SQLite's tokenizer, but emoji are assigned every year.
    return code in EMOJI or category not in ("Co", "Cn", "Cs")
