"""Read-only administration of documents and letterheads, which are edited on their own pages."""

from django.contrib import admin

from agreements.models import Document, Letterhead
from core.admin import ReadOnlyAdmin


@admin.register(Letterhead)
class LetterheadAdmin(ReadOnlyAdmin):
    """Letterheads; a frozen document keeps the letterhead's data as of the freezing."""

    list_display = ("name", "issuer", "paper")


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """Documents and their states."""

    list_display = ("reference", "kind", "number", "date", "state")
    list_filter = ("kind", "state")
