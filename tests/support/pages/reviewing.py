"""The pages of a review, of addenda and of handover records."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from agreements.actions.amending import change_clause, draft_addendum
from agreements.actions.clauses import add_clause
from agreements.actions.commenting import comment_by_link
from agreements.actions.drafting import draft_document
from agreements.actions.handing_over import draft_bast, list_pledges_to_hand_over
from agreements.actions.reviewing import list_review_links, start_review
from agreements.actions.signatories import add_signatory
from agreements.models import Document, DocumentKind, Letterhead
from core.link_tokens import make_token
from stakeholders.models import Organisation
from tests.support.example import STAFF, Example
from tests.support.pages.base import Page

FORUM = ("fasilitator", "sekretariat")
ASKED: dict[str, int] = {"": 302}
# A draft in review is seen by those who are to sign it; the desk is the staff's.
OF_A_REVIEW: dict[str, Any] = {"roles": FORUM, "others": {**ASKED, "inka": 403, "admin": 403}}
OF_A_DRAFT: dict[str, Any] = {"roles": FORUM, "others": {**ASKED, "admin": 403}}
# Begun on the page of what everybody sees.
BEGUN: dict[str, Any] = {"roles": FORUM, "otherwise": 403, "others": ASKED}


def _in_review(example: Example) -> Document:
    """A nota kesepakatan that the company is asked about, with a comment."""
    known = Document.objects.filter(kind=DocumentKind.NOTA_KESEPAKATAN, state="in_review").first()
    if known is not None:
        return known
    by = example.users["fasilitator"]
    draft = draft_document(
        kind=DocumentKind.NOTA_KESEPAKATAN,
        meeting=None,
        letterhead=Letterhead.objects.earliest("pk"),
        title="Nota kesepakatan (contoh)",
        date=example.meeting.date,
        is_example=True,
        by=by,
    )
    add_clause(document=draft, text="Para pihak bekerja sama.", by=by)
    inka = Organisation.objects.get(slug="pt-inka")
    person = example.users["inka"].person
    add_signatory(document=draft, organisation=inka, person=person, position="Wakil", by=by)
    day = timezone.localdate() + timedelta(days=30)
    start_review(document=draft, review_until=day, by=by)
    token = list_review_links(draft)[0].token
    comment_by_link(token=token, section="whole", text="Sebut tempatnya (contoh).")
    draft.refresh_from_db()
    return draft


def _follower(example: Example, kind: str) -> Document:
    """The draft of an addendum, or of a handover record, to the berita acara of 2021."""
    known = Document.objects.filter(kind=kind).first()
    if known is not None:
        return known
    by, document = example.users["fasilitator"], example.document
    given: dict[str, Any] = {
        "letterhead": Letterhead.objects.earliest("pk"),
        "title": "Naskah lanjutan (contoh)",
        "date": document.date,
        "is_example": True,
        "by": by,
    }
    if kind == DocumentKind.ADDENDUM:
        addendum = draft_addendum(amended=document, **given)
        words = "Dilaporkan setiap tahun (contoh)."
        change_clause(document=addendum, kind="replaces", heading="KEDUA", text=words, by=by)
        return addendum
    pledge = list_pledges_to_hand_over(document).exclude(lead__slug="kelurahan-taman")[0]
    receiver = Organisation.objects.get(slug="kelurahan-taman")
    return draft_bast(rests_on=document, pledges=[pledge], receiver=receiver, **given)


def _review(name: str, *, row: str = "", **given: Any) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        document = _in_review(example)
        rows = {"comment": document.comments.all(), "link": list_review_links(document)}
        args = [document.reference, *([rows[row][0].pk] if row else [])]
        return [Page(reverse(name, args=args), **{**OF_A_REVIEW, **given})]

    return pages


def _links(example: Example) -> list[Page]:
    living = list_review_links(_in_review(example))[0]
    renewed = make_token(living.pk, living.version + 1)
    tokens = [(living.token, 200), (renewed, 410), ("bukan-tautan", 404)]
    return [Page(reverse("agreements:review_link", args=[t]), status) for t, status in tokens]


def _begun(below: str, *, closed: int) -> Callable[[Example], list[Page]]:
    return lambda example: [
        Page(f"{example.document.get_absolute_url()}{below}", **BEGUN),
        Page(f"{example.unsigned.get_absolute_url()}{below}", closed, **BEGUN),
    ]


def _items(name: str, *, has_row: bool = False) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        record = _follower(example, DocumentKind.BAST)
        args = [record.reference, *([record.items.earliest("pk").pk] if has_row else [])]
        return [Page(reverse(name, args=args), **OF_A_DRAFT)]

    return pages


def _changes(example: Example) -> list[Page]:
    addendum = _follower(example, DocumentKind.ADDENDUM)
    return [
        Page(f"{addendum.get_absolute_url()}perubahan/", roles=STAFF),
        Page(f"{addendum.get_absolute_url()}butir/", **OF_A_DRAFT),
        Page(f"{example.document.get_absolute_url()}perubahan/", roles=STAFF),
        Page(f"{example.unsigned.get_absolute_url()}perubahan/", 404),
    ]


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "agreements:document_review": _review("agreements:document_review"),
    "agreements:review_withdraw": _review("agreements:review_withdraw"),
    "agreements:review_remind": _review("agreements:review_remind"),
    "agreements:comment_add": _review("agreements:comment_add"),
    "agreements:comment_resolve": _review("agreements:comment_resolve", row="comment"),
    "agreements:review_share": _review("agreements:review_share", row="link"),
    "agreements:review_renew": _review("agreements:review_renew", row="link"),
    "agreements:review_revoke": _review("agreements:review_revoke", row="link"),
    "agreements:review_email": _review("agreements:review_email", row="link"),
    "agreements:document_comment": _review(
        "agreements:document_comment",
        roles=("inka",),
        others={**ASKED, **dict.fromkeys(STAFF, 403)},
    ),
    "agreements:review_link": _links,
    "agreements:document_docx": _review("agreements:document_docx"),
    "agreements:document_amend": _begun("adendum/", closed=404),
    "agreements:document_hand_over": _begun("serah-terima/", closed=404),
    "agreements:document_changes": _changes,
    "agreements:document_items": _items("agreements:document_items"),
    "agreements:item_edit": _items("agreements:item_edit", has_row=True),
    "agreements:item_remove": _items("agreements:item_remove", has_row=True),
}
TAKES_POST: set[str] = set(PAGES) - {
    "agreements:document_changes",
    "agreements:document_docx",
    "agreements:review_share",
}
