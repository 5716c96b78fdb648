"""The administration shows pledges; only actions write them."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from pledges.models import Pledge


@admin.register(Pledge)
class PledgeAdmin(ReadOnlyAdmin):
    """The administration of pledges; read-only."""

    list_display = ("reference", "lead", "title", "state", "locked_in")
    list_filter = ("state", "form")
    search_fields = ("reference", "title", "own_words")
