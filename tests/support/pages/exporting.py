"""The pages of export jobs: a visitor's, which whoever has the address may open, and a user's."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from portal.export_jobs import request_export
from portal.models import ExportJob
from portal.pages.export_lists import open_export
from portal.tasks import make_export
from tests.support.example import ROLES, Example
from tests.support.pages.base import Page

NOBODYS = UUID(int=0)


def _job(reader) -> ExportJob:
    """Returns the job of a list of meetings by one reader, made."""
    export = open_export("rapat", "", "csv", reader)
    job = request_export(export=export, file_format="csv", by=reader)
    make_export(job.pk)
    return job


def _of_each(name: str):
    def pages(example: Example) -> list[Page]:
        secretary = example.users["sekretariat"]
        return [
            Page(reverse(name, args=[_job(AnonymousUser()).token])),
            Page(reverse(name, args=[_job(secretary).token]), roles=("sekretariat",)),
            Page(reverse(name, args=[NOBODYS]), 404),
        ]

    return pages


PAGES = {
    "portal:export_request": lambda example: [
        Page(reverse("portal:export_request", args=["rapat"]), 405, roles=ROLES)
    ],
    "portal:export_job": _of_each("portal:export_job"),
    "portal:export_file": _of_each("portal:export_file"),
}
TAKES_POST = {"portal:export_request", "portal:export_job"}
