"""The transition table of a pilot."""

from django.utils.translation import gettext_lazy as _

from core.transitions import Transition, TransitionTable
from pilots.models import PilotState as S

PILOT = TransitionTable(
    "pilot",
    S,
    [
        Transition("select_pilot", (S.PROPOSED,), (S.SELECTED,), _("Select")),
        Transition(
            "drop_pilot", (S.PROPOSED, S.SELECTED), (S.DROPPED,), _("Drop"), needs_reason=True
        ),
    ],
    initial=[S.PROPOSED],
)
