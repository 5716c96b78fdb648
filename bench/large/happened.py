"""Generated history entries, and what the outbox and the mail have done."""

from collections.abc import Iterator
from datetime import timedelta

from agreements.models import Document, DocumentState
from bench.large.documents import find_state as find_document_state
from bench.large.plan import Plan
from bench.large.pledges import find_state as find_pledge_state
from bench.large.writing import Rows
from core.models import HistoryEntry, OutboxMessage, OutgoingEmail
from meetings.models import Meeting
from pledges.models import Pledge, PledgeState

# What waits or was decided has an entry, since tasks ask when that was.
_PLEDGE_KEYS = {
    PledgeState.DRAFT: "pledge_drafted",
    PledgeState.SUBMITTED: "pledge_submitted",
    PledgeState.DEFERRED: "pledge_deferred",
    PledgeState.DECLINED: "pledge_declined",
    PledgeState.MERGED: "pledge_merged",
}


def build_history(plan: Plan) -> Iterator[Rows]:
    """Yield the history of pledges, meetings and documents."""
    columns = ("content_type_id", "object_id", "key", "params", "actor_name", "at")
    yield Rows(HistoryEntry, columns, _list_pledge_entries(plan))
    yield Rows(HistoryEntry, columns, _list_meeting_entries(plan))
    yield Rows(HistoryEntry, columns, _list_document_entries(plan))


def _list_pledge_entries(plan: Plan) -> Iterator[tuple]:
    block, kind = plan.blocks[Pledge], plan.get_type(Pledge)
    params = '{"reason": "Sudah ada yang serupa.", "survivor": "KOM-2021-0001", "organisation": ""}'
    for i in range(block.size):
        if key := _PLEDGE_KEYS.get(find_pledge_state(i)):  # type: ignore[call-overload]
            at = plan.find_moment(i, block.size)
            yield kind, block.first + i, key, params, f"Peserta {i % 900}", at


def _list_meeting_entries(plan: Plan) -> Iterator[tuple]:
    block, kind = plan.blocks[Meeting], plan.get_type(Meeting)
    for i in range(block.size):
        at = plan.find_moment(i, block.size)
        yield kind, block.first + i, "meeting_created", "{}", f"Peserta {i % 90}", at
        yield kind, block.first + i, "meeting_closed", "{}", f"Peserta {i % 90}", at


def _list_document_entries(plan: Plan) -> Iterator[tuple]:
    block, kind = plan.blocks[Document], plan.get_type(Document)
    for i in range(block.size):
        at = plan.find_moment(i, block.size)
        yield kind, block.first + i, "document_drafted", "{}", f"Peserta {i % 90}", at
        if find_document_state(i) == DocumentState.IN_FORCE and i % 2:
            yield kind, block.first + i, "document_edited", "{}", f"Peserta {i % 90}", at


def build_background(plan: Plan) -> Iterator[Rows]:
    """Yield what the outbox has done and the mail has sent."""
    size = plan.count(20_000)

    def list_messages() -> Iterator[tuple]:
        for i in range(size):
            at = plan.find_moment(i, size)
            yield "core.send_email", i + 1, at, at + timedelta(seconds=2), 1, at

    yield Rows(
        OutboxMessage,
        ("kind", "object_id", "due_at", "done_at", "attempts", "created_at"),
        list_messages(),
    )

    def list_emails() -> Iterator[tuple]:
        for i in range(size // 4):
            at = plan.find_moment(i, size // 4)
            yield f"peserta{i}@contoh.example", "Undangan rapat", "Contoh.", at, at

    yield Rows(OutgoingEmail, ("to", "subject", "text", "created_at", "sent_at"), list_emails())
