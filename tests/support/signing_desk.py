"""What the tests of signing stand on: links, marks and places, made by the portal's own actions."""

import json
from datetime import timedelta

from django.utils import timezone

from agreements.models import Route
from core.audit_trail.reading import find_entries
from core.models import OutgoingEmail
from signing.actions.links import create_signing_links, map_links_by_signatory
from signing.actions.screen import sign_on_screen
from signing.content.marks import Mark
from stakeholders.bearers import Bearer

LETTER = "Surat kuasa 090/12 tanggal 9 November 2021"
DRAWN = Mark("drawn", "M10 20L30 40", 320, 120)


def sign_by_link(place, *, by):
    """The place, signed by its link; `by` is of the staff, who makes the link."""
    create_signing_links(document=place.document, by=by)
    return sign_on_screen(
        signatory=place,
        mark=DRAWN,
        seen_sha256=place.document.versions.get().content_sha256,
        route=Route.LINK,
        by=bearer_of(place),
    )


def link_of(place):
    """The newest link of a place."""
    return map_links_by_signatory([place])[place.pk]


def bearer_of(place):
    """Who holds the link of a place."""
    link = link_of(place)
    return Bearer(link, link.organisation)


def days(number):
    return timezone.localdate() + timedelta(days=number)


def chain(document):
    """What the audit trail says, newest last: (kind, facts)."""
    entries = find_entries(document)
    return [(entry.kind, json.loads(entry.body)["facts"]) for entry in entries]


def letters():
    """The letters in the outbox, oldest first."""
    return list(OutgoingEmail.objects.order_by("pk"))
