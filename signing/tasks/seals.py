"""Outbox handlers of seals and timestamps; idempotent, since a message may be handled twice."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.outbox import Handler
from core.refusals import Refused
from files.pdf_signatures.keys import load_seal_signer
from files.pdf_signatures.seal import B_T, close_seal, seal_pdf, timestamp_pdf
from files.pdf_signatures.timestamps import TimestampFailed
from files.refusals import FileRefused
from files.storage import is_disk_full
from signing.actions.issuing import (
    find_newest_file,
    postpone_seal,
    record_seal_failure,
    schedule_timestamp,
    store_closing_seal,
    store_issued_file,
    store_seal,
)
from signing.actions.portal_seal import require_portal_seal
from signing.actions.signatories import is_awaiting_certificates
from signing.models import Closing, FileStage, IssuedFile
from signing.pdfs import render_final_pdf

logger = logging.getLogger(__name__)


def seal_document(closing_id: int) -> None:
    """Render the final file of a closed document once, seal it (certify the PDF) and store it.

    The cause of a failure is shown to the staff (Closing.error), and sealing is retried later.
    """
    closing = _get_closing(closing_id)
    if closing.document.issued_files.filter(stage=FileStage.SEALED).exists():
        return
    _run_or_report("signing.seal", closing, lambda: _seal(closing))


def _seal(closing: Closing) -> None:
    _require_seal()
    version = closing.document.versions.latest("number")
    content = version.content
    pdf = render_final_pdf(
        content, version.content_sha256, closing.content, paper=content["page_setup"]["paper"]
    )
    sealed = seal_pdf(pdf, leaves_room=bool(closing.left_to_certificates))
    store_seal(closing=closing, pdf=sealed.pdf, level=sealed.level)


def _require_seal() -> None:
    """Raise FileRefused without a key, Refused with another host's; before anything is rendered."""
    load_seal_signer()
    require_portal_seal()


def seal_after_certificates(closing_id: int) -> None:
    """Make the closing seal once no certificate is awaited, so that the portal signs last."""
    closing = _get_closing(closing_id)
    document = closing.document
    if is_awaiting_certificates(document):
        return  # reopened meanwhile: the last certificate enqueues it again
    if document.issued_files.filter(stage=FileStage.CLOSING_SEAL).exists():
        return
    _run_or_report("signing.close_seal", closing, lambda: _seal_again(closing))


def _seal_again(closing: Closing) -> None:
    newest = find_newest_file(closing.document)
    if newest is None:
        return  # not sealed yet: store_seal enqueues this again
    _require_seal()
    sealed = close_seal(_read_file(newest))
    store_closing_seal(closing=closing, pdf=sealed.pdf, level=sealed.level, after=newest)


def upgrade_seal(issued_id: int) -> None:
    """Add a timestamp to a final file without one.

    Retried for a month while the timestamp server fails. Skipped for a file that certificate
    signatures follow: the closing seal gets its own timestamp.
    """
    issued = IssuedFile.objects.select_related("document").get(pk=issued_id)
    if find_newest_file(issued.document) != issued or is_awaiting_certificates(issued.document):
        return
    try:
        stamped = timestamp_pdf(_read_file(issued))
    except TimestampFailed:
        schedule_timestamp(issued)
        return
    store_issued_file(
        document=issued.document, stage=FileStage.TIMESTAMP, pdf=stamped, level=B_T, after=issued
    )


def _get_closing(pk: int) -> Closing:
    return Closing.objects.select_related("document").get(pk=pk)


def _read_file(issued: IssuedFile) -> bytes:
    with issued.file.open("rb") as file:
        content: Any = file.read()
    return bytes(content)


def _run_or_report(kind: str, closing: Closing, work: Callable[[], None]) -> None:
    """Run the work, and record a failure for the staff.

    A failure that a person must repair (a missing key, a full disk) is retried without end, by
    `postpone_seal`. Any other is recorded and raised, and the outbox retries.
    """
    try:
        work()
    except (Refused, FileRefused) as refusal:
        if refusal.code == "overtaken":
            raise  # another file was stored in between; the outbox retries
        sentence = str(refusal)
        if is_disk_full(refusal):
            sentence = _(
                "The disk of the server is full. Free some space; sealing is then retried."
            )
        logger.error("%s: %s", closing.document, sentence)
        postpone_seal(kind, closing=closing, error=sentence)
    except Exception as error:
        # The message of an error may name files of the server, so only its class is reported.
        sentence = _("%(error)s. See the log of the worker for details.") % {
            "error": type(error).__name__
        }
        record_seal_failure(closing=closing, error=sentence)
        raise


HANDLERS: Mapping[str, Handler] = {
    "signing.close_seal": seal_after_certificates,
    "signing.seal": seal_document,
    "signing.upgrade_seal": upgrade_seal,
}
