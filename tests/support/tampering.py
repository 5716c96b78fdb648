"""What people do to a sealed file, on purpose or not: each returns the bytes of another file."""

import io
import subprocess

import pikepdf
from pyhanko.pdf_utils.generic import NameObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

END = b"%%EOF"
# A white sheet over everything, and another sum on it.
PAINTED = b"1 g 0 0 2000 2000 re f 0 g BT /F1 12 Tf 100 500 Td ET 100 500 300 12 re f"


def byte_flipped(pdf, place):
    """One byte is another; `place` is a share of the file."""
    at = int(len(pdf) * place)
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def resaved(pdf, tmp_path):
    """Opened and saved by another program, as mail gateways and readers do."""
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    before.write_bytes(pdf)
    subprocess.run(["qpdf", "--object-streams=generate", before, after], check=False)
    return after.read_bytes()


def seal_taken_out(pdf):
    """Saved anew without its signatures."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        del opened.Root.AcroForm
        for page in opened.pages:
            if "/Annots" in page:
                del page["/Annots"]
        return _saved(opened)


def repainted(pdf):
    """Another text on its first page, saved anew."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.pages[0].Contents = opened.make_stream(PAINTED)
        return _saved(opened)


def page_replaced(pdf):
    """Another text on its first page, as an incremental update: the signature stays unbroken."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    page = writer.find_page_for_modification(0)[0].get_object()
    page[NameObject("/Contents")] = writer.add_object(StreamObject(stream_data=PAINTED))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def signature_cut_off(pdf):
    """Only what stood there before the last signature."""
    return pdf[: pdf.rindex(END, 0, pdf.rindex(END)) + len(END) + 1]


def locked(pdf):
    """With a password."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return _saved(opened, encryption=pikepdf.Encryption(owner="x", user="x"))


def pages(count):
    """A PDF of so many empty pages."""
    with pikepdf.new() as pdf:
        for _page in range(count):
            pdf.add_blank_page()
        return _saved(pdf)


def _saved(pdf, **options):
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()
