"""Example documents of the demo: one in review, one to be signed, one with an addendum.

All are invented and marked as such. The signatories are offices and the owners of the demo
accounts; no person named in the sources says or signs anything here.
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

INVENTED: dict[str, Any] = {"source": "Contoh", "is_example": True}
REVIEW_SKIPPED = "Contoh: naskahnya dibahas bersama dalam rapat"
LIAISONS = "Petugas penghubung di dua kelurahan percontohan (contoh)"
AGREED_DAY, AMENDED_DAY, GIVEN_DAY = date(2021, 11, 30), date(2022, 2, 15), date(2022, 3, 1)
DAYS_TO_COMMENT, DAYS_TO_SIGN = 7, 14


@transaction.atomic
def create_demo_documents() -> bool:
    """Create the example documents; return False if they exist."""
    if Document.objects.filter(subject=LIAISONS).exists():
        return False
    record = Document.objects.filter(kind=DocumentKind.BERITA_ACARA).earliest("pk")
    maker = _DocumentMaker(record)
    maker.agree_and_amend()
    maker.await_signatures()
    maker.ask_for_comments()
    return True


class _DocumentMaker:
    """Creates the documents as the secretariat; a second person confirms ink signatures."""

    def __init__(self, record: Document):
        users = {user.email.partition("@")[0]: user for user in _list_accounts()}
        self.record = record
        self.letterhead = Letterhead.objects.get(documents=record)
        self.secretary, self.second = users["sekretariat"], users["fasilitator"]
        self.inka, self.lurah = users["inka"], users["lurah.taman"]
        signatories = record.signatories.select_related("organisation")
        known = {
            signatory.organisation.short_name: signatory.organisation for signatory in signatories
        }
        self.agency = known["Bappelitbangda"]
        self.taman, self.demangan = known["Kel. Taman"], known["Kel. Demangan"]

    def agree_and_amend(self) -> None:
        """Create a memorandum in force, and an addendum that changed one of its clauses."""
        agreed = self._draft_memorandum(LIAISONS, AGREED_DAY)
        for title, text in (
            ("Penunjukan", "Setiap kelurahan menunjuk satu petugas penghubung."),
            ("Laporan", "Petugas penghubung melapor kepada Bappelitbangda setiap bulan."),
        ):
            add_clause(document=agreed, title=title, text=text, by=self.secretary, **INVENTED)
        for organisation in (self.agency, self.taman, self.demangan):
            self._add_office_signatory(agreed, organisation)
        self._sign_with_ink(agreed)
        addendum = draft_addendum(
            amended=agreed,
            letterhead=self.letterhead,
            title="Adendum",
            date=AMENDED_DAY,
            by=self.secretary,
            **INVENTED,
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
        """Create a handover from PT INKA to Kelurahan Taman, to be signed by both accounts."""
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
            **INVENTED,
        )
        for signatory, user in zip(
            handover.signatories.order_by("order"), (self.inka, self.lurah), strict=True
        ):
            edit_signatory(
                signatory=signatory,
                seen_revision=signatory.revision,
                by=self.secretary,
                **_build_signatory_fields(user),
            )
        # The kelurahan receives only the briefing; the loans of the pledge go to their borrowers.
        for item in handover.items.all():
            if item.unit == "UMK":
                remove_item(item=item, by=self.secretary)
                continue
            edit_item(
                item=item,
                seen_revision=item.revision,
                description="Sosialisasi program TJSL di kelurahan",
                condition=ItemCondition.CARRIED_OUT,
                note="Contoh",
                by=self.secretary,
            )
        self._add_office_signatory(handover, self.agency, capacity=Capacity.ACKNOWLEDGING)
        freeze_document(document=handover, review_skipped=REVIEW_SKIPPED, by=self.secretary)
        handover.refresh_from_db()
        set_signing_rules(
            document=handover,
            seen_revision=handover.revision,
            sign_until=timezone.localdate() + timedelta(days=DAYS_TO_SIGN),
            needs_email_code=False,
            by=self.secretary,
        )

    def ask_for_comments(self) -> None:
        """Create a memorandum in review, with a comment that waits for its answer."""
        subject = "Jadwal pertemuan pengelola lapak (contoh)"
        draft = self._draft_memorandum(subject, GIVEN_DAY)
        text = "Pengelola lapak bertemu dengan para pihak setiap tiga bulan."
        clause = add_clause(
            document=draft, title="Pertemuan", text=text, by=self.secretary, **INVENTED
        )
        self._add_office_signatory(draft, self.agency)
        for user in (self.inka, self.lurah):
            add_signatory(
                document=draft,
                organisation=_get_mandate(user).organisation,
                by=self.secretary,
                **_build_signatory_fields(user),
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
            organisation=_get_mandate(self.inka).organisation,
            by=self.inka,
        )

    def _draft_memorandum(self, subject: str, day: date) -> Document:
        return draft_document(
            kind=DocumentKind.NOTA_KESEPAKATAN,
            meeting=None,
            letterhead=self.letterhead,
            title="Nota Kesepakatan",
            subject=subject,
            date=day,
            by=self.secretary,
            **INVENTED,
        )

    def _add_office_signatory(
        self, document: Document, organisation: Organisation, **fields: Any
    ) -> None:
        add_signatory(
            document=document,
            organisation=organisation,
            position=f"Perwakilan {organisation}".replace("Kel.", "Kelurahan"),
            by=self.secretary,
            **INVENTED,
            **fields,
        )

    def _sign_with_ink(self, document: Document) -> None:
        freeze_document(document=document, review_skipped=REVIEW_SKIPPED, by=self.secretary)
        signatories = document.signatories.values_list("pk", flat=True)
        record = propose_ink_signatures(
            document=document,
            signed_date=document.date,
            outcomes={pk: Outcome(SignatoryState.SIGNED, "") for pk in signatories},
            note="Contoh",
            by=self.secretary,
        )
        record_ink_signatures(record=record, by=self.second)
        document.refresh_from_db()


def _list_accounts() -> list[User]:
    return list(User.objects.filter(email__endswith=f"@{DOMAIN}").select_related("person"))


def _get_mandate(user: User) -> Mandate:
    return Mandate.objects.select_related("organisation").get(person=user.person)


def _build_signatory_fields(user: User) -> dict[str, Any]:
    """Return an account as a signatory: its person and position, marked as invented."""
    return {"person": user.person, "position": _get_mandate(user).position, **INVENTED}
