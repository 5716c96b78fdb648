"""Opens a scan in a process of its own and says what it is; started by agreements.scans.

Whatever strangers put into a file meets its parser here, with little memory and little time, and
without database, settings or network code. Reads the file from standard input and writes one line:
"ok", or why not: encrypted, pages, malformed.
"""

import io
import resource
import sys
import warnings

import pypdfium2
from PIL import Image
from pypdfium2 import raw

MEMORY = 1_000_000_000  # bytes; a page of 600 dpi takes a tenth of it
SECONDS = 10
MOST_PAGES = 200
MOST_POINTS = 60_000_000  # A4 at 600 dots an inch has 35 million
UNPROTECTED = -1  # PDFium's number for a file without a security handler


def main() -> None:
    """Judge what comes from standard input."""
    _keep_small()
    content = sys.stdin.buffer.read()
    try:
        print(_judge_pdf(content) if content.startswith(b"%PDF-") else _judge_image(content))
    except Exception:  # noqa: BLE001 - whatever goes wrong, the file is not readable
        print("malformed")


def _keep_small() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _judge_pdf(content: bytes) -> str:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return "encrypted" if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD else "malformed"
    if raw.FPDF_GetSecurityHandlerRevision(document) != UNPROTECTED:
        return "encrypted"
    if len(document) > MOST_PAGES:
        return "pages"
    if not len(document):
        return "malformed"
    for page in document:
        page.get_size()
    return "ok"


def _judge_image(content: bytes) -> str:
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_POINTS
    picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    picture.load()
    return "ok"


if __name__ == "__main__":
    main()
