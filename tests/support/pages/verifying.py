"""The pages of verification, of the audit trail and of archives."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from agreements.models import Rendition
from signing.actions.archiving import delete_archive_file, record_archive_failure, request_archive
from signing.models import ArchiveJob
from signing.permissions import can_see_audit_trail
from signing.tasks.archives import pack_archive
from tests.support.example import ROLES, Example
from tests.support.pages.base import Page

SIGNED_IN = tuple(role for role in ROLES if role)
STRANGERS_SIGN_IN = {"": 302}
ONES_OWN: dict[str, Any] = {"roles": ("sekretariat",), "others": STRANGERS_SIGN_IN}


def _audit_trail(name: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        def path(document):
            return reverse(f"signing:{name}", args=[document.reference])

        document = example.document
        readers = tuple(
            role for role in SIGNED_IN if can_see_audit_trail(example.users[role], document)
        )
        return [
            Page(path(document), roles=readers, otherwise=403, others=STRANGERS_SIGN_IN),
            Page(path(example.draft), 404, roles=SIGNED_IN, others=STRANGERS_SIGN_IN),
        ]

    return pages


def _archives(example: Example) -> list[Page]:
    return [
        Page("/arsip/", otherwise=403, **ONES_OWN),
        Page(f"/arsip/?dokumen={example.document.reference}", otherwise=403, **ONES_OWN),
        Page(f"/arsip/?dokumen={example.draft.reference}", 404, otherwise=403, **ONES_OWN),
    ]


def _packed(example: Example) -> dict[str, ArchiveJob]:
    """The secretary's archives, one for each way that they can have gone."""
    by = example.users["sekretariat"]
    ways = ("forgotten", "failed", "made", "waiting")
    jobs = dict(zip(ways, ArchiveJob.objects.filter(asked_by=by).order_by("pk"), strict=False))
    for way in ways[len(jobs) :]:
        jobs[way] = request_archive(document=example.document, by=by)
        if way in ("made", "forgotten"):
            pack_archive(jobs[way].pk)
        if way == "forgotten":
            delete_archive_file(job=jobs[way])
        if way == "failed":
            record_archive_failure(job=jobs[way], error="OSError")
    return jobs


def _archive_jobs(example: Example) -> list[Page]:
    pages = [Page(job.get_absolute_url(), **ONES_OWN) for job in _packed(example).values()]
    return [*pages, Page("/arsip/999999/", 404, roles=SIGNED_IN, otherwise=302)]


def _archive_files(example: Example) -> list[Page]:
    jobs = _packed(example)

    def path(way, name=""):
        return reverse("signing:archive_file", args=[jobs[way].pk, name or jobs[way].file_name])

    nothing: dict[str, Any] = {"roles": SIGNED_IN, "others": STRANGERS_SIGN_IN}
    return [
        Page(path("made"), **ONES_OWN),
        Page(path("made", "lain"), 404, **nothing),
        Page(path("waiting"), 404, **nothing),
        Page(path("forgotten"), 404, **nothing),
    ]


def _hashes(example: Example) -> list[Page]:
    rendition = Rendition.objects.filter(version__document=example.document).earliest("pk")
    return [
        Page(f"/verifikasi/berkas/{rendition.sha256}/"),
        Page(f"/verifikasi/berkas/{'0' * 64}/", 404),
    ]


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "signing:archive_file": _archive_files,
    "signing:archive_job": _archive_jobs,
    "signing:archive_list": _archives,
    "signing:document_audit_trail": _audit_trail("document_audit_trail"),
    "signing:document_audit_trail_json": _audit_trail("document_audit_trail_json"),
    "signing:verification_file": lambda example: [Page("/verifikasi/berkas/")],
    "signing:verification_hash": _hashes,
}
TAKES_POST: set[str] = {
    "signing:archive_job",
    "signing:archive_list",
    "signing:verification_file",
}
