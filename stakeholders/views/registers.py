"""Views of the registers: organisations, their names, their people and accounts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import find_visible, require
from core.forms import answer_form, confirm
from core.timeline import build_timeline
from stakeholders.actions.inviting import appoint_representative, invite_to_sign_in
from stakeholders.actions.offices import end_mandate
from stakeholders.actions.registers import (
    add_organisation_name,
    confirm_organisation,
    edit_organisation,
    edit_person,
    register_organisation,
    remove_organisation_name,
)
from stakeholders.forms.registers import (
    AddressForm,
    AppointmentForm,
    LastDayForm,
    NameForm,
    OrganisationForm,
    PersonForm,
    build_organisation_initial,
    build_person_initial,
)
from stakeholders.models import Mandate, Organisation, Person
from stakeholders.permissions import can_edit_registers, can_give_mandate, can_see_contact_data


def _find_organisation(request: HttpRequest, slug: str) -> Organisation:
    """Return an organisation for editing; 404 if not visible, 403 if not permitted.

    The staff also finds unconfirmed organisations, since it confirms them.
    """
    can_edit = can_edit_registers(request.user)
    rows = Organisation.objects.living()
    organisation = find_visible(rows if can_edit else rows.visible_to(request.user), slug=slug)
    require(can_edit)
    return organisation


def _get_accounts_url(organisation: Organisation) -> str:
    return reverse("stakeholders:accounts", args=[organisation.slug])


# ── Organisations ────────────────────────────────────────────────────────────────────────


def organisation_create(request: HttpRequest) -> HttpResponse:
    """Register an organisation."""
    require(can_edit_registers(request.user))
    form = OrganisationForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: register_organisation(by=request.user, **form.values).get_absolute_url(),
        template="stakeholders/organisation_create.html",
        context={
            "heading": _("Register an organisation"),
            "lead": _("Search for it first: it may be registered under another name."),
            "submit_label": _("Register"),
            "back_url": reverse("portal:organisation_list"),
            "back_label": _("Stakeholders"),
        },
        message=_("The organisation is on the register. Now its people can be recorded."),
    )


def organisation_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit an organisation."""
    organisation = _find_organisation(request, slug)
    back = organisation.get_absolute_url()
    form = OrganisationForm(
        request.POST or None,
        organisation=organisation,
        initial=build_organisation_initial(organisation),
    )

    def perform() -> str:
        edit_organisation(
            organisation=organisation,
            seen_revision=form.seen_revision,
            by=request.user,
            **form.values,
        )
        return back

    return answer_form(
        request,
        form,
        perform,
        template="stakeholders/organisation_form.html",
        context={
            "organisation": organisation,
            "heading": _("Change the entry"),
            "submit_label": _("Save"),
            "back_url": back,
            "back_label": organisation,
        },
        message=_("The entry was changed."),
    )


def organisation_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Confirm an organisation that was entered through a link."""
    organisation = _find_organisation(request, slug)
    back = organisation.get_absolute_url()

    def perform() -> str:
        confirm_organisation(organisation=organisation, by=request.user)
        return back

    return confirm(
        request,
        perform,
        question=_("Put %(name)s on the register?") % {"name": organisation.name},
        consequences=[_("Everybody can read its page and find it in the lists.")],
        label=_("Put it on the register"),
        back=back,
        back_label=organisation,
        message=_("The organisation is on the register."),
    )


def organisation_names(request: HttpRequest, slug: str) -> HttpResponse:
    """List the other names of an organisation, and add one."""
    organisation = _find_organisation(request, slug)
    here = reverse("stakeholders:organisation_names", args=[slug])
    form = NameForm(request.POST or None)

    def perform() -> str:
        add_organisation_name(organisation=organisation, by=request.user, **form.values)
        return here

    return answer_form(
        request,
        form,
        perform,
        template="stakeholders/organisation_names.html",
        context={
            "names": list(organisation.other_names.order_by("name", "pk")),
            "organisation": organisation,
            "heading": _("Other names"),
            "lead": _(
                "Searches, pasted lists and imports find the organisation by each of these names."
            ),
            "submit_label": _("Add the name"),
            "back_url": organisation.get_absolute_url(),
            "back_label": organisation,
        },
        message=_("The name was added."),
    )


def organisation_unname(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remove another name of an organisation."""
    organisation = _find_organisation(request, slug)
    other = find_visible(organisation.other_names.all(), pk=pk)
    back = reverse("stakeholders:organisation_names", args=[slug])

    def perform() -> str:
        remove_organisation_name(other=other, by=request.user)
        return back

    return confirm(
        request,
        perform,
        question=_("Remove the name “%(name)s”?") % {"name": other.name},
        consequences=[_("The organisation is no longer found by it. It can be added again.")],
        label=_("Remove"),
        back=back,
        back_label=_("Other names"),
        message=_("The name was removed."),
    )


# ── People and accounts ──────────────────────────────────────────────────────────────────


@require_safe
def accounts(request: HttpRequest, slug: str) -> HttpResponse:
    """List the mandates of an organisation and the accounts of their holders."""
    organisation = _find_organisation(request, slug)
    user = request.user
    rows = organisation.mandates.select_related("person__user").order_by(
        "person__name", "valid_from", "pk"
    )
    mandates = list(rows)
    for mandate in mandates:
        mandate.can_end = can_give_mandate(user, mandate.duty)  # type: ignore[attr-defined]
    return render(
        request,
        "stakeholders/accounts.html",
        {
            "organisation": organisation,
            "held": [mandate for mandate in mandates if mandate.is_current()],
            "ended": [mandate for mandate in mandates if not mandate.is_current()],
            "sees_contacts": can_see_contact_data(user, organisation.pk),
            "timeline": build_timeline(organisation, request.GET),
        },
    )


def representative_appoint(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a mandate to a person, and invite them to sign in."""
    organisation = _find_organisation(request, slug)
    back = _get_accounts_url(organisation)
    form = AppointmentForm(request.POST or None, organisation=organisation, user=request.user)

    def perform() -> str:
        appoint_representative(organisation=organisation, by=request.user, **form.appointment)
        return back

    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": _("Add a person"),
            "lead": _("Rights come with the office and end on its last day."),
            "submit_label": _("Record and invite"),
            "back_url": back,
            "back_label": _("People and accounts"),
            "reference": organisation.name,
        },
        message=_("The office was recorded. If you gave an address, the invitation is on its way."),
    )


def account_invite(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send the holder of a mandate an invitation to sign in."""
    organisation = _find_organisation(request, slug)
    mandate = _find_mandate(organisation, pk)
    user = getattr(mandate.person, "user", None)
    back = _get_accounts_url(organisation)
    context = {
        "heading": _("Invite %(person)s to sign in") % {"person": mandate.person},
        "submit_label": _("Send the invitation"),
        "back_url": back,
        "back_label": _("People and accounts"),
        "reference": organisation.name,
    }
    message = _("The invitation is on its way.")
    if user is None:
        sees_contacts = can_see_contact_data(request.user, organisation.pk)
        known = mandate.person.email if sees_contacts else ""
        form = AddressForm(request.POST or None, initial={"email": known})

        def open_and_invite() -> str:
            invite_to_sign_in(mandate=mandate, by=request.user, **form.values)
            return back

        return answer_form(request, form, open_and_invite, context=context, message=message)

    def invite_again() -> str:
        invite_to_sign_in(mandate=mandate, by=request.user)
        return back

    return confirm(
        request,
        invite_again,
        question=context["heading"],
        consequences=[
            _("An e-mail goes to %(email)s, with a link to choose a password.")
            % {"email": user.email}
        ],
        label=context["submit_label"],
        back=back,
        back_label=context["back_label"],
        message=message,
    )


def mandate_end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End a mandate, with its last day."""
    organisation = _find_organisation(request, slug)
    mandate = _find_mandate(organisation, pk)
    require(can_give_mandate(request.user, mandate.duty))
    back = _get_accounts_url(organisation)
    form = LastDayForm(request.POST or None)

    def perform() -> str:
        end_mandate(mandate=mandate, by=request.user, **form.values)
        return back

    return confirm(
        request,
        perform,
        question=_("End the office of %(person)s?") % {"person": mandate.person},
        consequences=[
            _("After the last day %(person)s no longer acts for %(organisation)s here.")
            % {"person": mandate.person, "organisation": organisation},
            _("What they did stays with their name in the history."),
        ],
        label=_("End the office"),
        back=back,
        back_label=_("People and accounts"),
        form=form,
        danger=True,
        message=_("The last day was recorded."),
    )


def person_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Edit a person with a current or former mandate."""
    organisation = _find_organisation(request, slug)
    people = Person.objects.filter(pk__in=organisation.mandates.order_by().values("person"))
    person = find_visible(people, pk=pk)
    require(can_see_contact_data(request.user, organisation.pk))
    back = _get_accounts_url(organisation)
    form = PersonForm(request.POST or None, initial=build_person_initial(person))

    def perform() -> str:
        edit_person(person=person, seen_revision=form.seen_revision, by=request.user, **form.values)
        return back

    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": str(person),
            "lead": _("Telephone and e-mail are seen by the forum's staff and by colleagues only."),
            "submit_label": _("Save"),
            "back_url": back,
            "back_label": _("People and accounts"),
            "reference": organisation.name,
        },
        message=_("The person's entry was changed."),
    )


def _find_mandate(organisation: Organisation, pk: int) -> Mandate:
    held = Mandate.objects.filter(organisation=organisation)
    return find_visible(held.select_related("person__user"), pk=pk)
