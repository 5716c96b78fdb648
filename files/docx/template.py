"""Generates template.docx, the template of every Word file: `python -m files.docx.template`.

The bytes are reproducible, so that a test can compare the file in the repository.
"""

import io
import sys
import zipfile
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.run import Run

KEPT = Path(__file__).with_name("template.docx")
MARK, NOTICE = "{{ mark }}", "{{ notice }}"  # on every page
FONT = "Arial"
LEFT, CENTRE, RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
)
UNUSED = {"thumbnail", "stylesWithEffects", "customXml"}
KEPT_STYLES = {
    *("Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid"),
    *("Header", "Footer"),
}
# The styles of files.docx.blocks: alignment, bold, points before, indent in millimetres.
STYLES = {
    "head": (CENTRE, True, 0, 0),
    "title": (CENTRE, True, 6, 0),
    "heading": (LEFT, True, 10, 0),
    "strong": (LEFT, True, 2, 0),
    "text": (LEFT, False, 4, 0),
    "quote": (LEFT, False, 2, 8),
    "item": (LEFT, False, 2, 5),
    "right": (RIGHT, False, 6, 0),
    "capacity": (CENTRE, True, 14, 0),
    "sign": (CENTRE, False, 10, 0),
}


def make_template() -> bytes:
    """Return the template: a mark on every page, and one paragraph for each kind of block."""
    word = Document()
    _add_styles(word)
    _add_mark(word)
    _add_body(word)
    _remove_unused(word)
    word.core_properties.author = "Rembug"
    word.core_properties.comments = ""
    return _save_reproducibly(word)


def _add_styles(word: Word) -> None:
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    for name, (alignment, bold, before, indent) in STYLES.items():
        style = word.styles.add_style(f"block-{name}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.font.bold = bold
        style.paragraph_format.alignment = alignment
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.left_indent = Mm(indent)


def _add_mark(word: Word) -> None:
    section = word.sections[0]
    mark = section.header.paragraphs[0]
    mark.alignment = CENTRE
    run = mark.add_run(MARK)
    run.font.bold, run.font.size, run.font.color.rgb = True, Pt(20), RGBColor(0x9F, 0x2A, 0x1C)
    notice = section.header.add_paragraph()
    notice.alignment = CENTRE
    notice.add_run(NOTICE).font.size = Pt(9)
    foot = section.footer.paragraphs[0]
    foot.alignment = CENTRE
    foot.add_run(f"{MARK} · {{{{ reference }}}} · ").font.size = Pt(9)
    _add_page_number(foot.add_run())


def _add_page_number(run: Run) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text
        run.element.append(element)


def _add_body(word: Word) -> None:
    def add_line(text: str, style: str = "Normal") -> None:
        word.add_paragraph(text, style=style)

    add_line("{%p for block in blocks %}")
    for name in STYLES:
        add_line(f'{{%p if block.kind == "{name}" %}}')
        add_line("{{ block.text }}", f"block-{name}")
        add_line("{%p endif %}")
    add_line('{%p if block.kind == "table" %}')
    table = word.add_table(rows=3, cols=3)
    table.style = "Table Grid"
    table.cell(0, 0).text = "{%tr for row in block.rows %}"
    for place, text in enumerate(("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}")):
        table.cell(1, place).text = text
    table.cell(2, 0).text = "{%tr endfor %}"
    add_line("{%p endif %}")
    add_line("{%p endfor %}")


def _remove_unused(word: Word) -> None:
    """Remove the parts and styles of python-docx's default template that are not used."""
    for rels in (word.part.package.rels, word.part.rels):
        unused = [key for key, rel in rels.items() if rel.reltype.rpartition("/")[2] in UNUSED]
        for key in unused:
            del rels[key]
    for style in list(word.styles):
        if style.name not in KEPT_STYLES and not style.name.startswith("block-"):
            style.delete()


def _save_reproducibly(word: Word) -> bytes:
    """Return the file with fixed dates and sorted parts."""
    held, made = io.BytesIO(), io.BytesIO()
    word.save(held)
    with zipfile.ZipFile(held) as parts, zipfile.ZipFile(made, "w") as kept:
        for name in sorted(parts.namelist()):
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(info, parts.read(name))
    return made.getvalue()


if __name__ == "__main__":
    KEPT.write_bytes(make_template())
    sys.stdout.write(f"{KEPT.name}: {KEPT.stat().st_size} bytes\n")
