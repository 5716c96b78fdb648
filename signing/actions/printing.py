"""Prints with signatures: copies (SALINAN) of the final text, for the parties and the staff."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.actions.batches import ask_for_batch
from agreements.actions.printing import ask_for_print
from agreements.models import Document, PrintBatch, PrintJob, PrintKind
from agreements.permissions import (
    can_print_document,
    can_print_signatures,
    find_printable_signatures,
)
from core.access import require, require_account
from core.actors import Actor
from core.refusals import Refused
from signing.models import Closing

PRINT, PRINT_ITEM = "signing.print", "signing.print_item"


@transaction.atomic
def request_signed_print(
    *, document: Document, paper: str, by: Actor, layout: str = "", copies: int = 1
) -> PrintJob:
    """Request a copy (SALINAN) of the final text with its signatures; the worker makes it.

    Raises Refused while signatures are still collected, and when too many prints of the same user
    are waiting.
    """
    require(can_print_document(by, document) and can_print_signatures(by, document))
    require_closed(document)
    return ask_for_print(
        PrintJob(
            kind=PrintKind.DOCUMENT,
            document=document,
            paper=paper,
            layout=layout,
            with_signatures=True,
            copies=copies,
            asked_by_id=require_account(by),
            made_by=PRINT,
        )
    )


def require_closed(document: Document) -> Closing:
    """Return the closing of a document; raises Refused if it is not closed yet."""
    closing = Closing.objects.filter(document=document).first()
    if closing is None:
        raise Refused(
            _("The signatures are still being collected; only the text can be printed."),
            field="with_signatures",
        )
    return closing


@transaction.atomic
def request_signed_batch(
    *,
    documents: Sequence[Document],
    bundle: str,
    paper: str,
    by: Actor,
    layout: str = "",
    is_two_sided: bool = False,
    copies: int = 1,
) -> PrintBatch:
    """Request copies of many documents with their signatures, as one file.

    A document whose signatures are still being collected is not printed; the batch reports it.
    Raises Refused if `by` may not print the signatures of one of the documents, and in the cases
    listed at `ask_for_batch`.
    """
    require(all(can_print_document(by, document) for document in documents))
    _require_signatures(documents, by)
    return ask_for_batch(
        PrintBatch(
            bundle=bundle,
            paper=paper,
            layout=layout,
            with_signatures=True,
            is_two_sided=is_two_sided,
            copies=copies,
            asked_by_id=require_account(by),
            made_by=PRINT_ITEM,
        ),
        documents,
    )


def _require_signatures(documents: Sequence[Document], by: Actor) -> None:
    others = [str(each) for each in documents if not can_print_signatures(by, each)]
    if others:
        raise Refused(
            _("The signatures of %(documents)s are shown to its parties and the staff only.")
            % {"documents": ", ".join(others)},
            field="with_signatures",
        )


def explain_withheld(documents: Collection[int], user: Actor) -> str:
    """Return why no document with these ids can be printed with signatures; "" if one can."""
    theirs = find_printable_signatures(documents, user)
    if not theirs:
        return _("Drawn signatures are shown to the parties and the staff only.")
    if not Closing.objects.filter(document__in=theirs).exists():
        return _("Possible once the collection of signatures is closed.")
    return ""
