"""Verification codes: twelve Crockford base32 characters in groups, and a check character.

Source: Douglas Crockford, "Base 32": no I, L, O, U; the check symbol is the value modulo 37.
Five of the 37 check symbols are not letters or digits; a code that would need one is not used.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", ".": ""})


def generate_code() -> str:
    """Return a fresh random code such as 7K3M-9QXT-2VWB-C (60 bits)."""
    while True:
        value = secrets.randbelow(32**LENGTH)
        if value % 37 < 32:
            return _format_code(value)


def _format_code(value: int) -> str:
    digits = ""
    rest = value
    for _digit in range(LENGTH):
        rest, digit = divmod(rest, 32)
        digits = ALPHABET[digit] + digits
    groups = [digits[start : start + 4] for start in range(0, LENGTH, 4)]
    return "-".join([*groups, ALPHABET[value % 37]])


def read_code(text: str) -> str | None:
    """Return a typed code in its standard form; None when its check character does not match.

    Lower case, spaces, missing hyphens and O, I, L for 0, 1, 1 are accepted.
    """
    characters = text.upper().translate(_READ_AS)
    if len(characters) != LENGTH + 1 or not set(characters) <= set(ALPHABET):
        return None
    value = 0
    for character in characters[:LENGTH]:
        value = value * 32 + ALPHABET.index(character)
    written = _format_code(value) if value % 37 < 32 else ""
    return written if written[-1:] == characters[-1] else None
