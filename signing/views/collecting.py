"""The desk where the staff collects signatures: progress, links, reminders, rules and closing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.models import Document, DocumentState
from agreements.views.finding import find_document
from core.access import keep_private, require
from core.forms import (
    REFUSED,
    IdempotentForm,
    ReasonForm,
    answer_form,
    confirm,
    is_refused,
    submit_once,
)
from signing.actions.closing import close_signing
from signing.actions.collecting import set_signing_rules
from signing.actions.links import create_signing_links
from signing.actions.reminding import remind_signatories
from signing.forms.collecting import SigningRulesForm
from signing.permissions import can_close_signing, can_collect_signatures
from signing.reports.progress import SignatoryProgress, SigningProgress, read_progress

TEMPLATE = "signing/signing_desk.html"


def find_frozen_to_collect(request: HttpRequest, reference: str) -> Document:
    """Return a frozen document for the staff that collects signatures; 404 for a draft."""
    document = find_document(request, reference)
    require(can_collect_signatures(request.user, document))
    if not document.is_frozen:
        raise Http404(_("%(document)s is not frozen yet.") % {"document": document})
    return document


@require_safe
def signing_desk(request: HttpRequest, reference: str) -> HttpResponse:
    """Show all signatories in signing order, with the actions for each."""
    document = find_frozen_to_collect(request, reference)
    return keep_private(render(request, TEMPLATE, build_desk_context(request, document)))


def build_desk_context(request: HttpRequest, document: Document) -> dict[str, Any]:
    """Build the template context of the desk."""
    progress = read_progress(document)
    return {
        "document": document,
        "progress": progress,
        "next_step": describe_next_step(document, progress),
        "may_close": can_close_signing(request.user, document),
        "new_form": IdempotentForm,
    }


def describe_next_step(document: Document, progress: SigningProgress) -> str:
    """Return a sentence that says what the collection waits for."""
    if document.state == DocumentState.VOID:
        return _("Void, and no longer to be signed: %(reason)s") % {"reason": document.reason}
    if progress.signed == progress.total:
        return _("Everybody has signed.")
    if not progress.is_collected:
        return _("The collection is closed; missing signatures stay missing.")
    names = [row.signatory.organisation.name for row in progress.next_to_sign]
    if not names:
        return _("Nobody is awaited: decide what to do about the declined signatures.")
    shown = ", ".join(dict.fromkeys(names[:3]))
    more = len(names) - 3
    if more > 0:
        return ngettext(
            "Awaited now: %(names)s and %(more)s more.",
            "Awaited now: %(names)s and %(more)s more.",
            more,
        ) % {"names": shown, "more": more}
    return _("Awaited now: %(names)s.") % {"names": shown}


# ── Actions on all signatories ───────────────────────────────────────────────────────────────


@require_POST
def signing_links(request: HttpRequest, reference: str) -> HttpResponse:
    """Create a link for every signatory without one."""
    document = find_frozen_to_collect(request, reference)

    def perform() -> str:
        made = len(create_signing_links(document=document, by=request.user))
        return ngettext("%(count)s link was made.", "%(count)s links were made.", made) % {
            "count": made
        }

    return answer_at_desk(request, document, perform)


@require_POST
def signing_reminders(request: HttpRequest, reference: str) -> HttpResponse:
    """Send an e-mail to everybody who can sign now: first the link, later a reminder."""
    document = find_frozen_to_collect(request, reference)

    def perform() -> str:
        sent = remind_signatories(document=document, by=request.user)
        sentences = [
            ngettext(
                "%(count)s e-mail is being sent.",
                "%(count)s e-mails are being sent.",
                sent.sent,
            )
            % {"count": sent.sent}
        ]
        if sent.without_address:
            sentences.append(
                ngettext(
                    "Of %(count)s no address is known: send the link by WhatsApp.",
                    "Of %(count)s no address is known: send the links by WhatsApp.",
                    sent.without_address,
                )
                % {"count": sent.without_address}
            )
        if sent.sent_today:
            sentences.append(
                ngettext(
                    "%(count)s already got an e-mail today.",
                    "%(count)s already got e-mails today.",
                    sent.sent_today,
                )
                % {"count": sent.sent_today}
            )
        return " ".join(sentences)

    return answer_at_desk(request, document, perform)


def answer_at_desk(
    request: HttpRequest, document: Document, perform: Callable[[], str]
) -> HttpResponse:
    """Run the action of a button once, and show the desk with the result.

    `perform` returns the sentence that says what was done.
    """
    form = IdempotentForm(request.POST)
    result = submit_once(form, perform)
    is_fragment = bool(getattr(request, "htmx", False))
    if result is not None and not is_fragment:
        messages.success(request, result)
        return redirect("signing:signing_desk", document.reference)
    document.refresh_from_db()
    return keep_private(
        render(
            request,
            f"{TEMPLATE}#collecting" if is_fragment else TEMPLATE,
            {**build_desk_context(request, document), "result": result, "refused": form},
            status=REFUSED if is_refused(form) else 200,
        )
    )


# ── Last day to sign, and closing ────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def signing_rules(request: HttpRequest, reference: str) -> HttpResponse:
    """Set the last day to sign, and whether a one-time code is required."""
    document = find_frozen_to_collect(request, reference)
    names = ("sign_until", "needs_email_code", "revision")
    form = SigningRulesForm(
        request.POST or None, initial={name: getattr(document, name) for name in names}
    )

    def perform() -> str:
        set_signing_rules(
            document=document, seen_revision=form.seen_revision, by=request.user, **form.values
        )
        return get_desk_url(document)

    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": _("Last day to sign, and code by e-mail"),
            "lead": _("Existing links keep their addresses."),
            "reference": document.reference,
            "submit_label": _("Save"),
            "back_url": get_desk_url(document),
            "back_label": _("Collecting signatures"),
        },
        message=_("The last day and the code are saved."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def signing_close(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm with a reason, after a list of what is missing, and close the collection."""
    document = find_frozen_to_collect(request, reference)
    require(can_close_signing(request.user, document))
    progress = read_progress(document)
    if request.method != "POST" and (progress.closing is not None or not progress.is_collected):
        raise Http404(_("Signatures are no longer collected."))
    form = ReasonForm(request.POST or None)

    def perform() -> str:
        close_signing(document=document, by=request.user, **form.values)
        return document.get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Close the collection of signatures?"),
        consequences=[
            _("The final file is made with the present signatures, and sealed."),
            _("Nobody can sign on a screen or on paper any more; links say so."),
            _("Missing signatures are printed as missing. Everybody can read the reason."),
            _("This cannot be undone: afterwards only an addendum can change the document."),
        ],
        missing=[_describe_missing(row) for row in progress.rows if row.signatory.state != "signed"]
        + _list_not_in_force(document),
        label=_("Close and seal"),
        back=get_desk_url(document),
        back_label=_("Collecting signatures"),
        form=form,
        danger=True,
        reference=document.reference,
        message=_("The collection is closed; the document will be sealed shortly."),
    )


def _describe_missing(row: SignatoryProgress) -> str:
    if row.is_awaited and row.signatory.allows_certificate:
        sentence = _("%(signatory)s (%(organisation)s) can still sign the sealed file.")
    else:
        sentence = _("%(signatory)s (%(organisation)s): %(state)s.")
    return sentence % {
        "signatory": row.signatory,
        "organisation": row.signatory.organisation,
        "state": str(row.state_label).lower(),
    }


def _list_not_in_force(document: Document) -> list[str]:
    if document.state == DocumentState.IN_FORCE:
        return []
    return [_("It is not in force yet; you can still decide that afterwards.")]


@require_safe
def signing_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the links as QR codes to be printed, cut and handed out, one for each person."""
    document = find_frozen_to_collect(request, reference)
    progress = read_progress(document)
    page = {
        "document": document,
        "progress": progress,
        "rows": [row for row in progress.rows if row.has_active_link],
        "new_form": IdempotentForm,
    }
    return keep_private(render(request, "signing/signing_sheet.html", page))


def get_desk_url(document: Document) -> str:
    """Return the URL of the desk."""
    return reverse("signing:signing_desk", args=[document.reference])
