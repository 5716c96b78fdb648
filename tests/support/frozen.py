"""Contents of the 2021 example as they were frozen once, under the first version of each schema.

They stay as they are when builders change: old documents must print for ever.
"""

import json
from pathlib import Path

from agreements.pdfs import (
    render_agreement_pdf,
    render_attendance_list_pdf,
    render_invitation_pdf,
    render_minutes_pdf,
)
from core.canonical import hash_content

# The kinds that are signed, besides the berita acara.
OTHER_KINDS = ("nota-kesepakatan-1", "adendum-1", "bast-1")
FOLDER = Path(__file__).parent / "contents"


def content(name):
    """A fresh copy of a content, such as berita-acara-1, adendum-1 or undangan-1."""
    return json.loads((FOLDER / f"{name}.json").read_text())


def berita_acara(*, paper="A4", layout=None, draft=False, **changes):
    """The print of the berita acara, parts of its content changed."""
    said = content("berita-acara-1") | changes
    if draft:
        return render_agreement_pdf(said, None, paper=paper, layout=layout, draft=True)
    return render_agreement_pdf(said, hash_content(said), paper=paper, layout=layout)


def document(name, *, paper="A4"):
    """The print of another kind of document that is signed."""
    said = content(name)
    return render_agreement_pdf(said, hash_content(said), paper=paper)


def every_kind(paper):
    """A print of each kind of document, by name."""
    attendance = content("daftar-hadir-1")
    return {
        f"undangan {paper}": render_invitation_pdf(content("undangan-1"), paper=paper),
        f"daftar hadir kosong {paper}": render_attendance_list_pdf(
            attendance, blank=True, paper=paper
        ),
        f"daftar hadir {paper}": render_attendance_list_pdf(attendance, blank=False, paper=paper),
        f"notulen {paper}": render_minutes_pdf(content("notulen-1"), paper=paper),
        f"berita acara {paper}": berita_acara(paper=paper),
        **{f"{name} {paper}": document(name, paper=paper) for name in OTHER_KINDS},
        f"berita acara, tabel {paper}": berita_acara(paper=paper, layout="table"),
        f"konsep {paper}": berita_acara(paper=paper, draft=True, number="", verification=None),
    }
