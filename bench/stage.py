"""The stage: the sample of 2021 in a database of its own, who looks at it, and more of the same."""

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
from meetings.models import Decision, Meeting
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


def set_stage() -> None:
    """Make the database and load the sample through the portal's own actions."""
    call_command("migrate", verbosity=0)
    make_seal(settings.SEAL_DIR, name="Sekretariat (contoh)")
    load_sample(SAMPLE)
    get_forum_names()  # as every process of a portal that is open knows it


def browser(email: str = "") -> Client:
    """Return a client that goes through the whole stack and takes gzip, as a browser does."""
    client = Client(headers={"Accept-Encoding": "gzip"})
    if email:
        client.force_login(User.objects.get(email=email))
    return client


def visitors() -> dict[str, Client]:
    """Return a browser for nobody and one for each account of the demo."""
    emails = User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("pk")
    return {ANONYMOUS: browser()} | {
        user.email.partition("@")[0]: browser(user.email) for user in emails
    }


@contextmanager
def for_a_while() -> Iterator[None]:
    """Take back whatever is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def crowd(meeting: Meeting, size: int) -> None:
    """Fill the attendance list with further people of the organisations that are on it."""
    listed = list(meeting.participants.all())
    for order in range(len(listed), size):
        person = Person.objects.create(name=f"Peserta {order}", slug=f"peserta-{order}")
        copy_of(listed[order % len(listed)], order=order, person=person)


def fill_lists() -> None:
    """Bring every list to 26 rows: copies of its first row, with everything tied to it."""
    for number, meeting in _missing(Meeting):
        copy_of(meeting, reference=f"RPT-2021-9{number:03}")
    for number, decision in _missing(Decision):
        copy_of(decision, reference=f"KEP-2021-9{number:03}", order=900 + number, entry=None)
    for number, pledge in _missing(Pledge):
        copy_of(pledge, reference=f"KOM-2021-9{number:03}")
    for number, document in _missing(Document):
        code = f"{document.verification_code}{number}" if document.verification_code else None
        copy_of(document, reference=f"BA-2021-9{number:03}", verification_code=code)
    for number, organisation in _missing(Organisation):
        copy_of(organisation, slug=f"pihak-{number}", name=f"Pihak {number}")


def another_record(number: int, state: str = DocumentState.FINAL) -> Document:
    """Return a frozen copy of the example's record, under its own reference, nobody having signed.

    Its content says the same at the same length, so that printing it costs the same.
    """
    record = Document.objects.get(reference=RECORD)
    version = record.versions.get()
    copy: Document = copy_of(
        record,
        reference=f"BA-2021-8{number:03}",
        verification_code=f"BENCH-{number:04}",
        state=state,
        in_force_date=None,
    )
    content = {**version.content, "reference": copy.reference}
    copied: DocumentVersion = copy_of(
        version,
        document=copy,
        canonical=to_canonical_json(content).decode(),
        content_sha256=hash_content(content),
    )
    for place in record.signatories.all():
        copy_of(place, document=copy, state=SignatoryState.PENDING, route="", signed_date=None)
    for rendition in version.renditions.all():
        copy_of(rendition, version=copied)
    return copy


def _missing(model: type[Model]) -> Iterator[tuple[int, Any]]:
    rows: Manager[Any] = model._default_manager
    first = rows.order_by("-pk")[0].pk
    for number in range(LISTED - rows.count()):
        yield number, rows.get(pk=first)


def copy_of(original: Any, **changes: Any) -> Any:
    """Save a copy of a row under another key, tied to the same others."""
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
