"""Issuing, using, renewing, extending and revoking personal links."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import find_history, record, record_for_each
from core.link_tokens import BadToken, parse_token
from core.refusals import Refused
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose, Organisation, Person, PersonalLink
from stakeholders.permissions import can_issue_link

RATE_PERIOD = timedelta(minutes=10)


@transaction.atomic
def issue_link(
    *,
    purpose: str,
    target: models.Model,
    expires_at: datetime,
    by: Actor,
    person: Person | None = None,
    organisation: Organisation | None = None,
) -> PersonalLink:
    """Issue a link to one task on one object; raises Refused for a past expiry."""
    require(can_issue_link(by))
    return _make_link(purpose, target, expires_at, person, organisation, by)


@transaction.atomic
def issue_links(
    *,
    purpose: str,
    target: models.Model,
    bearers: Iterable[tuple[Person | None, Organisation | None]],
    expires_at: datetime,
    by: Actor,
) -> list[PersonalLink]:
    """Issue a link to one object for each bearer without a valid one, in a few queries.

    The object is locked, so that two simultaneous calls never issue two links to one bearer: the
    second link would remain valid after the first was revoked. Raises Refused for a past expiry.
    """
    require(can_issue_link(by))
    _require_future(expires_at)
    holders = _lock_and_list_bearers(target, purpose)
    links = [
        PersonalLink(
            purpose=LinkPurpose(purpose),
            person=person,
            organisation=organisation,
            content_type=ContentType.objects.get_for_model(target),
            object_id=target.pk,
            expires_at=expires_at,
        )
        for person, organisation in bearers
        if (person and person.pk, organisation and organisation.pk) not in holders
    ]
    PersonalLink.objects.bulk_create(links)
    events = [(link, {"purpose": LinkPurpose(purpose).label}) for link in links]
    record_for_each("link_issued", events, by=by)
    return links


@transaction.atomic
def issue_links_to_targets(
    *,
    purpose: str,
    targets: Iterable[tuple[models.Model, Person | None, Organisation | None]],
    expires_at: datetime,
    by: Actor,
) -> list[PersonalLink]:
    """Issue a link to an object of its own for each bearer, in a few queries.

    The calling action must lock what the objects belong to, and leave out those with a valid link.
    Raises Refused for a past expiry.
    """
    require(can_issue_link(by))
    _require_future(expires_at)
    links = [
        PersonalLink(
            purpose=LinkPurpose(purpose),
            person=person,
            organisation=organisation,
            content_type=ContentType.objects.get_for_model(target),
            object_id=target.pk,
            expires_at=expires_at,
        )
        for target, person, organisation in targets
    ]
    PersonalLink.objects.bulk_create(links)
    events = [(link, {"purpose": LinkPurpose(purpose).label}) for link in links]
    record_for_each("link_issued", events, by=by)
    return links


def _lock_and_list_bearers(
    target: models.Model, purpose: str
) -> set[tuple[int | None, int | None]]:
    """Lock an object, and return who holds a valid link of this purpose to it."""
    type(target)._default_manager.select_for_update(of=("self",)).get(pk=target.pk)
    valid = PersonalLink.objects.filter(
        purpose=purpose,
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        revoked_at=None,
        expires_at__gt=timezone.now(),
    )
    return set(valid.values_list("person_id", "organisation_id"))


@transaction.atomic
def issue_link_to_bearer(
    *, bearer: Bearer, purpose: str, target: models.Model, expires_at: datetime
) -> PersonalLink:
    """Issue a further link to the bearer of a link, for an object that they have just created.

    It is for the same person and organisation. The calling action must make sure that the bearer
    created `target`.
    """
    return _make_link(
        purpose, target, expires_at, bearer.link.person, bearer.organisation, by=bearer
    )


@transaction.atomic
def issue_link_at_check_in(
    *, bearer: Bearer, person: Person | None, target: models.Model, expires_at: datetime
) -> PersonalLink:
    """Issue a link for corrections to somebody who checked in by the room's link.

    It says that it came by self check-in, since nobody has seen who holds it. The calling action
    must make sure that the bearer checked in as this person.
    """
    purpose = LinkPurpose.CORRECT
    link = _make_link(purpose, target, expires_at, person, bearer.organisation, by=bearer)
    link.is_from_check_in = True
    link.save(update_fields=["is_from_check_in"])
    return link


@transaction.atomic
def revoke_check_in_links(
    *, target: models.Model, bearers: Iterable[tuple[int | None, int | None]], by: Actor
) -> None:
    """Revoke the links that these bearers got at a self check-in: (person id, organisation id).

    The calling action must make sure that `by` may take the check-in back.
    """
    wanted = set(bearers)
    given = PersonalLink.objects.filter(
        is_from_check_in=True,
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        revoked_at=None,
        organisation__in={organisation for _person, organisation in wanted},
    )
    links = [link for link in given if (link.person_id, link.organisation_id) in wanted]
    PersonalLink.objects.filter(pk__in=[link.pk for link in links]).update(
        revoked_at=timezone.now()
    )
    record_for_each("link_revoked", ((link, {}) for link in links), by=by)


def _make_link(
    purpose: str,
    target: models.Model,
    expires_at: datetime,
    person: Person | None,
    organisation: Organisation | None,
    by: Actor,
) -> PersonalLink:
    _require_future(expires_at)
    link = PersonalLink(
        purpose=purpose,
        person=person,
        organisation=organisation,
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        expires_at=expires_at,
    )
    link.full_clean()
    link.save()
    record(link, "link_issued", by=by, purpose=LinkPurpose(link.purpose).label)
    return link


def _require_future(expires_at: datetime) -> None:
    if expires_at <= timezone.now():
        raise Refused(_("The link would already have expired."), field="expires_at")


def find_link(token: str, *, purpose: str | Iterable[str]) -> PersonalLink:
    """Return the valid link of a token, without recording a use.

    `purpose` is the required purpose, or several of which one must match. Raises Refused for a
    token that is malformed, of another purpose, replaced, revoked or expired.
    """
    try:
        link_id, version = parse_token(token)
        link = PersonalLink.objects.select_related("person", "organisation").get(
            pk=link_id, purpose__in=[purpose] if isinstance(purpose, str) else list(purpose)
        )
    except (BadToken, PersonalLink.DoesNotExist, OverflowError):
        raise Refused(
            _("This link is not complete. Open it again from the message you received."),
            code="foreign",
        ) from None
    if version != link.version:
        raise Refused(
            _("This link was replaced by a newer one. Please use the newest message."),
            code="renewed",
        )
    if link.revoked_at:
        raise Refused(_("This link was revoked. Please ask the facilitator."), code="revoked")
    if link.is_expired():
        raise Refused(
            _("This link has expired. Please ask the facilitator for a new one."), code="expired"
        )
    return link


@transaction.atomic
def use_link(*, token: str, purpose: str | Iterable[str]) -> PersonalLink:
    """Return the valid link of a token and record its use; raises Refused as `find_link` does.

    Call it for POST only, so that a link preview does not count as a use.
    """
    link = find_link(token, purpose=purpose)
    record(link, "link_opened")
    return link


def require_under_rate_limit(link: PersonalLink, *, most: int, sentence: str) -> None:
    """Enforce the rate limit of a link: raise Refused with `sentence` after `most` uses.

    The uses of the last ten minutes are counted in the link's history, the present one included,
    since `use_link` has already recorded it. Rate limits of requests are in core.rate_limits.
    """
    since = timezone.now() - RATE_PERIOD
    if find_history(link).filter(key="link_opened", at__gte=since).count() > most:
        raise Refused(sentence)


@transaction.atomic
def renew_link(*, link: PersonalLink, expires_at: datetime, by: Actor) -> PersonalLink:
    """Give a link a new token and expiry; earlier tokens become invalid, a revoked link valid.

    Raises Refused for a past expiry.
    """
    require(can_issue_link(by))
    _require_future(expires_at)
    link = PersonalLink.objects.select_for_update().get(pk=link.pk)
    link.version += 1
    link.expires_at = expires_at
    link.revoked_at = None
    link.save(update_fields=["version", "expires_at", "revoked_at"])
    record(link, "link_renewed", by=by)
    return link


@transaction.atomic
def prolong_links(*, links: Iterable[PersonalLink], expires_at: datetime, by: Actor) -> None:
    """Change the expiry of links without changing their tokens; revoked links stay revoked.

    Raises Refused for a past expiry.
    """
    require(can_issue_link(by))
    _require_future(expires_at)
    prolonged = [link for link in links if link.revoked_at is None]
    for link in prolonged:
        link.expires_at = expires_at
    PersonalLink.objects.bulk_update(prolonged, ["expires_at"])
    record_for_each("link_prolonged", ((link, {}) for link in prolonged), by=by)


@transaction.atomic
def revoke_link(*, link: PersonalLink, by: Actor) -> PersonalLink:
    """Revoke a link; revoking it again changes nothing."""
    require(can_issue_link(by))
    link = PersonalLink.objects.select_for_update().get(pk=link.pk)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        record(link, "link_revoked", by=by)
    return link
