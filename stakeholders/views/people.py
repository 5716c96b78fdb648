"""The page of a person, for those who keep the registers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.access import find_visible, require
from core.timeline import build_timeline
from stakeholders.merge_plans import count_uses, list_merges
from stakeholders.models import Mandate, Person
from stakeholders.permissions import can_edit_registers, is_forum_staff


@require_safe
def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a person: offices, where the name is used, and the doubles that were merged into it."""
    require(can_edit_registers(request.user))
    person = find_visible(Person.objects.select_related("merged_into", "user"), slug=slug)
    if person.merged_into:
        return redirect(person.merged_into)
    mandates = list(
        Mandate.objects.filter(person=person)
        .select_related("organisation")
        .order_by("organisation__name", "valid_from", "pk")
    )
    return render(
        request,
        "stakeholders/person.html",
        {
            "person": person,
            "mandates": mandates,
            "sees_contacts": is_forum_staff(request.user),
            "uses": sorted(count_uses(person).items()),
            "merges": list_merges(person),
            "timeline": build_timeline(person, request.GET),
        },
    )
