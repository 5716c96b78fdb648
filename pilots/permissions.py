"""Permissions on the programme and its pilots."""

from core.actors import Actor
from stakeholders.permissions import can_edit_registers, is_forum_staff


def can_edit_programme(user: Actor) -> bool:
    """The forum's staff and administrators may edit regions, programme, problems and plan."""
    return can_edit_registers(user)


def can_select_pilot(user: Actor) -> bool:
    """The forum's staff may propose, select and drop pilots."""
    return is_forum_staff(user)
