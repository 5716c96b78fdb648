"""The Django admin of core: outbox, recurring duties, history, issued numbers; read-only."""

from datetime import datetime

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.duties import ScheduledDuty, compute_next_time, list_duties
from core.models import HistoryEntry, IssuedNumber, OutboxMessage, RecurringDuty
from core.search.matches import match_words


class ReadOnlyAdmin(admin.ModelAdmin):
    """A read-only admin page, for rows that only actions may write."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class SearchedAdmin[M: Model](admin.ModelAdmin):
    """The administration of rows with a full text index, which searches and suggestions use."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Return the rows with every word of a text; none occurs twice."""
        return (match_words(queryset, search_term) if search_term.strip() else queryset), False


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """The outbox messages, with errors and dead letters."""

    list_display = (
        *("kind", "object_id", "lane", "due_at", "attempts", "done_at", "dead_at", "last_error"),
    )
    list_filter = ("lane", "kind", "dead_at")


def _find_duty(row: RecurringDuty) -> ScheduledDuty | None:
    return next((duty for duty in list_duties() if duty.name == row.name), None)


@admin.register(RecurringDuty)
class RecurringDutyAdmin(ReadOnlyAdmin):
    """The recurring duties: rule, when each was queued and done, when it is due again."""

    list_display = ("show_title", "show_rule", "queued_at", "done_at", "show_next_time")
    readonly_fields = ("show_title", "show_rule", "show_next_time")

    @admin.display(description=_("duty"))
    def show_title(self, row: RecurringDuty) -> str:
        duty = _find_duty(row)
        return str(duty.title) if duty else row.name

    @admin.display(description=_("every"))
    def show_rule(self, row: RecurringDuty) -> str:
        """The period (0:10:00), or the time of the day."""
        duty = _find_duty(row)
        return str(duty.rule) if duty else ""

    @admin.display(description=_("due again"))
    def show_next_time(self, row: RecurringDuty) -> datetime | None:
        duty = _find_duty(row)
        return compute_next_time(duty.rule, row.queued_at) if duty and row.queued_at else None


@admin.register(HistoryEntry)
class HistoryEntryAdmin(ReadOnlyAdmin):
    """The history entries."""

    list_display = ("at", "actor_name", "key", "content_type", "object_id")
    list_filter = ("content_type", "key")


@admin.register(IssuedNumber)
class IssuedNumberAdmin(ReadOnlyAdmin):
    """The letter numbers that were issued or reserved."""

    list_display = ("number", "register", "purpose", "is_used", "at")
