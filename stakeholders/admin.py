"""The administration of accounts, organisations, people and mandates."""

from typing import Any

from allauth.account.admin import EmailAddressAdmin as AllauthsAdmin
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from core.history import record
from stakeholders.accounts import is_email_taken
from stakeholders.actions.offices import readdress_account
from stakeholders.models import (
    Mandate,
    Organisation,
    OrganisationName,
    Person,
    PersonalLink,
    User,
)
from stakeholders.own_account import require_proof


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


class AccountForm(ModelForm):
    """An account; its address is kept in lower case, whatever was typed."""

    def clean_email(self) -> str:
        """Return the address, unless somebody else has it, in whatever case."""
        email: str = self.cleaned_data["email"].lower()
        if is_email_taken(email, self.instance):
            field = User._meta.get_field("email")
            raise ValidationError(field.error_messages["unique"])
        return email


@admin.register(User)
class UserAdmin(TracedAdmin):
    """Accounts; a password is set by its owner through the reset link."""

    list_display = ("email", "person", "is_active", "is_staff", "last_login")
    form = AccountForm
    fields = ("email", "person", "is_active", "is_staff", "is_superuser")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep whose account it is: what it signed, its person signed; one's own address too."""
        if obj is None:
            return ()
        own = ("email",) if obj == request.user else ()
        return (*own, "person") if obj.person_id else own

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Change an address as `readdress_account` does, by an administrator who is surely there.

        A new account has no password: its owner proves to be it by a code.
        """
        if not change:
            obj.set_unusable_password()
        elif obj.email != form.initial.get("email", obj.email):
            require_proof(request)
            readdress_account(user=obj, email=obj.email, by=request.user)
        super().save_model(request, obj, form, change)


admin.site.unregister(EmailAddress)


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin):
    """The address of each account as allauth keeps it; it is changed with the account alone."""

    list_display = AllauthsAdmin.list_display


@admin.register(PersonalLink)
class PersonalLinkAdmin(ReadOnlyAdmin):
    """Personal links; their tokens are not shown here."""

    list_display = ("purpose", "person", "organisation", "expires_at", "revoked_at")
