"""E-mails to signatories: the link to sign, reminders, and notifications.

Notifications say that somebody declined or withdrew a signature, or that the document was voided;
they name the organisation and no person. All are in the city's language, not the sender's.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.models import Document, Signatory
from core.emails import Email
from stakeholders.models import PersonalLink


def build_signing_url(link: PersonalLink) -> str:
    """Return the absolute URL of a link to sign, as it is sent and printed."""
    return f"{settings.PUBLIC_URL}{reverse('signing:signing_link', args=[link.token])}"


def build_signing_email(signatory: Signatory, link: PersonalLink | None) -> Email:
    """Build the e-mail that asks a signatory to sign, or a reminder if one was sent before.

    Without a link it asks to sign the paper that the secretariat has.
    """
    with override(settings.LANGUAGE_CODE):
        facts = _build_facts(signatory.document) | {
            "bearer": signatory.signing_name or signatory.organisation.name,
            "organisation": signatory.organisation.name,
        }
        if link is not None:
            facts["url"] = build_signing_url(link)
        is_reminder = signatory.reminded_at is not None
        if is_reminder:
            subject = _("Still awaited: your signature on “%(title)s”")
            opening = _(
                "To %(bearer)s: the signature of %(organisation)s on “%(title)s” is still awaited."
            )
        else:
            subject = _("Please sign “%(title)s”")
            opening = _("To %(bearer)s: please sign “%(title)s” for %(organisation)s.")
        if link is None:
            way = _("The secretariat has the paper to sign. Read the document here:\n%(url)s")
        else:
            way = _(
                "Read it and sign it here, without an account. The link is yours alone:\n%(url)s"
            )
        parts = [opening % facts, _describe_deadline(signatory.document), way % facts]
        return Email(subject % facts, " ".join(part for part in parts if part))


def build_refusal_email(document: Document, signatory: Signatory, reason: str) -> Email:
    """Build the notification that somebody declined to sign."""
    with override(settings.LANGUAGE_CODE):
        facts = _build_facts(document) | {
            "organisation": signatory.organisation.name,
            "reason": reason,
        }
        return Email(
            _("%(organisation)s does not sign “%(title)s”") % facts,
            _(
                "%(organisation)s does not sign “%(title)s”. The reason: %(reason)s\n\n"
                "The other signatures remain valid. The secretariat decides how to proceed:\n"
                "%(url)s"
            )
            % facts,
        )


def build_withdrawal_email(document: Document, signatory: Signatory, reason: str) -> Email:
    """Build the notification that somebody withdrew their signature."""
    with override(settings.LANGUAGE_CODE):
        facts = _build_facts(document) | {
            "organisation": signatory.organisation.name,
            "reason": reason,
        }
        return Email(
            _("%(organisation)s withdrew its signature on “%(title)s”") % facts,
            _(
                "%(organisation)s signed “%(title)s” and has withdrawn its signature. The reason:"
                " %(reason)s\n\n"
                "The signature is not deleted; the withdrawal is shown beside it:\n%(url)s"
            )
            % facts,
        )


def build_void_email(document: Document, reason: str) -> Email:
    """Build the notification that a document was voided."""
    with override(settings.LANGUAGE_CODE):
        facts = _build_facts(document) | {"reason": reason}
        return Email(
            _("Void: “%(title)s”") % facts,
            _(
                "“%(title)s” was declared void and is no longer to be used or signed. "
                "The reason: %(reason)s\n\n%(url)s"
            )
            % facts,
        )


def _build_facts(document: Document) -> dict[str, str]:
    return {
        "title": f"{document.title} {document.number}".strip(),
        "url": _build_page_url(document),
    }


def _build_page_url(document: Document) -> str:
    return f"{settings.PUBLIC_URL}{document.get_absolute_url()}"


def _describe_deadline(document: Document) -> str:
    if document.sign_until is None:
        return ""
    return _("It can be signed until %(day)s.") % {
        "day": date_format(document.sign_until, "l, j F Y")
    }
