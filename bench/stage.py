"""The benchmark's data: the sample of 2021 in its own database, clients, and further rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Manager, Model
from django.test import Client

from agreements.models import Document, DocumentState, DocumentVersion, SignatoryState
from core.canonical import hash_content, to_canonical_json
from files.pdf_signatures.keys import make_seal
from meetings.models import Decision, FollowUp, Meeting
from pledges.models import Pledge
from portal.context import get_forum_names
from portal.demo.accounts import DOMAIN
from portal.sample.load import load_sample
from stakeholders.models import Organisation, Person, User

MEETING = "RPT-2021-0002"
RECORD = "BA-2021-0001"
ANONYMOUS = "anonymous"
SAMPLE = settings.BASE_DIR / "sample" / "madiun-2021"
# One more than a page of a list holds, so that the second page has a single row.
LISTED = 26


def prepare_database() -> None:
    """Create the database and load the sample by the portal's actions."""
    call_command("migrate", verbosity=0)
    make_seal(settings.SEAL_DIR, name="Sekretariat (contoh)")
    load_sample(SAMPLE)
    get_forum_names()  # fill the process cache, as in a running portal


def make_client(email: str = "") -> Client:
    """Return a test client that accepts what browsers do over HTTPS, optionally signed in."""
    client = Client(headers={"Accept-Encoding": "gzip, deflate, br"})
    if email:
        client.force_login(User.objects.get(email=email))
    return client


def make_clients() -> dict[str, Client]:
    """Return an anonymous client and one for each account of the demo."""
    emails = User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("pk")
    return {ANONYMOUS: make_client()} | {
        user.email.partition("@")[0]: make_client(user.email) for user in emails
    }


@contextmanager
def roll_back() -> Iterator[None]:
    """Roll back everything that is written in the block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def add_participants(meeting: Meeting, size: int) -> None:
    """Add participants up to `size`, further people of the same organisations."""
    listed = list(meeting.participants.all())
    for order in range(len(listed), size):
        person = Person.objects.create(name=f"Peserta {order}", slug=f"peserta-{order}")
        copy_row(listed[order % len(listed)], order=order, person=person)


def fill_lists() -> None:
    """Fill every list page up to 26 rows by copies of its newest row."""
    for number, meeting in _iterate_missing(Meeting):
        copy_row(meeting, reference=f"RPT-2021-9{number:03}")
    for number, decision in _iterate_missing(Decision):
        copy_row(decision, reference=f"KEP-2021-9{number:03}", order=900 + number, entry=None)
    for number, pledge in _iterate_missing(Pledge):
        copy_row(pledge, reference=f"KOM-2021-9{number:03}")
    for number, follow_up in _iterate_missing(FollowUp):
        copy_row(follow_up, reference=f"RTL-2021-9{number:03}", entry=None)
    for number, document in _iterate_missing(Document):
        code = f"{document.verification_code}{number}" if document.verification_code else None
        copy = copy_row(document, reference=f"BA-2021-9{number:03}", verification_code=code)
        for signatory in document.signatories.all():
            copy_row(signatory, document=copy)
    for number, organisation in _iterate_missing(Organisation):
        copy_row(organisation, slug=f"pihak-{number}", name=f"Pihak {number}")


def copy_record(number: int, state: str = DocumentState.FINAL) -> Document:
    """Return a frozen, unsigned copy of the example's berita acara with a reference of its own.

    Its content has the same text and length, so that rendering it costs the same.
    """
    record = Document.objects.get(reference=RECORD)
    version = record.versions.get()
    copy: Document = copy_row(
        record,
        reference=f"BA-2021-8{number:03}",
        verification_code=f"BENCH-{number:04}",
        state=state,
        in_force_date=None,
    )
    content = {**version.content, "reference": copy.reference}
    copied: DocumentVersion = copy_row(
        version,
        document=copy,
        canonical=to_canonical_json(content).decode(),
        content_sha256=hash_content(content),
    )
    for signatory in record.signatories.all():
        copy_row(signatory, document=copy, state=SignatoryState.PENDING, route="", signed_date=None)
    for rendition in version.renditions.all():
        copy_row(rendition, version=copied)
    return copy


def _iterate_missing(model: type[Model]) -> Iterator[tuple[int, Any]]:
    rows: Manager[Any] = model._default_manager
    first = rows.order_by("-pk")[0].pk
    for number in range(LISTED - rows.count()):
        yield number, rows.get(pk=first)


def copy_row(original: Any, **changes: Any) -> Any:
    """Save a copy of a row, with the same foreign keys and many-to-many rows."""
    ties = {
        field.name: list(getattr(original, field.name).all())
        for field in original._meta.many_to_many
    }
    copy = type(original)(
        **{
            field.attname: getattr(original, field.attname)
            for field in original._meta.concrete_fields
            if not field.primary_key and not field.generated
        }
    )
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    for name, others in ties.items():
        getattr(copy, name).set(others)
    return copy
