"""The administration shows documents and keeps letter templates."""

from django.contrib import admin

from agreements.models import Document, LetterFormula, LetterTemplate
from core.admin import ReadOnlyAdmin


class LetterFormulaInline(admin.StackedInline):
    """The formulas of a letter template."""

    model = LetterFormula
    extra = 0


@admin.register(LetterTemplate)
class LetterTemplateAdmin(admin.ModelAdmin):
    """Letterheads and pages; frozen documents keep the one they were frozen with."""

    list_display = ("name", "issuer", "paper")
    inlines = (LetterFormulaInline,)


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """Documents and where they stand."""

    list_display = ("reference", "kind", "number", "date", "state")
    list_filter = ("kind", "state")
