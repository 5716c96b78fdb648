"""A batch of scans as its page shows it: papers found, missing pages, and unassigned pages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from agreements.models import Document, FrozenPage
from core.jobs import LATE_AFTER
from core.outbox import find_last_enqueued_at
from files.scans.scan import REASONS
from signing.actions.locking import COLLECTING_STATES
from signing.models import InkRecord, InkState, ScanBatch, ScanFile, ScannedPage


@dataclass(frozen=True, slots=True)
class PaperFound:
    """The pages of one document in a batch, by their printed page numbers.

    `totals` are the page counts in the QR codes: more than one means pages of different prints.
    `record` is the latest ink record made of these pages.
    """

    pk: int
    document: Document
    pages: list[ScannedPage]
    missing: list[int]
    doubled: list[int]
    totals: list[int]
    record: InkRecord | None
    takes_signatures: bool

    @property
    def can_be_recorded(self) -> bool:
        """Whether an ink record can be proposed for this paper now."""
        is_open = self.record is None or self.record.state == InkState.RETURNED
        return self.takes_signatures and is_open


@dataclass(frozen=True, slots=True)
class LoosePage:
    """A page that is not assigned to a document, and the sentence that says why."""

    page: ScannedPage
    note: str


@dataclass(frozen=True, slots=True)
class FileFound:
    """A file of the batch; `why` is the reason why it could not be read, or empty."""

    file: ScanFile
    why: str | Promise
    may_be_read_again: bool


@dataclass(frozen=True, slots=True)
class ScanBatchReport:
    """The present state of a batch: what was read, and what a person must assign."""

    files: list[FileFound]
    papers: list[PaperFound]
    loose: list[LoosePage]
    set_aside: list[ScannedPage]
    is_late: bool

    @property
    def waiting(self) -> int:
        """How many files have not been read yet."""
        return sum(found.file.is_waiting for found in self.files)

    @property
    def read(self) -> int:
        """How many files were read or rejected."""
        return len(self.files) - self.waiting


def read_scan_batch(batch: ScanBatch) -> ScanBatchReport:
    """Return the papers, unassigned pages and files of a batch."""
    pages = list(
        ScannedPage.objects.filter(file__batch=batch).select_related("file", "paper__document")
    )
    placed = [page for page in pages if page.paper_id]
    rest = [page for page in pages if not page.paper_id]
    loose = [page for page in rest if not page.is_set_aside]
    named = {
        document.verification_code: document
        for document in Document.objects.filter(
            verification_code__in={page.code for page in loose} - {""}
        )
    }
    files = list(batch.files.all())
    is_late = _is_late(files)
    return ScanBatchReport(
        files=[_build_file(file, is_late=is_late) for file in files],
        papers=_list_papers(batch, placed),
        loose=[LoosePage(page, _explain_loose_page(page, named.get(page.code))) for page in loose],
        set_aside=[page for page in rest if page.is_set_aside],
        is_late=is_late,
    )


def _is_late(files: Iterable[ScanFile]) -> bool:
    """Tell whether files wait although none was enqueued or read for a minute."""
    waiting = [file.pk for file in files if file.is_waiting]
    if not waiting:
        return False
    moments = [file.read_at for file in files]
    moments.append(find_last_enqueued_at("signing.read_scan", waiting))
    return all(moment is None or timezone.now() - moment >= LATE_AFTER for moment in moments)


def _build_file(file: ScanFile, *, is_late: bool) -> FileFound:
    why = REASONS.get(file.refusal, "")
    return FileFound(
        file, why, may_be_read_again=bool(file.file and (why or (is_late and file.is_waiting)))
    )


def _list_papers(batch: ScanBatch, placed: Iterable[ScannedPage]) -> list[PaperFound]:
    by_paper: dict[int, list[ScannedPage]] = {}
    for page in placed:
        by_paper.setdefault(page.paper_id or 0, []).append(page)
    records: dict[int, InkRecord] = {}
    for record in InkRecord.objects.filter(paper__batch=batch).order_by("recorded_at", "pk"):
        records[record.paper_id or 0] = record
    papers = batch.papers.filter(pk__in=by_paper).select_related("document__closing")
    return [
        _build_paper(paper.pk, paper.document, by_paper[paper.pk], records.get(paper.pk))
        for paper in papers
    ]


def _build_paper(
    pk: int, document: Document, pages: list[ScannedPage], record: InkRecord | None
) -> PaperFound:
    counted = Counter(page.page_number or 0 for page in pages)
    totals = sorted({page.total for page in pages if page.total})
    last = totals[-1] if totals else _count_frozen_pages(document)
    return PaperFound(
        pk=pk,
        document=document,
        pages=pages,
        missing=[number for number in range(1, last + 1) if number not in counted],
        doubled=sorted(number for number, times in counted.items() if times > 1),
        totals=totals,
        record=record,
        takes_signatures=document.state in COLLECTING_STATES and not hasattr(document, "closing"),
    )


def _count_frozen_pages(document: Document) -> int:
    """Return how many page pictures the document has; 0 until they are made."""
    return FrozenPage.objects.filter(version__document=document).count()


def _explain_loose_page(page: ScannedPage, document: Document | None) -> str:
    if document is not None:
        return _("Of %(document)s; which page it is cannot be read.") % {"document": document}
    if page.code:
        return _("Its code belongs to no document here.")
    return _("No code of this portal could be read on it.")
