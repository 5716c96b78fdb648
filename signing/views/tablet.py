"""Signing on a tablet handed round: a member of the staff is its operator and the witness.

The tablet opens only the signatories of one document and no other page of the portal
(`signing.views.rounds`). The browser caches none of its pages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreements.models import Document, Route, Signatory, SignatoryState, sort_as_printed
from agreements.views.finding import find_document
from core.access import allow_anonymous, find_visible, keep_private, require
from core.forms import REFUSED, IdempotentForm, attempt, is_refused
from signing.actions.screen import list_earlier_signatories, sign_on_screen, start_tablet_round
from signing.actions.signatories import find_signatories, is_closed
from signing.content.consent import CONSENT, CONSENTS
from signing.forms.screen import ScreenForm
from signing.permissions import can_witness_signing
from signing.reports.screen import read_for_signing
from signing.views.rounds import find_operator, find_round, start_round
from signing.views.screen import serve_page_picture, show_text, sign_once
from signing.views.signer import list_pictures, read_personal_values
from stakeholders.models import User

# Clear-Site-Data: pages opened before the round are removed from the browser's cache.
CLEAR_CACHE = '"cache"'


@dataclass(frozen=True, slots=True)
class RoundSignatory:
    """A signatory in the list of the round."""

    signatory: Signatory
    is_present: bool
    earlier_count: int  # number of earlier signatories who are still awaited

    @property
    def is_next_to_sign(self) -> bool:
        """Whether the signatory can sign now."""
        return not self.earlier_count


# ── The round ────────────────────────────────────────────────────────────────────────────────


@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
def tablet(request: HttpRequest, reference: str) -> HttpResponse:
    """List who is next to sign; before the round, explain it and start it by POST."""
    operator = _find_operator(request, reference)
    if operator is not None:
        return _render_list(request, reference, operator)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    document = find_document(request, reference)
    require(can_witness_signing(request.user, document))
    form = IdempotentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        by = request.user
        if attempt(form, lambda: start_tablet_round(document=document, by=by)) is not None:
            start_round(request, document, by)
            answer = redirect(request.path)
            answer.headers["Clear-Site-Data"] = CLEAR_CACHE
            return answer
    context = {"document": document, "form": form, "rows": list_round_signatories(document)}
    status = REFUSED if is_refused(form) else 200
    return keep_private(render(request, "signing/tablet_start.html", context, status=status))


def _find_operator(request: HttpRequest, reference: str) -> User | None:
    """Return the operator of the current round; None before and after it."""
    begun = find_round(request)
    if begun is None or begun.document != reference:
        return None
    return find_operator(begun)


def with_round(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator: passes the document and the operator of the round to the view, or answers 404."""

    @wraps(view)
    def found(request: HttpRequest, reference: str, **given: int) -> HttpResponseBase:
        operator = _find_operator(request, reference)
        if operator is None:
            return keep_private(render(request, "signing/tablet_over.html", status=404))
        document = find_visible(Document.objects.visible_to(operator), reference=reference)
        require(can_witness_signing(operator, document))
        return view(request, document, operator, **given)

    return found


def list_round_signatories(document: Document) -> list[RoundSignatory]:
    """Return the signatories who can still sign on a screen.

    Those next to sign come first, and among them those who attended the meeting.
    """
    signatories = list(find_signatories(document))
    people, organisations = _list_present(document)
    rows = [
        RoundSignatory(
            each,
            is_present=each.person_id in people or each.organisation_id in organisations,
            earlier_count=len(list_earlier_signatories(each, signatories)),
        )
        for each in sort_as_printed(signatories)
        if each.is_awaited and each.allows_screen
    ]
    return sorted(rows, key=lambda row: (not row.is_next_to_sign, not row.is_present))


def _list_present(document: Document) -> tuple[set[int], set[int]]:
    """Return the ids of attending people, and of organisations with an attendee without a name."""
    if document.meeting is None:
        return set(), set()
    rows = list(
        document.meeting.participants.attending().values_list("person_id", "organisation_id")
    )
    people = {person for person, _organisation in rows if person is not None}
    return people, {organisation for person, organisation in rows if person is None}


def _render_list(request: HttpRequest, reference: str, operator: User) -> HttpResponse:
    document = find_visible(Document.objects.visible_to(operator), reference=reference)
    require(can_witness_signing(operator, document))
    context = {
        "document": document,
        "rows": [] if is_closed(document) else list_round_signatories(document),
        "signed": document.signatories.filter(state=SignatoryState.SIGNED).count(),
        "total": document.signatories.count(),
    }
    return keep_private(render(request, "signing/tablet.html", context))


# ── One person's turn ────────────────────────────────────────────────────────────────────────


@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
@with_round
def tablet_signatory(
    request: HttpRequest, document: Document, operator: User, pk: int
) -> HttpResponse:
    """Show one signatory the document, and take the signature; idempotent on a slow connection."""
    signatory = find_visible(find_signatories(document), pk=pk)
    signatory.document = document
    if request.method != "POST" and not signatory.is_awaited:
        return redirect("signing:tablet", document.reference)
    reading = read_for_signing(signatory)
    form = ScreenForm(
        request.POST if request.method == "POST" else None,
        signatory=signatory,
        sha256=reading.version.content_sha256,
    )

    def perform() -> str:
        sign_on_screen(
            signatory=signatory,
            route=Route.TABLET,
            by=operator,
            shown_sha256=reading.shown_sha256,
            personal=read_personal_values(request),
            **form.values,
        )
        return reverse("signing:tablet_thanks", args=[document.reference])

    if request.method == "POST":
        address = sign_once(request, form, signatory, perform)
        if address is not None:
            return redirect(address)
    context = {
        "signatory": signatory,
        "document": document,
        "operator": operator,
        "reading": reading,
        "form": form,
        "consent_text": CONSENTS[CONSENT],
        "pictures": list_pictures(reading, "signing:tablet_picture", document.reference, pk),
        "takes_signature": not reading.obstacle or form.is_bound,
    }
    status = REFUSED if is_refused(form) else 200
    return keep_private(render(request, "signing/tablet_signatory.html", context, status=status))


@allow_anonymous
@require_safe
@with_round
def tablet_picture(
    request: HttpRequest, document: Document, operator: User, pk: int, number: int
) -> HttpResponseBase:
    """Serve the picture of one page."""
    return serve_page_picture(find_visible(document.signatories.all(), pk=pk), number)


@allow_anonymous
@require_safe
@with_round
def tablet_text(request: HttpRequest, document: Document, operator: User, pk: int) -> HttpResponse:
    """Show the whole text as HTML, for screen readers and large letters."""
    signatory = find_visible(document.signatories.all(), pk=pk)
    back = reverse("signing:tablet_signatory", args=[document.reference, signatory.pk])
    return show_text(request, document, back, "signing/tablet_frame.html")


@allow_anonymous
@require_safe
@with_round
def tablet_thanks(request: HttpRequest, document: Document, operator: User) -> HttpResponse:
    """Thank the person who signed, without their name, and list who is next."""
    rows = [] if is_closed(document) else list_round_signatories(document)
    context = {"document": document, "rows": [row for row in rows if row.is_next_to_sign]}
    return keep_private(render(request, "signing/tablet_thanks.html", context))


@allow_anonymous
@require_safe
@with_round
def tablet_end(request: HttpRequest, document: Document, operator: User) -> HttpResponse:
    """Say who can end the round, and link to the sign-in page, which ends it."""
    context = {"document": document, "operator": operator}
    return keep_private(render(request, "signing/tablet_end.html", context))
