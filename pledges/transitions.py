"""The life of a pledge up to its agreement; delivery continues it later."""

from django.utils.translation import gettext_lazy as _

from core.transitions import Transition, TransitionTable
from pledges.models import PledgeState as S

PLEDGE = TransitionTable(
    "pledge",
    S,
    [
        Transition("edit_pledge", (S.DRAFT,), (S.DRAFT,), _("Edit")),
        # What was accommodated is another text once it is edited, so it waits again.
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
