"""The final file (drawn signatures, audit sheet, seal) compared with WeasyPrint alone."""

import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from agreements.models import Document
from agreements.word_draft import build_draft_docx
from bench.clock import measure_cpu_ms, measure_ratio, measure_rounds
from bench.figure import Figure
from bench.prints import prepare_bare_renderer, repeat_signatories
from bench.stage import RECORD
from core.canonical import hash_content
from files.pdf_signatures.seal import seal_pdf
from signing.pdfs import render_final_pdf
from tests.support.closings import closing

FINAL_RATIO = 1.6
SEAL_RATIO = 0.3
FINAL_BYTES = 150_000
FEW, MANY = 18, 120
ROUNDS = 2


def measure_final() -> Iterator[Figure]:
    """Yield time and size of a sealed final with 18 drawn signatures, and the time of its seal."""
    content = read_frozen_content()
    render = _bind_render(content)
    final = render()
    sealed = seal_pdf(final, leaves_room=False)
    alone = prepare_bare_renderer(render)
    whole = measure_ratio(
        lambda: measure_rounds(lambda: seal_pdf(render(), leaves_room=False), alone, rounds=2),
        FINAL_RATIO,
    )
    yield Figure(
        name=f"final file, {len(content['signatories'])} drawn signatures, sealed",
        value=whole.value,
        unit="x WeasyPrint",
        limit=FINAL_RATIO,
        note=f"{whole.ms:.0f} ms against {whole.floor_ms:.0f} ms of CPU; {sealed.level}",
    )
    yield Figure(
        name="final file, sealed",
        value=len(sealed.pdf),
        unit="B",
        limit=FINAL_BYTES,
        note=f"{len(final):,} B before the seal; WeasyPrint alone {len(alone()):,} B",
    )
    seal = measure_ratio(
        lambda: measure_rounds(lambda: seal_pdf(final, leaves_room=False), render, rounds=2),
        SEAL_RATIO,
    )
    yield Figure(
        name=f"seal, {sealed.level}",
        value=seal.value,
        unit="x render",
        limit=SEAL_RATIO,
        note=f"{seal.ms:.0f} ms against {seal.floor_ms:.0f} ms of CPU",
    )
    yield measure_growth(content)
    yield measure_libreoffice()


def read_frozen_content() -> dict[str, Any]:
    """Return the frozen content of the example's berita acara."""
    document = Document.objects.get(reference=RECORD)
    content: dict[str, Any] = document.versions.get().content
    return content


def measure_growth(content: dict[str, Any]) -> Figure:
    """Compare the rendering time per signatory, with few and with many signatories."""
    works = {count: _bind_render(repeat_signatories(content, count)) for count in (FEW, MANY)}
    found: dict[int, list[float]] = {count: [] for count in works}
    for _round in range(ROUNDS):
        for count, work in works.items():
            found[count].append(measure_cpu_ms(work, 1))
    times = {count: statistics.median(each) for count, each in found.items()}
    return Figure(
        name=f"final file, {MANY} drawn signatures",
        value=(times[MANY] / MANY) / (times[FEW] / FEW),
        unit=f"x time per signatory of {FEW}",
        limit=1,
        note=", ".join(f"{count}: {ms:.0f} ms" for count, ms in times.items()),
    )


def _bind_render(content: dict[str, Any]) -> Callable[[], bytes]:
    return partial(render_final_pdf, content, hash_content(content), closing(content))


def measure_libreoffice() -> Figure:
    """Measure a conversion of the same text from DOCX by a running LibreOffice."""
    name = "docxtpl and warm LibreOffice, the same text"
    office = shutil.which("soffice")
    if office is None:
        return Figure(name=name, value=0, unit="ms", note="LibreOffice is not installed")
    draft = partial(build_draft_docx, read_frozen_content(), paper="A4")
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        path = Path(folder, "draft.docx")
        command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", folder]
        path.write_bytes(draft())
        running = subprocess.Popen([office, "--headless", "--accept=pipe,name=bench;urp", profile])
        try:
            # The first conversion also waits for the start of LibreOffice.
            subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=120)
            times = []
            for _round in range(ROUNDS):
                begin = time.monotonic()
                path.write_bytes(draft())
                subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=60)
                times.append((time.monotonic() - begin) * 1000)
        finally:
            running.terminate()
            running.wait(30)
    return Figure(
        name=name,
        value=statistics.median(times),
        unit="ms",
        note="by the clock, from the content to a PDF without signatures, tags or attachments",
    )
