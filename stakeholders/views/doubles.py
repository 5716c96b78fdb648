"""Views of likely doubles: their list, and remembering that a pair is none."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access import find_visible, require
from core.forms import confirm
from core.lists.paging import ListPage, PageLinks
from core.lists.parameters import PAGE, read_number
from stakeholders.actions.merging import mark_distinct
from stakeholders.choosing import ORGANISATIONS, PEOPLE
from stakeholders.doubles import list_pairs
from stakeholders.forms.merging import INTO
from stakeholders.merge_plans import get_model
from stakeholders.models import MergedKind
from stakeholders.permissions import can_edit_registers
from stakeholders.references import Merged

PER_PAGE = 25
KIND = "jenis"


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A pair of likely doubles, as the list shows it: the newer one is merged into the older."""

    older: Merged
    newer: Merged
    merge_url: str
    dismiss_url: str


@require_safe
def double_list(request: HttpRequest) -> HttpResponse:
    """List the pairs of likely doubles among organisations or people, the most similar first."""
    require(can_edit_registers(request.user))
    kind = request.GET.get(KIND, MergedKind.ORGANISATION)
    if kind not in MergedKind.values:
        raise Http404
    pairs = list_pairs(kind)
    pages = max(1, -(-len(pairs) // PER_PAGE))
    number = min(read_number(request.GET) or 1, pages)
    shown = pairs[(number - 1) * PER_PAGE : number * PER_PAGE]
    is_organisation = kind == MergedKind.ORGANISATION
    row_kind = ORGANISATIONS if is_organisation else PEOPLE
    rows = row_kind.list_rows().in_bulk({pk for pair in shown for pk in (pair.first, pair.second)})
    word = "organisation" if is_organisation else "person"

    def show(first: int, second: int) -> ShownPair:
        older, newer = rows[first], rows[second]
        merge_url = reverse(f"stakeholders:{word}_merge", args=[newer.slug])
        return ShownPair(
            older,
            newer,
            f"{merge_url}?{INTO}={older.slug}",
            reverse("stakeholders:double_dismiss", args=[kind, first, second]),
        )

    here = f"?{KIND}={kind}&{PAGE}="
    return render(
        request,
        "stakeholders/doubles.html",
        {
            "pairs": [
                show(each.first, each.second)
                for each in shown
                if {each.first, each.second} <= rows.keys()
            ],
            "count": len(pairs),
            "is_organisation": is_organisation,
            "tabs": [
                {"label": label, "url": f"?{KIND}={value}", "current": value == kind}
                for value, label in (
                    (MergedKind.ORGANISATION, _("Organisations")),
                    (MergedKind.PERSON, _("People")),
                )
            ],
            "page": ListPage([], number, pages, has_previous=number > 1, has_next=number < pages),
            "links": PageLinks(
                previous=f"{here}{number - 1}" if number > 1 else "",
                next=f"{here}{number + 1}" if number < pages else "",
            ),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def double_dismiss(request: HttpRequest, kind: str, first: int, second: int) -> HttpResponse:
    """Remember that two entries are no doubles, so that the list no longer shows them."""
    require(can_edit_registers(request.user))
    if kind not in MergedKind.values:
        raise Http404
    rows: Any = get_model(kind).objects.living()
    one, other = find_visible(rows, pk=first), find_visible(rows, pk=second)
    back = f"{reverse('stakeholders:double_list')}?{KIND}={kind}"

    def perform() -> str:
        mark_distinct(one=one, other=other, by=request.user)
        return back

    return confirm(
        request,
        perform,
        question=_("Are %(one)s and %(other)s different?") % {"one": one, "other": other},
        consequences=[
            _("The list of likely doubles no longer shows this pair."),
            _("Both entries stay as they are, and can still be merged on their pages."),
        ],
        label=_("Not a double"),
        back=back,
        back_label=_("Likely doubles"),
        message=_("It is remembered that these are different."),
    )
