"""Messages about a verified file: one for each possible result; none says merely "valid"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import Document, DocumentState
from signing.verification.registry import FileKind, KnownFile

DONE, WAITING, LATE = "done", "waiting", "late"


@dataclass(frozen=True, slots=True)
class FileMessage:
    """The message about a verified file.

    `tone` is its colour: "done" (issued here and unchanged), "waiting" (needs attention) or "late"
    (not to be relied on). `notes` are details found in the file, such as its signatures.
    """

    code: str
    tone: str
    title: str
    text: str
    document: Document | None = None
    notes: list[str] = field(default_factory=list)


type MessageTexts = tuple[str, str | Promise, str | Promise]

EXACT: Mapping[FileKind, MessageTexts] = {
    FileKind.FINAL: (
        DONE,
        gettext_lazy("Exactly this file: the sealed original"),
        gettext_lazy(
            "The file is identical to the one issued by the portal, with the signatures and the"
            " seal of %(it)s."
        ),
    ),
    FileKind.PRINT: (
        DONE,
        gettext_lazy("Exactly this file: the original print"),
        gettext_lazy(
            "The file is identical to the one issued by the portal. It is the text of %(it)s"
            " without signatures; see the page of the document for who has signed."
        ),
    ),
    FileKind.COPY: (
        DONE,
        gettext_lazy("Exactly this file: a print made by the portal"),
        gettext_lazy("The file is identical to the print of %(it)s that somebody requested."),
    ),
    FileKind.SCAN: (
        DONE,
        gettext_lazy("Exactly this scan"),
        gettext_lazy("It is a scan of the signed paper of %(it)s, as it was uploaded."),
    ),
    FileKind.CONTENT: (
        DONE,
        gettext_lazy("Exactly this text"),
        gettext_lazy("It is the frozen text of %(it)s, whose fingerprint was signed."),
    ),
    FileKind.CLOSING: (
        DONE,
        gettext_lazy("Exactly this record of signatures"),
        gettext_lazy(
            "It is the record stored when the collection of signatures of %(it)s was closed."
        ),
    ),
}

OTHERWISE: Mapping[str, MessageTexts] = {
    "older": (
        WAITING,
        gettext_lazy("An earlier sealed file"),
        gettext_lazy(
            "The file is identical to one issued earlier, but there is a newer file of %(it)s that"
            " contains what was added since. Ask for the newest."
        ),
    ),
    "void": (
        LATE,
        gettext_lazy("The file is genuine, but the document is void"),
        gettext_lazy("%(it)s was declared void and is not binding: %(reason)s"),
    ),
    "amended": (
        WAITING,
        gettext_lazy("The file is genuine, and the document was amended"),
        gettext_lazy("%(it)s is valid together with its addenda: %(addenda)s."),
    ),
    "appended": (
        LATE,
        gettext_lazy("Changed after it was issued"),
        gettext_lazy(
            "It begins with a genuine file of %(it)s, and something was appended. If a PDF reader"
            " says “signature valid”, that covers the beginning only. %(pages)s"
        ),
    ),
    "added_signature": (
        WAITING,
        gettext_lazy("A genuine file, with a signature that is not registered here"),
        gettext_lazy(
            "It begins with the sealed file of %(it)s and its pages are unchanged, but a signature"
            " was added that the portal does not know. Ask the secretariat."
        ),
    ),
    "cut": (
        LATE,
        gettext_lazy("Cut off: the end is missing"),
        gettext_lazy(
            "It is the beginning of the sealed file of %(it)s; its end, with signatures or the"
            " seal, is missing. Do not rely on it; ask for the complete file."
        ),
    ),
    "bytes": (
        LATE,
        gettext_lazy("Changed: it is not the file that was issued"),
        format_lazy(
            "{} {}",
            gettext_lazy(
                "It has the same length as a file of %(it)s, but some bytes differ: %(count)s."
            ),
            gettext_lazy("Do not rely on it; ask for the original."),
        ),
    ),
    "unsealed": (
        WAITING,
        gettext_lazy("Without its seal"),
        gettext_lazy(
            "Its pages look like those of the sealed file of %(it)s, but it has no signature: it"
            " was saved again, or the seal was removed. It proves nothing; ask for the original."
        ),
    ),
    "resaved": (
        WAITING,
        gettext_lazy("Saved again by another program"),
        gettext_lazy(
            "Its pages look like those of %(it)s, but its bytes differ, so it is not covered by"
            " the seal. It proves nothing; use the original from this portal."
        ),
    ),
    "pages": (
        LATE,
        gettext_lazy("Pages were changed"),
        gettext_lazy(
            "The attached text is that of %(it)s, but the visible pages are different. %(pages)s"
        ),
    ),
    "claims": (
        LATE,
        gettext_lazy("It names one of our documents, but is not one of our files"),
        gettext_lazy(
            "It contains the code or the reference of %(it)s. It may be scanned, retyped or"
            " forged: compare each sentence, number and name with the page of the document."
        ),
    ),
    "unlisted": (
        LATE,
        gettext_lazy("Sealed with our key, but not registered"),
        gettext_lazy(
            "A signature in it was made with this portal's key, but the portal never issued this"
            " file. Do not rely on it, and tell the secretariat."
        ),
    ),
    "foreign": (
        LATE,
        gettext_lazy("Not a file of this portal"),
        gettext_lazy(
            "It contains no reference to a document of this portal. If the paper has a code, type"
            " the code instead."
        ),
    ),
    "unknown": (
        WAITING,
        gettext_lazy("Not identical to any file that we issued"),
        gettext_lazy(
            "It may have been saved again, scanned, changed, or made elsewhere. The portal can"
            " analyse it: then the file is uploaded, but not stored."
        ),
    ),
    "encrypted": (
        LATE,
        gettext_lazy("Locked with a password"),
        gettext_lazy(
            "Files of this portal never have a password. It could not be read, and is not ours."
        ),
    ),
    "malformed": (
        LATE,
        gettext_lazy("Damaged: it cannot be read"),
        gettext_lazy(
            "It is not identical to any file that we issued. It may have been damaged in transfer:"
            " download it again."
        ),
    ),
    "many": (
        LATE,
        gettext_lazy("Longer than any file of ours"),
        gettext_lazy("It has more than 200 pages, and is not one of our files."),
    ),
    "slow": (
        LATE,
        gettext_lazy("It could not be read completely"),
        gettext_lazy(
            "It is not identical to any file that we issued, and reading it takes longer than is"
            " allowed here."
        ),
    ),
    "other": (
        LATE,
        gettext_lazy("Neither a file of ours nor a PDF"),
        gettext_lazy(
            "Pictures and other files cannot be analysed. If the paper has a code, type the code"
            " instead, and compare the paper with the page that it opens."
        ),
    ),
    "busy": (
        WAITING,
        gettext_lazy("Another file is being analysed"),
        gettext_lazy("It is not identical to any file that we issued. Try again in a minute."),
    ),
}


def build_exact_message(known: KnownFile) -> FileMessage:
    """Build the message about a file that is identical to an issued file.

    That the document is void, amended, or has a newer file takes precedence over the file's kind.
    """
    document = known.document
    words: dict[str, Any] = {"it": _format_document(document), "reason": document.reason}
    if document.state == DocumentState.VOID:
        return _format_message("void", OTHERWISE["void"], words, document)
    if not known.is_latest:
        return _format_message("older", OTHERWISE["older"], words, document)
    tone, title, text = EXACT[known.kind]
    if known.addenda:
        words["addenda"] = ", ".join(_format_document(addendum) for addendum in known.addenda)
        text = format_lazy("{} {}", text, OTHERWISE["amended"][2])
        return _format_message("amended", (WAITING, OTHERWISE["amended"][1], text), words, document)
    return _format_message(known.kind.value, (tone, title, text), words, document)


def build_message(
    code: str,
    document: Document | None = None,
    *,
    notes: list[str] | None = None,
    changed: list[int] | None = None,
    count: int = 0,
) -> FileMessage:
    """Build the message about a file that is not identical to an issued file.

    `changed` are the numbers of changed pages.
    """
    words = {
        "it": _format_document(document) if document else "",
        "pages": _describe_pages(changed or []),
        "count": count,
    }
    return _format_message(code, OTHERWISE[code], words, document, notes or [])


def _format_message(
    code: str,
    texts: MessageTexts,
    words: Mapping[str, Any],
    document: Document | None,
    notes: list[str] | None = None,
) -> FileMessage:
    tone, title, text = texts
    return FileMessage(
        code=code,
        tone=tone,
        title=str(title),
        text=(str(text) % words).strip(),
        document=document,
        notes=notes or [],
    )


def _format_document(document: Document) -> str:
    return f"{document.title} {document.number or document.reference}"


def _describe_pages(numbers: list[int]) -> str:
    if not numbers:
        return ""
    sentence = ngettext(
        "Page %(numbers)s looks different from the original.",
        "Pages %(numbers)s look different from the original.",
        len(numbers),
    )
    return sentence % {"numbers": ", ".join(str(number) for number in numbers)}


def describe_signature(signature: Mapping[str, Any]) -> str:
    """Return a sentence about one signature in a file."""
    signer = signature["signer"] or signature["field"]
    if not signature["intact"]:
        return _("Signature of %(signer)s: broken.") % {"signer": signer}
    sentence = {
        "file": _("Signature of %(signer)s: intact, and it covers the whole file."),
        "revision": _(
            "Signature of %(signer)s: intact, and something permitted was added after it."
        )
        if signature["allowed"]
        else _(
            "Signature of %(signer)s: the file was changed after signing in a way that it does not"
            " permit."
        ),
    }.get(signature["covers"], _("Signature of %(signer)s: it covers only a part of the file."))
    return sentence % {"signer": signer}
