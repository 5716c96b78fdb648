"""The administration of accounts, organisations, people and mandates."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from core.history import record
from stakeholders.models import Mandate, Organisation, OrganisationName, Person, PersonalLink, User


class TracedAdmin(admin.ModelAdmin):
    """What is changed here stands in the history as what is changed elsewhere; nothing is deleted.

    Otherwise whoever keeps the server could hold an office, or sign as somebody, for an hour.
    """

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and keep who changed what."""
        super().save_model(request, obj, form, change)
        record(obj, "administered", by=request.user, what=", ".join(form.changed_data))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OrganisationNameInline(admin.TabularInline):
    """The other names of an organisation."""

    model = OrganisationName
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(TracedAdmin):
    """Organisations with their other names."""

    list_display = ("name", "short_name", "sector", "is_verified")
    list_filter = ("sector", "is_verified")
    search_fields = ("name", "short_name", "other_names__name")
    inlines = (OrganisationNameInline,)


@admin.register(Person)
class PersonAdmin(TracedAdmin):
    """People."""

    list_display = ("name", "title_before", "title_after", "is_example")
    search_fields = ("name",)


@admin.register(Mandate)
class MandateAdmin(TracedAdmin):
    """Who holds which office, from when to when, with which duty."""

    list_display = ("person", "position", "organisation", "duty", "valid_from", "valid_until")
    list_filter = ("duty",)
    list_select_related = ("person", "organisation")


@admin.register(User)
class UserAdmin(TracedAdmin):
    """Accounts; a password is set by its owner through the reset link."""

    list_display = ("email", "person", "is_active", "is_staff", "last_login")
    fields = ("email", "person", "is_active", "is_staff", "is_superuser")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep whose account it is: what it signed, its person signed."""
        return ("person",) if obj is not None and obj.person_id else ()


@admin.register(PersonalLink)
class PersonalLinkAdmin(ReadOnlyAdmin):
    """Personal links; their tokens are not shown here."""

    list_display = ("purpose", "person", "organisation", "expires_at", "revoked_at")
