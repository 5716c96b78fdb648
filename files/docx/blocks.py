"""Parses HTML into a list of blocks for a Word file: styled paragraphs, and tables.

Only HTML of our own templates is parsed; what users typed is escaped there.
"""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

Block = dict[str, Any]

BLOCKS = {
    *("p", "div", "section", "header", "footer", "aside", "article", "blockquote"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ol", "ul", "li", "table", "tr", "caption"),
}
VOID = {"br", "img", "hr", "input", "meta", "link", "wbr"}
DOTS = "……………………"
# A wider table does not fit an upright page: each of its rows becomes a paragraph.
MOST_COLUMNS = 6


def parse_blocks(html: str, *, styles: Mapping[str, str]) -> list[Block]:
    """Return the paragraphs and tables of an HTML page in reading order.

    `styles` says which style a paragraph has, by the nearest element with such a class or name: one
    of files.docx.template.STYLES. A paragraph below none of them is "text".
    """
    reader = _BlockParser(styles)
    reader.feed(html)
    reader.close()
    return reader.blocks


class _BlockParser(HTMLParser):
    def __init__(self, styles: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self._styles = styles
        self.blocks: list[Block] = []
        self._open: list[tuple[str, str]] = []  # tag, style or ""
        self._text = ""
        self._counters: list[int] = []
        self._marker = ""
        self._rows: list[list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag == "br":
            self._text += "\n"
        if tag in VOID:
            return
        if tag in BLOCKS:
            self._flush()
        if tag == "ol":
            self._counters.append(0)
        elif tag == "ul":
            self._counters.append(-1)
        elif tag == "li" and self._counters:
            self._marker = self._count_marker()
        elif tag == "table":
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif "gap" in classes:
            self._text += DOTS
        style = next((self._styles[name] for name in [*classes, tag] if name in self._styles), "")
        self._open.append((tag, style))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag in ("td", "th") and self._rows:
            self._rows[-1].append(_tidy(self._text))
            self._text = ""
        elif tag in BLOCKS:
            self._flush()
        if tag == "table":
            self._close_table()
        elif tag in ("ol", "ul"):
            self._counters.pop()
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        # Only <br> is a line break; other white space collapses to a space.
        self._text += re.sub(r"\s+", " ", data.replace("\u00a0", "\x00")).replace("\x00", "\u00a0")

    def _count_marker(self) -> str:
        if self._counters[-1] < 0:
            return "– "
        self._counters[-1] += 1
        return f"{self._counters[-1]}. "

    def _flush(self) -> None:
        if self._rows is not None:
            return  # a cell keeps its text in one piece
        text = _tidy(self._text)
        self._text = ""
        if text:
            style = next((style for _tag, style in reversed(self._open) if style), "text")
            self.blocks.append({"kind": style, "text": self._marker + text})
            self._marker = ""

    def _close_table(self) -> None:
        rows = [row for row in self._rows or [] if row]
        self._rows = None
        if not rows:
            return
        width = max(map(len, rows))
        if width <= MOST_COLUMNS:
            rows = [row + [""] * (width - len(row)) for row in rows]
            self.blocks.append({"kind": "table", "rows": rows})
            return
        heads, *others = rows
        for row in others:
            told = [f"{head}: {cell}" for head, cell in zip(heads, row, strict=False) if cell]
            self.blocks.append({"kind": "quote", "text": "\n".join(told)})


def _tidy(text: str) -> str:
    lines = (re.sub(r"[ \t]+", " ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(lines).strip()
