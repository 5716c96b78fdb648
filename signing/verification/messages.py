"""Messages about a verified file: one for each possible result, and none says just "valid"."""

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
    """The message about a file. `tone` is done (ours, unchanged), waiting (needs a look) or late
    (no).

    `notes` are details found in the file, such as its signatures.
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
            "Every byte is as the portal gave it out, with the signatures and the seal of %(it)s."
        ),
    ),
    FileKind.PRINT: (
        DONE,
        gettext_lazy("Exactly this file: the original print"),
        gettext_lazy(
            "Every byte is as the portal gave it out. It is the text of %(it)s without signatures;"
            " who has signed stands on the page of the document."
        ),
    ),
    FileKind.COPY: (
        DONE,
        gettext_lazy("Exactly this file: a print that the portal made"),
        gettext_lazy("Every byte is as it was made for somebody who had %(it)s printed."),
    ),
    FileKind.SCAN: (
        DONE,
        gettext_lazy("Exactly this scan"),
        gettext_lazy("It is a scan of the signed paper of %(it)s, as it was taken in."),
    ),
    FileKind.CONTENT: (
        DONE,
        gettext_lazy("Exactly this text"),
        gettext_lazy("It is the frozen text of %(it)s, whose fingerprint was signed."),
    ),
    FileKind.CLOSING: (
        DONE,
        gettext_lazy("Exactly this record of signatures"),
        gettext_lazy("It is what was kept when the signatures of %(it)s were closed."),
    ),
}

OTHERWISE: Mapping[str, MessageTexts] = {
    "older": (
        WAITING,
        gettext_lazy("An earlier sealed file"),
        gettext_lazy(
            "Every byte is as the portal once gave it out, but a newer file of %(it)s has followed"
            " it, with what was added since. Ask for the newest."
        ),
    ),
    "void": (
        LATE,
        gettext_lazy("The file is ours, but the document is void"),
        gettext_lazy("%(it)s was declared void and binds nobody: %(reason)s"),
    ),
    "amended": (
        WAITING,
        gettext_lazy("The file is ours, and the document was amended"),
        gettext_lazy("%(it)s holds together with what amends it: %(addenda)s."),
    ),
    "appended": (
        LATE,
        gettext_lazy("Changed after it was given out"),
        gettext_lazy(
            "It begins with a file of %(it)s that is ours, and something was added behind it. A"
            " reader that says “signature valid” speaks of the beginning only. %(pages)s"
        ),
    ),
    "added_signature": (
        WAITING,
        gettext_lazy("Our file, with a signature that is not registered here"),
        gettext_lazy(
            "It begins with the sealed file of %(it)s and its pages are unchanged, but a signature"
            " was added that the portal does not know. Ask the secretariat."
        ),
    ),
    "cut": (
        LATE,
        gettext_lazy("Cut off: the end is missing"),
        gettext_lazy(
            "It is the beginning of the sealed file of %(it)s. What stood behind it is gone:"
            " signatures or the seal. Do not rely on it; ask for the whole file."
        ),
    ),
    "bytes": (
        LATE,
        gettext_lazy("Changed: it is not the file that was given out"),
        format_lazy(
            "{} {}",
            gettext_lazy("It is as long as a file of %(it)s; bytes that differ: %(count)s."),
            gettext_lazy("Do not rely on it; ask for the original."),
        ),
    ),
    "unsealed": (
        WAITING,
        gettext_lazy("Without its seal"),
        gettext_lazy(
            "Its pages look like those of the sealed file of %(it)s, but it holds no signature: it"
            " was saved anew, or the seal was taken out. It proves nothing; ask for the original."
        ),
    ),
    "resaved": (
        WAITING,
        gettext_lazy("Saved anew by another program"),
        gettext_lazy(
            "Its pages look like those of %(it)s, but its bytes are others, so no seal speaks for"
            " it any more. It proves nothing; take the original from this portal."
        ),
    ),
    "pages": (
        LATE,
        gettext_lazy("Pages were changed"),
        gettext_lazy("The text inside names %(it)s, but what one sees is another. %(pages)s"),
    ),
    "claims": (
        LATE,
        gettext_lazy("It names one of our documents, and is none of our files"),
        gettext_lazy(
            "It carries the code or the reference of %(it)s. It may be scanned, typed anew or"
            " forged: compare each sentence, number and name with the page of the document."
        ),
    ),
    "unlisted": (
        LATE,
        gettext_lazy("Sealed by us, and not in our register"),
        gettext_lazy(
            "A signature in it was made with this portal's key, but the portal never gave this"
            " file out. Do not rely on it, and tell the secretariat."
        ),
    ),
    "foreign": (
        LATE,
        gettext_lazy("Not a file of this portal"),
        gettext_lazy(
            "Nothing in it leads to a document of this portal. If the paper carries a code, type"
            " the code instead."
        ),
    ),
    "unknown": (
        WAITING,
        gettext_lazy("Not one of our files as they were given out"),
        gettext_lazy(
            "It may have been saved anew, scanned, changed, or come from elsewhere. The portal can"
            " read it and say what is wrong with it: for that the file is sent, and kept nowhere."
        ),
    ),
    "encrypted": (
        LATE,
        gettext_lazy("Locked with a password"),
        gettext_lazy("The files of this portal never are. It could not be read, and is not ours."),
    ),
    "malformed": (
        LATE,
        gettext_lazy("Damaged: it cannot be read"),
        gettext_lazy(
            "It is not one of our files as it was given out. It may have broken on the way: fetch"
            " it once more."
        ),
    ),
    "many": (
        LATE,
        gettext_lazy("Longer than any file of ours"),
        gettext_lazy("It has more than 200 pages, and is not one of our files."),
    ),
    "slow": (
        LATE,
        gettext_lazy("It could not be read to its end"),
        gettext_lazy(
            "It is not one of our files as it was given out, and reading it takes more than is"
            " given to one file here."
        ),
    ),
    "other": (
        LATE,
        gettext_lazy("Neither a file of ours nor a PDF"),
        gettext_lazy(
            "Pictures and other files cannot be examined. If the paper carries a code, type the"
            " code instead, and compare the paper with what you see then."
        ),
    ),
    "busy": (
        WAITING,
        gettext_lazy("Another file is being examined"),
        gettext_lazy("It is not one of our files as it was given out. Try again in a minute."),
    ),
}


def build_exact_message(known: KnownFile) -> FileMessage:
    """Build the message about a file identical to one of ours; the document's state takes
    precedence.
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
    """Build the message about a file that is not identical to one of ours.

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
    said: MessageTexts,
    words: Mapping[str, Any],
    document: Document | None,
    notes: list[str] | None = None,
) -> FileMessage:
    tone, title, text = said
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


def describe_signature(said: Mapping[str, Any]) -> str:
    """Return a sentence about one signature in a file."""
    signer = said["signer"] or said["field"]
    if not said["intact"]:
        return _("Signature of %(signer)s: broken.") % {"signer": signer}
    sentence = {
        "file": _("Signature of %(signer)s: unbroken, and it speaks for the whole file."),
        "revision": _("Signature of %(signer)s: unbroken, and something was added after it.")
        if said["allowed"]
        else _("Signature of %(signer)s: changed after signing in a way that it forbids."),
    }.get(said["covers"], _("Signature of %(signer)s: it speaks for a part of the file only."))
    return sentence % {"signer": signer}
