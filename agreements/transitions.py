"""The transition table of documents; a document from outside always stays registered."""

from django.utils.translation import gettext_lazy as _

from agreements.models import DocumentState as S
from core.transitions import Transition, TransitionTable

DOCUMENT = TransitionTable(
    "document",
    S,
    [
        Transition("start_review", (S.DRAFT,), (S.IN_REVIEW,), _("Ask for comments")),
        Transition(
            "withdraw_review",
            (S.IN_REVIEW,),
            (S.DRAFT,),
            _("Withdraw it from review"),
            needs_reason=True,
        ),
        Transition("freeze_document", (S.DRAFT, S.IN_REVIEW), (S.FINAL,), _("Freeze the text")),
        Transition(
            "sign_on_screen",
            # A document put into force with signatures missing still accepts them.
            (S.FINAL, S.PARTLY_SIGNED, S.IN_FORCE),
            (S.PARTLY_SIGNED, S.IN_FORCE),
            _("Sign on screen"),
        ),
        Transition(
            "sign_by_certificate",
            (S.FINAL, S.PARTLY_SIGNED, S.IN_FORCE),
            (S.PARTLY_SIGNED, S.IN_FORCE),
            _("Sign with a certificate"),
        ),
        Transition(
            "record_ink_signatures",
            (S.FINAL, S.PARTLY_SIGNED, S.IN_FORCE),
            (S.PARTLY_SIGNED, S.IN_FORCE),
            _("Record ink signatures"),
        ),
        Transition(
            "bring_into_force",
            (S.PARTLY_SIGNED,),
            (S.IN_FORCE,),
            _("Put into force"),
            needs_reason=True,
        ),
        Transition(
            "amend_document", (S.IN_FORCE, S.AMENDED), (S.AMENDED,), _("Amend by an addendum")
        ),
        Transition(
            "void_document",
            (S.FINAL, S.PARTLY_SIGNED),
            (S.VOID,),
            _("Declare void"),
            needs_reason=True,
        ),
    ],
    initial=[S.DRAFT, S.REGISTERED],
)
