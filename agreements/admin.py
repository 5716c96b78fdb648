"""The administration shows documents and letterheads; both are changed on their pages."""

from django.contrib import admin

from agreements.models import Document, Letterhead
from core.admin import ReadOnlyAdmin


@admin.register(Letterhead)
class LetterheadAdmin(ReadOnlyAdmin):
    """Letterheads and pages; frozen documents keep the one they were frozen with."""

    list_display = ("name", "issuer", "paper")


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """Documents and where they stand."""

    list_display = ("reference", "kind", "number", "date", "state")
    list_filter = ("kind", "state")
