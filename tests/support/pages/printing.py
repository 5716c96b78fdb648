"""The pages of print jobs and a meeting's documents."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from agreements.actions.batches import request_print_batch, stop_print_batch
from agreements.actions.printing import fail_print, forget_print, request_meeting_print
from agreements.models import PrintBatch, PrintJob, PrintKind
from agreements.tasks.batches import bind_batch, print_item
from agreements.tasks.printing import make_print
from tests.support.example import ROLES, Example
from tests.support.pages.base import Page

SIGNED_IN = tuple(role for role in ROLES if role)
AT_THE_DESK = ("fasilitator", "sekretariat")
STRANGERS_SIGN_IN = {"": 302}
# Administrators see everything in order to help; acting needs the duty.
STAFF_ONLY: dict[str, Any] = {"roles": AT_THE_DESK, "others": {"": 302, "admin": 403}}
ONES_OWN: dict[str, Any] = {"roles": ("sekretariat",), "others": STRANGERS_SIGN_IN}


def _desk(example: Example) -> list[Page]:
    published, ahead = example.meeting, example.meeting_ahead
    name = "agreements:meeting_documents"
    return [
        Page(reverse(name, args=[published.reference]), otherwise=403, **STAFF_ONLY),
        Page(
            reverse(name, args=[ahead.reference]),
            roles=AT_THE_DESK,
            others={"": 302, "admin": 403, "inka": 403},
        ),
    ]


def _dialog(example: Example) -> list[Page]:
    signed_in: dict[str, Any] = {"roles": SIGNED_IN, "others": STRANGERS_SIGN_IN}
    return [
        Page("/cetak/", **signed_in),
        Page(f"/cetak/?dokumen={example.document.reference}", **signed_in),
        Page(f"/cetak/?dokumen={example.outside.reference}", 404, **signed_in),
        Page(f"/cetak/?dokumen={example.draft.reference}", **STAFF_ONLY),
        Page(f"/cetak/?rapat={example.meeting.reference}", otherwise=403, **STAFF_ONLY),
        Page(
            f"/cetak/?rapat={example.meeting.reference}&jenis=undangan",
            otherwise=403,
            **STAFF_ONLY,
        ),
        Page("/cetak/?rapat=RPT-9999-9999", 404, **signed_in),
    ]


def _prints(example: Example) -> dict[str, PrintJob]:
    """The secretary's prints, one for each way that they can have gone."""
    meeting, by = example.meeting, example.users["sekretariat"]
    ways = ("made", "waiting", "failed", "forgotten")
    found = dict(zip(ways, PrintJob.objects.filter(meeting=meeting).order_by("pk"), strict=False))
    if found:
        return found
    jobs = {
        way: request_meeting_print(meeting=meeting, kind=PrintKind.INVITATION, paper="A4", by=by)
        for way in ways
    }
    make_print(jobs["made"].pk)
    make_print(jobs["forgotten"].pk)
    forget_print(job=jobs["forgotten"])
    fail_print(job=jobs["failed"], error="RenderError")
    return jobs


def _jobs(example: Example) -> list[Page]:
    pages = [Page(job.get_absolute_url(), **ONES_OWN) for job in _prints(example).values()]
    nobodys = Page(
        reverse("agreements:print_job", args=[10**18]), 404, roles=SIGNED_IN, otherwise=302
    )
    return [*pages, nobodys]


def _files(example: Example) -> list[Page]:
    jobs = _prints(example)

    def path(way, name=""):
        job = jobs[way]
        return reverse("agreements:print_file", args=[job.pk, name or job.file_name])

    nothing: dict[str, Any] = {"roles": SIGNED_IN, "others": STRANGERS_SIGN_IN}
    return [
        Page(path("made"), **ONES_OWN),
        Page(path("made", "lain"), 404, **nothing),
        Page(path("waiting"), 404, **nothing),
        Page(path("forgotten"), 404, **nothing),
    ]


def _batches(example: Example) -> dict[str, PrintBatch]:
    """The secretary's batches, one for each way that they can have gone."""
    document, by = example.document, example.users["sekretariat"]
    ways = ("made", "waiting", "stopped")
    found = dict(zip(ways, PrintBatch.objects.filter(asked_by=by).order_by("pk"), strict=False))
    if found:
        return found
    batches = {}
    for way in ways:
        batch = request_print_batch(documents=[document], bundle="pdf", paper="A4", by=by)
        if way == "made":
            print_item(batch.items.get().pk)
            bind_batch(batch.pk)
        if way == "stopped":
            stop_print_batch(batch=batch, by=by)
        batch.refresh_from_db()
        batches[way] = batch
    return batches


def _batch_dialog(example: Example) -> list[Page]:
    signed_in: dict[str, Any] = {"roles": SIGNED_IN, "others": STRANGERS_SIGN_IN}
    return [
        Page("/cetak/kumpulan/", **signed_in),
        Page("/cetak/kumpulan/?semua=1", **signed_in),
        Page(f"/cetak/kumpulan/?dokumen={example.document.reference}", **signed_in),
        Page(f"/cetak/kumpulan/?dokumen={example.draft.reference}", **signed_in),
    ]


def _batch_pages(example: Example) -> list[Page]:
    pages = [Page(batch.get_absolute_url(), **ONES_OWN) for batch in _batches(example).values()]
    nobodys = Page("/cetak/kumpulan/99999999/", 404, roles=SIGNED_IN, otherwise=302)
    return [*pages, nobodys]


def _batch_stops(example: Example) -> list[Page]:
    batches = _batches(example)

    def path(way):
        return reverse("agreements:print_batch_stop", args=[batches[way].pk])

    return [
        Page(path("waiting"), **ONES_OWN),
        Page(path("made"), 302, **ONES_OWN),
    ]


def _batch_files(example: Example) -> list[Page]:
    batches = _batches(example)

    def path(way, kind="pdf"):
        batch = batches[way]
        return reverse("agreements:print_batch_file", args=[batch.pk, batch.file_name, kind])

    nothing: dict[str, Any] = {"roles": SIGNED_IN, "others": STRANGERS_SIGN_IN}
    return [
        Page(path("made"), **ONES_OWN),
        Page(path("made", "zip"), 404, **nothing),
        Page(path("waiting"), 404, **nothing),
    ]


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "agreements:meeting_documents": _desk,
    "signing:print_dialog": _dialog,
    "agreements:print_job": _jobs,
    "agreements:print_file": _files,
    "agreements:print_batch": _batch_pages,
    "signing:print_batch_dialog": _batch_dialog,
    "agreements:print_batch_file": _batch_files,
    "agreements:print_batch_stop": _batch_stops,
}
TAKES_POST: set[str] = {
    "agreements:print_batch",
    "signing:print_batch_dialog",
    "agreements:print_batch_stop",
    "signing:print_dialog",
    "agreements:print_job",
}
