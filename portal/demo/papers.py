"""Documents to try the demo on: one in review, one to be signed, one with its addendum.

All of it is invented and says so. The parties are offices, and the people of the demo's own
accounts; nobody whom the sources name says or signs anything here.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements.actions.amending import change_clause, draft_addendum
from agreements.actions.clauses import add_clause
from agreements.actions.commenting import comment_on_draft
from agreements.actions.drafting import draft_document
from agreements.actions.freezing import freeze_document
from agreements.actions.handing_over import draft_bast, edit_item, remove_item
from agreements.actions.reviewing import start_review
from agreements.actions.signatories import add_signatory, edit_signatory
from agreements.models import (
    Capacity,
    ChangeKind,
    Document,
    DocumentKind,
    ItemCondition,
    Letterhead,
    SectionKind,
    SignatoryState,
)
from portal.demo.accounts import DOMAIN
from signing.actions.collecting import set_signing_rules
from signing.actions.ink import Outcome, propose_ink_signatures, record_ink_signatures
from stakeholders.models import Mandate, Organisation, User

MADE_UP: dict[str, Any] = {"source": "Contoh", "is_example": True}
IN_ROOM = "Contoh: naskahnya dibahas bersama dalam rapat"
LIAISONS = "Petugas penghubung di dua kelurahan percontohan (contoh)"
AGREED_DAY, AMENDED_DAY, GIVEN_DAY = date(2021, 11, 30), date(2022, 2, 15), date(2022, 3, 1)
DAYS_TO_COMMENT, DAYS_TO_SIGN = 7, 14


@transaction.atomic
def load_papers() -> bool:
    """Make the documents to try the demo on; False when they are there already."""
    if Document.objects.filter(subject=LIAISONS).exists():
        return False
    record = Document.objects.filter(kind=DocumentKind.BERITA_ACARA).earliest("pk")
    papers = _Papers(record)
    papers.agree_and_amend()
    papers.await_signatures()
    papers.ask_for_comments()
    return True


class _Papers:
    """The hands that make them: the secretariat's, and a second pair for what ink shows."""

    def __init__(self, record: Document):
        users = {user.email.partition("@")[0]: user for user in _accounts()}
        self.record = record
        self.letterhead = Letterhead.objects.get(documents=record)
        self.secretary, self.second = users["sekretariat"], users["fasilitator"]
        self.inka, self.lurah = users["inka"], users["lurah.taman"]
        places = record.signatories.select_related("organisation")
        known = {place.organisation.short_name: place.organisation for place in places}
        self.agency = known["Bappelitbangda"]
        self.taman, self.demangan = known["Kel. Taman"], known["Kel. Demangan"]

    def agree_and_amend(self) -> None:
        """A memorandum in force, and the addendum that changed a clause of it."""
        agreed = self._memorandum(LIAISONS, AGREED_DAY)
        for title, text in (
            ("Penunjukan", "Setiap kelurahan menunjuk satu petugas penghubung."),
            ("Laporan", "Petugas penghubung melapor kepada Bappelitbangda setiap bulan."),
        ):
            add_clause(document=agreed, title=title, text=text, by=self.secretary, **MADE_UP)
        for organisation in (self.agency, self.taman, self.demangan):
            self._office(agreed, organisation)
        self._sign_with_ink(agreed)
        addendum = draft_addendum(
            amended=agreed,
            letterhead=self.letterhead,
            title="Adendum",
            date=AMENDED_DAY,
            by=self.secretary,
            **MADE_UP,
        )
        change_clause(
            document=addendum,
            kind=ChangeKind.REPLACES,
            heading="KEDUA",
            title="Laporan",
            text="Petugas penghubung melapor kepada Bappelitbangda setiap dua minggu.",
            by=self.secretary,
        )
        self._sign_with_ink(addendum)

    def await_signatures(self) -> None:
        """A handover from PT INKA to Kelurahan Taman that both accounts can sign."""
        [pledge] = self.record.pledges.filter(lead__short_name="PT INKA")
        handover = draft_bast(
            rests_on=self.record,
            pledges=[pledge],
            receiver=self.taman,
            letterhead=self.letterhead,
            title="Berita Acara Serah Terima",
            subject="Sosialisasi TJSL di Kelurahan Taman (contoh)",
            date=GIVEN_DAY,
            by=self.secretary,
            **MADE_UP,
        )
        for place, user in zip(
            handover.signatories.order_by("order"), (self.inka, self.lurah), strict=True
        ):
            edit_signatory(
                signatory=place, seen=place.revision, by=self.secretary, **_office_of(user)
            )
        # The loans go to their borrowers; what a kelurahan receives is what was told there.
        for item in handover.items.all():
            if item.unit == "UMK":
                remove_item(item=item, by=self.secretary)
                continue
            edit_item(
                item=item,
                seen=item.revision,
                description="Sosialisasi program TJSL di kelurahan",
                condition=ItemCondition.CARRIED_OUT,
                note="Contoh",
                by=self.secretary,
            )
        self._office(handover, self.agency, capacity=Capacity.ACKNOWLEDGING)
        freeze_document(document=handover, review_skipped=IN_ROOM, by=self.secretary)
        handover.refresh_from_db()
        set_signing_rules(
            document=handover,
            seen=handover.revision,
            sign_until=timezone.localdate() + timedelta(days=DAYS_TO_SIGN),
            needs_email_code=False,
            by=self.secretary,
        )

    def ask_for_comments(self) -> None:
        """A memorandum in review, with a comment that waits for its answer."""
        subject = "Jadwal pertemuan pengelola lapak (contoh)"
        draft = self._memorandum(subject, GIVEN_DAY)
        text = "Pengelola lapak bertemu dengan para pihak setiap tiga bulan."
        clause = add_clause(
            document=draft, title="Pertemuan", text=text, by=self.secretary, **MADE_UP
        )
        self._office(draft, self.agency)
        for user in (self.inka, self.lurah):
            add_signatory(
                document=draft,
                organisation=_mandate_of(user).organisation,
                by=self.secretary,
                **_office_of(user),
            )
        start_review(
            document=draft,
            review_until=timezone.localdate() + timedelta(days=DAYS_TO_COMMENT),
            by=self.secretary,
        )
        comment_on_draft(
            document=draft,
            section=SectionKind.CLAUSE,
            clause=clause,
            text="Mohon disebut tempat pertemuannya (contoh).",
            organisation=_mandate_of(self.inka).organisation,
            by=self.inka,
        )

    def _memorandum(self, subject: str, day: date) -> Document:
        return draft_document(
            kind=DocumentKind.NOTA_KESEPAKATAN,
            meeting=None,
            letterhead=self.letterhead,
            title="Nota Kesepakatan",
            subject=subject,
            date=day,
            by=self.secretary,
            **MADE_UP,
        )

    def _office(self, document: Document, organisation: Organisation, **fields: Any) -> None:
        add_signatory(
            document=document,
            organisation=organisation,
            position=f"Perwakilan {organisation}".replace("Kel.", "Kelurahan"),
            by=self.secretary,
            **MADE_UP,
            **fields,
        )

    def _sign_with_ink(self, document: Document) -> None:
        freeze_document(document=document, review_skipped=IN_ROOM, by=self.secretary)
        places = document.signatories.values_list("pk", flat=True)
        record = propose_ink_signatures(
            document=document,
            signed_date=document.date,
            outcomes={pk: Outcome(SignatoryState.SIGNED, "") for pk in places},
            note="Contoh",
            by=self.secretary,
        )
        record_ink_signatures(record=record, by=self.second)
        document.refresh_from_db()


def _accounts() -> list[User]:
    return list(User.objects.filter(email__endswith=f"@{DOMAIN}").select_related("person"))


def _mandate_of(user: User) -> Mandate:
    return Mandate.objects.select_related("organisation").get(person=user.person)


def _office_of(user: User) -> dict[str, Any]:
    """Who an account is on paper: a made-up person in a made-up office."""
    return {"person": user.person, "position": _mandate_of(user).position, **MADE_UP}
