"""The administration of accounts, organisations, people and mandates."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from stakeholders.models import (
    Mandate,
    Organisation,
    OrganisationName,
    Person,
    PersonalLink,
    User,
)


class OrganisationNameInline(admin.TabularInline):
    """The other names of an organisation."""

    model = OrganisationName
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """Organisations with their other names."""

    list_display = ("name", "short_name", "sector", "is_verified")
    list_filter = ("sector", "is_verified")
    search_fields = ("name", "short_name", "other_names__name")
    inlines = (OrganisationNameInline,)


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    """People."""

    list_display = ("name", "title_before", "title_after", "is_example")
    search_fields = ("name",)


@admin.register(Mandate)
class MandateAdmin(admin.ModelAdmin):
    """Who holds which office, from when to when, with which duty."""

    list_display = ("person", "position", "organisation", "duty", "valid_from", "valid_until")
    list_filter = ("duty",)
    list_select_related = ("person", "organisation")


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts; a password is set by its owner through the reset link."""

    list_display = ("email", "person", "is_active", "is_staff", "last_login")
    fields = ("email", "person", "is_active", "is_staff", "is_superuser")


@admin.register(PersonalLink)
class PersonalLinkAdmin(ReadOnlyAdmin):
    """Personal links; their tokens are not shown here."""

    list_display = ("purpose", "person", "organisation", "expires_at", "revoked_at")
