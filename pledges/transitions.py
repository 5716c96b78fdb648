"""The transition table of a pledge, from draft to agreed."""

from django.utils.translation import gettext_lazy as _

from core.transitions import Transition, TransitionTable
from pledges.models import PledgeState as S

PLEDGE = TransitionTable(
    "pledge",
    S,
    [
        Transition("edit_pledge", (S.DRAFT,), (S.DRAFT,), _("Edit")),
        # Editing an accommodated pledge makes it another text, which needs a new decision.
        Transition("edit_pledge", (S.SUBMITTED, S.ACCOMMODATED), (S.SUBMITTED,), _("Edit")),
        Transition("submit_pledge", (S.DRAFT,), (S.SUBMITTED,), _("Submit")),
        Transition("accommodate_pledge", (S.SUBMITTED,), (S.ACCOMMODATED,), _("Accommodate")),
        Transition("merge_pledge", (S.SUBMITTED,), (S.MERGED,), _("Merge"), needs_reason=True),
        Transition("defer_pledge", (S.SUBMITTED,), (S.DEFERRED,), _("Defer"), needs_reason=True),
        Transition(
            "decline_pledge", (S.SUBMITTED,), (S.DECLINED,), _("Decline"), needs_reason=True
        ),
        Transition(
            "reopen_pledge",
            (S.ACCOMMODATED, S.MERGED, S.DEFERRED, S.DECLINED),
            (S.SUBMITTED,),
            _("Reopen"),
        ),
        Transition("agree_pledge", (S.ACCOMMODATED,), (S.AGREED,), _("Agree")),
    ],
    initial=[S.DRAFT],
)
