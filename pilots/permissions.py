"""Who may keep the programme and its pilots."""

from typing import Any

from stakeholders.permissions import can_edit_registers, is_forum_staff


def can_edit_programme(user: Any) -> bool:
    """Regions, programme, problems and plan are kept by the forum's staff."""
    return can_edit_registers(user)


def can_select_pilot(user: Any) -> bool:
    """A pilot is proposed and selected by the forum's staff, on the parties' agreement."""
    return is_forum_staff(user)
