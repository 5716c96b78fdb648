"""Generated documents with signatories and versions, and the jobs that print and pack them."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from agreements.actions.references import PREFIXES
from agreements.models import (
    Capacity,
    Clause,
    CommentState,
    Document,
    DocumentKind,
    DocumentState,
    DocumentVersion,
    PrintBatch,
    PrintBatchItem,
    PrintJob,
    PrintKind,
    ReviewComment,
    ReviewReading,
    ReviewRound,
    Route,
    SectionKind,
    Signatory,
    SignatoryState,
)
from bench.large.plan import FIRST_SERIAL, Plan
from bench.large.words import POSITIONS, write_phrase, write_sentence, write_theme
from bench.large.writing import Rows
from meetings.models import Meeting
from pledges.models import Pledge
from signing.models import ArchiveJob
from stakeholders.models import Organisation, Person

SIGNATORIES, CLAUSES = 3, 3
# Of a hundred documents.
_STATES = (
    *[DocumentState.IN_FORCE] * 79,
    *[DocumentState.REGISTERED] * 6,
    *[DocumentState.PARTLY_SIGNED] * 4,
    *[DocumentState.DRAFT] * 3,
    *[DocumentState.FINAL] * 3,
    *[DocumentState.IN_REVIEW] * 2,
    *[DocumentState.VOID] * 2,
    DocumentState.AMENDED,
)
_OPEN = (DocumentState.DRAFT, DocumentState.IN_REVIEW)
UNSIGNED = (DocumentState.FINAL, DocumentState.PARTLY_SIGNED)
# The company of the demo signs every so many documents.
COMPANY_EVERY = 61
_CAPACITIES = (Capacity.PARTY, Capacity.PARTY, Capacity.WITNESS)


def find_state(number: int) -> str:
    """Return the state of a document."""
    return _STATES[number * 37 % 100]


def build_documents(plan: Plan) -> Iterator[Rows]:
    """Yield the documents, what they contain and who signs them."""
    block = plan.begin(Document, plan.count(100_000))
    first, size, pledges = block.first, block.size, plan.blocks[Pledge]
    yield Rows(
        Document,
        ("id", "reference", "kind", "title", "subject", "meeting_id", "letterhead_id", "amends_id",
         "date", "number", "state", "reason", "verification_code", "review_skipped", "review_until",
         "sign_until", "in_force_date", "created_at"),
        _list_documents(plan),
    )  # fmt: skip
    yield Rows(
        Document.pledges.through,
        ("document_id", "pledge_id"),
        ((first + i, pledges.first + i * pledges.size // size) for i in range(size)),
    )
    yield Rows(
        Signatory,
        ("document_id", "order", "capacity", "rank", "organisation_id", "person_id", "position",
         "state", "signed_date", "reason", "route"),
        _list_signatories(plan),
    )  # fmt: skip
    yield from _build_drafts(plan)
    # Only documents that wait for signatures: their page and the tasks read the version. Those of
    # the others would be a gigabyte of copies that no list reads.
    yield Rows(
        DocumentVersion,
        ("document_id", "canonical", "content_sha256", "frozen_at", "frozen_by_id"),
        _list_versions(plan),
    )


def _list_documents(plan: Plan) -> Iterator[tuple]:
    block, meetings, size = plan.blocks[Document], plan.blocks[Meeting], plan.blocks[Document].size
    serials: Counter[tuple[str, int]] = Counter()
    for i in range(size):
        day, state = plan.find_day(i, size), find_state(i)
        kind = DocumentKind.BERITA_ACARA if i % 3 else DocumentKind.NOTA_KESEPAKATAN
        # Handover records need goods of their own beside them; the stage has none.
        if i % 50 == 33:
            kind = DocumentKind.ADDENDUM
        serials[kind, day.year] += 1
        serial = FIRST_SERIAL + serials[kind, day.year]
        is_frozen = state not in (*_OPEN, DocumentState.REGISTERED)
        in_force = state in (DocumentState.IN_FORCE, DocumentState.AMENDED)
        is_outside = state == DocumentState.REGISTERED
        yield (
            block.first + i,
            f"{PREFIXES[kind]}-{day.year}-{serial:04}",
            kind,
            write_theme(i),
            write_phrase(i),
            meetings.first + i * meetings.size // size if i % 3 else None,
            None if is_outside else plan.letterhead,
            max(block.first, block.first + i - 1) if kind == DocumentKind.ADDENDUM else None,
            day,
            f"{i}/{PREFIXES[kind]}/{day.year}" if is_frozen or is_outside else "",
            state,
            "Salah nomor." if state == DocumentState.VOID else "",
            f"L{i:06}-{day.year}" if is_frozen else None,
            "Mendesak." if is_frozen and i % 2 else "",
            plan.today + timedelta(days=i % 30) if state == DocumentState.IN_REVIEW else None,
            plan.today + timedelta(days=i % 60 - 20) if state in UNSIGNED else None,
            day if in_force else None,
            plan.find_moment(i, size),
        )


def _list_signatories(plan: Plan) -> Iterator[tuple]:
    documents, people = plan.blocks[Document], plan.blocks[Person]
    organisations = plan.blocks[Organisation]
    company = plan.find_office("inka").pk
    for i in range(documents.size * SIGNATORIES):
        number, order = divmod(i, SIGNATORIES)
        of_document = find_state(number)
        day = plan.find_day(number, documents.size)
        signed = of_document in (DocumentState.IN_FORCE, DocumentState.AMENDED, DocumentState.VOID)
        signed |= of_document == DocumentState.PARTLY_SIGNED and order == 0
        state = SignatoryState.SIGNED if signed else SignatoryState.PENDING
        if of_document == DocumentState.PARTLY_SIGNED and order == 2 and number % 4 == 0:
            state = SignatoryState.DECLINED
        is_known = order == 1 and number % COMPANY_EVERY == 0
        yield (
            documents.first + number,
            order + 1,
            _CAPACITIES[order],
            1,
            company if is_known else organisations.pick(i),
            people.pick(i) if i % 20 else None,
            f"{POSITIONS[i % len(POSITIONS)]} {i % 100}",
            state,
            day if signed else None,
            "Belum ada kuasa." if state == SignatoryState.DECLINED else "",
            (Route.INK if i % 3 else Route.LINK) if signed else "",
        )


def _build_drafts(plan: Plan) -> Iterator[Rows]:
    block, organisations = plan.blocks[Document], plan.blocks[Organisation]
    drafts = [i for i in range(block.size) if find_state(i) in _OPEN]
    yield Rows(
        Clause,
        ("document_id", "order", "title", "text"),
        (
            (block.first + i, order, write_phrase(i + order), write_sentence(i + order))
            for i in drafts
            for order in range(1, CLAUSES + 1)
        ),
    )
    reviewed = [i for i in drafts if find_state(i) == DocumentState.IN_REVIEW]
    rounds = plan.begin(ReviewRound, len(reviewed))
    yield Rows(
        ReviewRound,
        ("id", "document_id", "number", "started_at"),
        (
            (rounds.first + n, block.first + i, 1, plan.find_moment(i, block.size))
            for n, i in enumerate(reviewed)
        ),
    )
    yield Rows(
        ReviewReading,
        ("round_id", "organisation_id", "name"),
        ((rounds.first + n, organisations.pick(n), f"Peserta {n}") for n in range(len(reviewed))),
    )
    yield Rows(
        ReviewComment,
        ("document_id", "round_id", "section", "organisation_id", "written_by", "text", "state",
         "answer"),
        (
            (
                block.first + i,
                rounds.first + n,
                SectionKind.WHOLE,
                organisations.pick(n),
                f"Peserta {n}",
                write_sentence(n),
                CommentState.ACCEPTED if n % 2 else CommentState.OPEN,
                "Sudah diubah." if n % 2 else "",
            )
            for n, i in enumerate(reviewed)
        ),
    )  # fmt: skip


def _list_versions(plan: Plan) -> Iterator[tuple]:
    block, example = plan.blocks[Document], plan.version
    reference, by = example.document.reference, plan.accounts["sekretariat"].pk
    for i in range(block.size):
        if find_state(i) in UNSIGNED:
            canonical = example.canonical.replace(reference, f"{reference}-{i}")
            digest = hashlib.sha256(canonical.encode()).hexdigest()
            yield block.first + i, canonical, digest, plan.find_moment(i, block.size), by


def build_jobs(plan: Plan) -> Iterator[Rows]:
    """Yield print jobs, print batches and archives, all of the staff; some failed or waiting."""
    documents = plan.blocks[Document]
    staff = [plan.accounts[name].pk for name in ("sekretariat", "fasilitator")]
    size = plan.count(2_000)

    def find_end(number: int) -> tuple[datetime, datetime | None, str]:
        at = datetime.combine(plan.today - timedelta(days=number % 60 + 1), time(5, number % 60))
        error = "Berkas tidak terbaca." if number % 20 == 1 else ""
        return at, None if error or number % 50 == 2 else at + timedelta(seconds=40), error

    yield Rows(
        PrintJob,
        ("kind", "document_id", "asked_by_id", "asked_at", "made_at", "error"),
        ((PrintKind.DOCUMENT, documents.pick(i), staff[i % 2], *find_end(i)) for i in range(size)),
    )
    batches = plan.begin(PrintBatch, plan.count(400))
    yield Rows(
        PrintBatch,
        ("id", "asked_by_id", "asked_at", "made_at", "error"),
        ((batches.first + i, staff[i % 2], *find_end(i)) for i in range(batches.size)),
    )
    yield Rows(
        PrintBatchItem,
        ("batch_id", "order", "document_id", "settled_at"),
        (
            (batches.first + i, order, documents.pick(i * 20 + order), find_end(i)[0])
            for i in range(batches.size)
            for order in range(1, min(20, documents.size))
        ),
    )
    yield Rows(
        ArchiveJob,
        ("document_id", "asked_by_id", "asked_at", "made_at", "error", "packed", "total"),
        ((documents.pick(i), staff[i % 2], *find_end(i), 1, 1) for i in range(size // 2)),
    )
