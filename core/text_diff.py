"""Text diff: two texts compared word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
# A word or punctuation mark with the white space around it, so that the pieces join seamlessly.
_WORD = re.compile(r"\s*(?:\w+|[^\w\s])\s*")
_LINE = re.compile(r"[^\n]*\n?")
_AROUND = ' .,;:!…"“”'  # what stands around a sentence and says nothing
# The time grows with the product of both lengths: longer texts are compared line by line.
MOST_COMPARISONS = 4_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that is in both texts, only in the old, or only in the new one."""

    kind: str
    text: str


def is_same_wording(one: str, other: str) -> bool:
    """Tell whether two texts say the same but for white space, capitals and the mark at the end."""
    return _fold(one) == _fold(other)


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold().strip(_AROUND)


def compare_words(old: str, new: str) -> list[Piece]:
    """Return the diff of two texts; differences in white space alone are ignored.

    The pieces that are not GONE, joined, are the new text.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) * len(after) > MOST_COMPARISONS:
        before, after = _LINE.findall(old), _LINE.findall(new)
    matcher = SequenceMatcher(None, _strip_words(before), _strip_words(after), autojunk=False)
    pieces: list[Piece] = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(SAME, "".join(after[new_from:new_to])))
        else:
            gone, come = before[old_from:old_to], after[new_from:new_to]
            pieces += [Piece(GONE, _add_space_before(pieces, "".join(gone)))] if gone else []
            pieces += [Piece(NEW, "".join(come))] if come else []
    return pieces


def _add_space_before(pieces: Sequence[Piece], gone: str) -> str:
    """Return the removed text, with a space before it where the new text has none."""
    is_joined = bool(pieces) and not pieces[-1].text[-1:].isspace() and gone[:1].isalnum()
    return f" {gone}" if is_joined else gone


def _strip_words(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]
