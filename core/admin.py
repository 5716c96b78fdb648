"""The Django admin of core: outbox, history and issued numbers, read-only."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from core.models import HistoryEntry, IssuedNumber, OutboxMessage


class ReadOnlyAdmin(admin.ModelAdmin):
    """A read-only admin page, for rows that only actions may write."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """The outbox messages, with errors and dead letters."""

    list_display = ("kind", "object_id", "due_at", "attempts", "done_at", "dead_at", "last_error")
    list_filter = ("kind", "dead_at")


@admin.register(HistoryEntry)
class HistoryEntryAdmin(ReadOnlyAdmin):
    """The history entries."""

    list_display = ("at", "actor_name", "key", "content_type", "object_id")
    list_filter = ("content_type", "key")


@admin.register(IssuedNumber)
class IssuedNumberAdmin(ReadOnlyAdmin):
    """The letter numbers that were issued or reserved."""

    list_display = ("number", "register", "purpose", "is_used", "at")
