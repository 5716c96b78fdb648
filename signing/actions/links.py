"""Personal links to sign: one for each signatory, valid until the last day to sign."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Document, Signatory
from core.access import require
from core.actors import Actor
from core.audit_trail.recording import append_audit_entry
from core.history import record
from core.refusals import Refused
from signing.actions.notifying import find_signer
from signing.actions.signatories import (
    find_signatories,
    is_closed,
    lock_awaited_signatory,
    lock_awaiting_document,
)
from signing.models import SigningCode
from signing.permissions import can_collect_signatures
from stakeholders.actions.links import issue_link, renew_link, revoke_link
from stakeholders.models import LinkPurpose, PersonalLink

# How long a link is valid when no last day to sign is set.
DEFAULT_LIFETIME = timedelta(days=30)


def map_links_by_signatory(signatories: Iterable[Signatory]) -> dict[int, PersonalLink]:
    """Return each signatory's newest link, if there is one, by the signatory's id; one query."""
    found = PersonalLink.objects.filter(
        purpose=LinkPurpose.SIGN,
        # By a join, so that no page needs an extra query for the content type.
        content_type__app_label=Signatory._meta.app_label,
        content_type__model=Signatory._meta.model_name,
        object_id__in=[each.pk for each in signatories],
    )
    rows = found.select_related("person", "organisation").order_by("pk")
    return {link.object_id: link for link in rows}


def is_link_active(link: PersonalLink | None) -> bool:
    """Tell whether a link can be opened now: neither revoked nor expired."""
    return link is not None and link.revoked_at is None and not link.is_expired()


def can_use_link(signatory: Signatory, *, after_closing: bool = False) -> bool:
    """Tell whether a signatory could sign by link; after the closing only with a certificate."""
    by_screen = signatory.allows_screen and not after_closing
    return signatory.is_awaited and (by_screen or signatory.allows_certificate)


@transaction.atomic
def create_signing_links(*, document: Document, by: Actor) -> list[PersonalLink]:
    """Create a link for every awaited signatory without a valid one, and return the new links.

    An expired link is renewed; a revoked one stays revoked until somebody renews it individually.
    Raises Refused after the last day to sign, and when no signature is awaited any more.
    """
    require(can_collect_signatures(by, document))
    document = lock_awaiting_document(document)
    closed = is_closed(document)
    signatories = [
        each for each in find_signatories(document) if can_use_link(each, after_closing=closed)
    ]
    return issue_missing_links(document, signatories, by=by)


def issue_missing_links(
    document: Document, signatories: Sequence[Signatory], *, by: Actor
) -> list[PersonalLink]:
    """Issue links for those signatories of the locked document who have none or an expired one.

    Returns the new links. It does not check the permission of `by`: its callers have done so.
    """
    until = calculate_link_expiry(document)
    known = map_links_by_signatory(signatories)
    made = {
        each.order: _issue_or_renew_link(each, known.get(each.pk), until, by)
        for each in signatories
        if each.pk not in known
        or (known[each.pk].revoked_at is None and known[each.pk].is_expired())
    }
    if made:
        append_audit_entry(
            document, "links_made", by=by, signatories=sorted(made), until=_format_day(until)
        )
        record(document, "signing_links_made", by=by, count=len(made))
    return list(made.values())


def _issue_or_renew_link(
    signatory: Signatory, known: PersonalLink | None, until: datetime, by: Actor
) -> PersonalLink:
    if known is not None:
        return renew_link(link=known, expires_at=until, by=by)
    return _issue_link(signatory, until, by)


def _issue_link(signatory: Signatory, until: datetime, by: Actor) -> PersonalLink:
    return issue_link(
        purpose=LinkPurpose.SIGN,
        target=signatory,
        person=find_signer(signatory),
        organisation=signatory.organisation,
        expires_at=until,
        by=by,
    )


def replace_link(signatory: Signatory, *, by: Actor) -> None:
    """Invalidate the links and the code of the previous signer, and issue a link to the new signer.

    A previous link is never renewed for somebody else, since it names its bearer.
    """
    SigningCode.objects.filter(signatory=signatory).delete()
    before = map_links_by_signatory([signatory]).get(signatory.pk)
    if before is not None:
        revoke_link(link=before, by=by)
    if before is not None or can_use_link(signatory, after_closing=is_closed(signatory.document)):
        _issue_link(signatory, calculate_link_expiry(signatory.document), by)


@transaction.atomic
def renew_signing_link(*, signatory: Signatory, by: Actor) -> PersonalLink:
    """Renew a signatory's link, even a revoked one, or issue the first link.

    Earlier URLs of the link stop working. Raises Refused for a signatory who does not sign by link
    or is not awaited, and after the last day to sign.
    """
    require(can_collect_signatures(by, signatory.document))
    signatory = lock_awaited_signatory(signatory)
    if not can_use_link(signatory, after_closing=is_closed(signatory.document)):
        raise Refused(_("This signatory signs on paper only."), code="route")
    known = map_links_by_signatory([signatory]).get(signatory.pk)
    if known is None:
        return issue_missing_links(signatory.document, [signatory], by=by)[0]
    until = calculate_link_expiry(signatory.document)
    link = renew_link(link=known, expires_at=until, by=by)
    append_audit_entry(
        signatory.document,
        "link_renewed",
        by=by,
        signatory=signatory.order,
        until=_format_day(until),
    )
    record(
        signatory.document,
        "signing_link_renewed",
        by=by,
        signatory=signatory.signing_name or signatory,
        organisation=signatory.organisation,
    )
    return link


@transaction.atomic
def revoke_signing_link(*, signatory: Signatory, by: Actor) -> None:
    """Revoke a signatory's link at once; without an active link nothing changes."""
    require(can_collect_signatures(by, signatory.document))
    signatory = lock_awaited_signatory(signatory)
    known = map_links_by_signatory([signatory]).get(signatory.pk)
    if known is None or known.revoked_at is not None:
        return
    revoke_link(link=known, by=by)
    append_audit_entry(signatory.document, "link_revoked", by=by, signatory=signatory.order)
    record(
        signatory.document,
        "signing_link_revoked",
        by=by,
        signatory=signatory.signing_name or signatory,
        organisation=signatory.organisation,
    )


def calculate_link_expiry(document: Document) -> datetime:
    """Return when links to sign expire; raises Refused when the last day to sign is over."""
    now = timezone.localtime()
    if document.sign_until is None:
        day = (now + DEFAULT_LIFETIME).date()
    elif document.sign_until < now.date():
        raise Refused(
            _("The last day to sign has passed. Set a later one first."),
            field="sign_until",
            code="expired",
        )
    else:
        day = document.sign_until
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def _format_day(moment: datetime) -> str:
    return timezone.localtime(moment).date().isoformat()
