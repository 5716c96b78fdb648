"""The administration: what administrators may look at, and what they may mend."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.models import HistoryEntry, IssuedNumber, OutboxMessage


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows that only actions may write, so that no rule is passed by."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """Background work, with what failed and why."""

    list_display = ("kind", "object_id", "due_at", "attempts", "done_at", "dead_at", "last_error")
    list_filter = ("kind", "dead_at")


@admin.register(HistoryEntry)
class HistoryEntryAdmin(ReadOnlyAdmin):
    """What happened, by whom."""

    list_display = ("at", "actor_name", "key", "content_type", "object_id")
    list_filter = ("content_type", "key")


@admin.register(IssuedNumber)
class IssuedNumberAdmin(ReadOnlyAdmin):
    """Letter numbers that were given out or booked."""

    list_display = ("number", "register", "purpose", "is_used", "at")
