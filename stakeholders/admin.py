"""The administration of accounts, organisations, people and mandates."""

from allauth.account.admin import EmailAddressAdmin as AllauthsAdmin
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin, SearchedAdmin
from core.history import record
from stakeholders.accounts import is_email_taken
from stakeholders.actions.offices import change_account_address
from stakeholders.models import (
    Mandate,
    Organisation,
    OrganisationName,
    Person,
    PersonalLink,
    User,
)
from stakeholders.own_account import require_proof


class TracedAdmin[M: Model](admin.ModelAdmin):
    """Writes every change to the history, and forbids deleting.

    Otherwise an administrator could take an office, or sign as somebody, and leave no trace.
    """

    def save_model(self, request: HttpRequest, obj: M, form: ModelForm, change: bool) -> None:
        """Save, and record who changed what."""
        super().save_model(request, obj, form, change)
        record(obj, "administered", by=request.user, what=", ".join(form.changed_data))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OrganisationNameInline(admin.TabularInline):
    """The other names of an organisation."""

    model = OrganisationName
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(SearchedAdmin[Organisation], TracedAdmin[Organisation]):
    """The administration of organisations and their other names."""

    list_display = ("name", "short_name", "sector", "is_verified")
    list_filter = ("sector", "is_verified")
    search_fields = ("name", "short_name", "other_names__name")
    autocomplete_fields = ("parent",)
    inlines = (OrganisationNameInline,)


@admin.register(Person)
class PersonAdmin(SearchedAdmin[Person], TracedAdmin[Person]):
    """The administration of people."""

    list_display = ("name", "title_before", "title_after", "is_example")
    search_fields = ("name",)


@admin.register(Mandate)
class MandateAdmin(TracedAdmin[Mandate]):
    """The administration of mandates."""

    list_display = ("person", "position", "organisation", "duty", "valid_from", "valid_until")
    list_filter = ("duty",)
    list_select_related = ("person", "organisation")
    autocomplete_fields = ("person", "organisation", "substitute")


class AccountForm(ModelForm):
    """The form of an account; the address is stored in lower case."""

    def clean_email(self) -> str:
        """Return the address in lower case; raises ValidationError if another account has it."""
        email: str = self.cleaned_data["email"].lower()
        if is_email_taken(email, self.instance):
            field = User._meta.get_field("email")
            raise ValidationError(field.error_messages["unique"])
        return email


@admin.register(User)
class UserAdmin(TracedAdmin[User]):
    """The administration of accounts; passwords are set by their owners, through the reset link."""

    list_display = ("email", "person", "is_active", "is_staff", "last_login")
    form = AccountForm
    fields = ("email", "person", "is_active", "is_staff", "is_superuser")
    autocomplete_fields = ("person",)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Return the person of an account, whose signatures it holds, and one's own address."""
        if obj is None:
            return ()
        own = ("email",) if obj == request.user else ()
        return (*own, "person") if obj.person_id else own

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Change an address by `change_account_address`, after the administrator reauthenticated.

        A new account has no password: its owner signs in by a code.
        """
        if not change:
            obj.set_unusable_password()
        elif obj.email != form.initial.get("email", obj.email):
            require_proof(request)
            change_account_address(user=obj, email=obj.email, by=request.user)
        super().save_model(request, obj, form, change)


admin.site.unregister(EmailAddress)


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin):
    """The addresses as allauth stores them; read-only, as they change with the account."""

    list_display = AllauthsAdmin.list_display


@admin.register(PersonalLink)
class PersonalLinkAdmin(ReadOnlyAdmin):
    """The administration of personal links; read-only, and without their tokens."""

    list_display = ("purpose", "person", "organisation", "expires_at", "revoked_at")
