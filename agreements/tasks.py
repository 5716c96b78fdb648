"""Background work of the agreements: prints of frozen documents, and those somebody asks for."""

from collections.abc import Mapping

from agreements.actions import fail_print, forget_print, keep_print, store_rendition
from agreements.models import DocumentVersion, Paper, PrintJob
from agreements.prints import print_of_document, print_of_job
from core.outbox import Handler
from core.refusals import Refused


def render_prints(version_id: int) -> None:
    """Make and keep the prints of a frozen version in every paper size; safe to run again."""
    version = DocumentVersion.objects.select_related("document").get(pk=version_id)
    layout = version.content["letter"]["signature_layout"]
    for paper in Paper.values:
        if not version.renditions.filter(paper=paper, layout=layout).exists():
            pdf = print_of_document(version.document, paper=paper, layout=layout)
            store_rendition(version=version, paper=paper, layout=layout, pdf=pdf)


def make_print(job_id: int) -> None:
    """Make a print that somebody asked for; safe to run again.

    A refusal is told to who asked and not tried again by itself; any other failure is both told
    and raised, so that the outbox tries again.
    """
    jobs = PrintJob.objects.select_related("document__letter", "meeting", "letter")
    job = jobs.get(pk=job_id)
    if job.made_at is not None:
        return
    try:
        pdf = print_of_job(job)
    except Refused as refusal:
        fail_print(job=job, error=str(refusal))
        return
    except Exception as error:
        # The sentence of an error may name files of the server; its kind is enough to report.
        fail_print(job=job, error=type(error).__name__)
        raise
    keep_print(job=job, pdf=pdf)


def forget_old_print(job_id: int) -> None:
    """Delete the file of a print whose time is over; safe to run again."""
    forget_print(job=PrintJob.objects.get(pk=job_id))


HANDLERS: Mapping[str, Handler] = {
    "agreements.forget_print": forget_old_print,
    "agreements.print": make_print,
    "agreements.render_prints": render_prints,
}
