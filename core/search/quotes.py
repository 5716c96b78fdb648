"""Quoted lines: where in a text the words of a query were found, with the words marked."""

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.search.words import fold_character, is_whole_word

# More of a text is not read; so many characters stand before and after the first word found.
MOST_READ = 20_000
BEFORE, AFTER = 60, 140
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

type Span = tuple[int, int]


def mark_words(text: str, words: Sequence[str]) -> SafeString:
    """Return the text, escaped, with the words marked."""
    return _mark(text, find_spans(text, words))


def quote_line(texts: Iterable[str], words: Sequence[str]) -> SafeString:
    """Return the line around the first word that one of the texts has, or ""."""
    for text in texts:
        read = text[:MOST_READ]
        spans = find_spans(read, words)
        if spans:
            return _cut(read, spans)
    return SafeString("")


def find_spans(text: str, words: Sequence[str]) -> list[Span]:
    """Return from where to where the words of a text reach that a query has found."""
    spans, token, start = [], "", 0
    for position, character in enumerate(f"{text} "):
        folded = fold_character(character)
        if folded != " ":
            start = start if token else position
            token += folded
        elif token:
            if any(
                token == word if is_whole_word(word) else token.startswith(word) for word in words
            ):
                spans.append((start, position))
            token = ""
    return spans


def _cut(text: str, spans: list[Span]) -> SafeString:
    first, last = spans[0]
    begin = text.rfind("\n", 0, first) + 1
    end = text.find("\n", last)
    end = len(text) if end == -1 else end
    before = after = ""
    if first - begin > BEFORE:
        begin, before = text.find(" ", first - BEFORE, first) + 1 or first, ELLIPSIS
    if end - last > AFTER:
        space = text.rfind(" ", last, last + AFTER)
        end, after = (last if space == -1 else space), ELLIPSIS
    inside = [(start - begin, stop - begin) for start, stop in spans if stop <= end]
    return format_html("{}{}{}", before, _mark(text[begin:end], inside), after)


def _mark(text: str, spans: Sequence[Span]) -> SafeString:
    parts, position = [], 0
    for start, stop in spans:
        parts.append((text[position:start], text[start:stop]))
        position = stop
    marked = format_html_join("", "{}<mark>{}</mark>", parts)
    return format_html("{}{}", marked, text[position:])
