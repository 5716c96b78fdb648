"""Who may keep the programme and its pilots."""

from core.actors import Actor
from stakeholders.permissions import can_edit_registers, is_forum_staff


def can_edit_programme(user: Actor) -> bool:
    """Regions, programme, problems and plan are kept by the forum's staff."""
    return can_edit_registers(user)


def can_select_pilot(user: Actor) -> bool:
    """A pilot is proposed and selected by the forum's staff, on the parties' agreement."""
    return is_forum_staff(user)
