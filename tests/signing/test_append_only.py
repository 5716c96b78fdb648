"""What was frozen, sealed or witnessed stays as it was written, also for SQL typed by hand."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agreements.actions.freezing import freeze_document
from agreements.models import DocumentVersion
from core.audit_trail.reading import find_entries
from core.audit_trail.recording import append_audit_entry
from core.models import AuditEntry, AuditTrail
from signing.actions.deciding import void_document
from signing.models import Closing, IssuedFile
from tests.support.document_factories import IN_ROOM

pytestmark = pytest.mark.both_databases("core.append_only")

HASH = "0" * 64
ATTACKS = {
    "an entry reworded": "UPDATE core_auditentry SET body = '{}'",
    "an entry renamed": "UPDATE core_auditentry SET kind = 'void'",
    "an entry deleted": "DELETE FROM core_auditentry WHERE number = 2",
    "a chain cut": "UPDATE core_audittrail SET length = 1",
    "a head exchanged": f"UPDATE core_audittrail SET head_sha256 = '{HASH}'",
    "a chain deleted": "DELETE FROM core_audittrail",
    "a text changed": "UPDATE agreements_documentversion SET canonical = '{}'",
    "a text's hash changed": f"UPDATE agreements_documentversion SET content_sha256 = '{HASH}'",
    "a text deleted": "DELETE FROM agreements_documentversion",
    "a closing changed": "UPDATE signing_closing SET canonical = '[]'",
    "a closing deleted": "DELETE FROM signing_closing",
    "a final file changed": f"UPDATE signing_issuedfile SET sha256 = '{HASH}'",
    "a final file led elsewhere": "UPDATE signing_issuedfile SET file = 'final/other.pdf'",
    "a final file deleted": "DELETE FROM signing_issuedfile",
}
REPLACING = {
    "an entry replaced": (
        "INSERT OR REPLACE INTO core_auditentry"
        " SELECT id, number, kind, '{}', sha256, at, trail_id FROM core_auditentry"
    ),
    "an entry replaced under a new id": (
        "INSERT OR REPLACE INTO core_auditentry (number, kind, body, sha256, at, trail_id)"
        " SELECT number, kind, '{}', sha256, at, trail_id FROM core_auditentry"
    ),
}
EMPTYING = {
    f"{table} emptied": f"TRUNCATE {table} CASCADE"
    for table in (
        "core_auditentry",
        "core_audittrail",
        "agreements_documentversion",
        "signing_closing",
        "signing_issuedfile",
    )
}


@pytest.fixture
def kept(frozen):
    """A document with everything that is kept for ever."""
    append_audit_entry(frozen, "closed", reason="")
    Closing.objects.create(document=frozen, canonical="{}", sha256=HASH, closed_at=timezone.now())
    IssuedFile.objects.create(
        document=frozen, number=1, stage="sealed", sha256="1" * 64, size=1, file="final/1.pdf"
    )
    return frozen


def kept_rows():
    models = (AuditTrail, AuditEntry, DocumentVersion, Closing, IssuedFile)
    return [list(model.objects.order_by("pk").values()) for model in models]


def refusal_of(statement):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError as refusal:
        return str(refusal)
    return "done"


@pytest.mark.django_db
def test_sql_typed_by_hand_changes_nothing(kept):
    connection.check_constraints()  # those that wait for the end would forbid to empty anything
    before = kept_rows()
    attacks = ATTACKS | (REPLACING if connection.vendor == "sqlite" else EMPTYING)
    answers = {name: refusal_of(statement) for name, statement in attacks.items()}
    assert {name: answer for name, answer in answers.items() if "append-only" not in answer} == {}
    assert kept_rows() == before


@pytest.mark.django_db
def test_what_is_no_evidence_moves_on(kept, secretary):
    """The locks bind what is kept, not what lives: a chain grows, a failed seal is noted."""
    append_audit_entry(kept, "amended", addendum="AD-2021-0001")
    Closing.objects.update(error="TimeoutError")
    kept.versions.update(frozen_by=None)
    assert find_entries(kept).count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_test_database_is_emptied_past_the_locks(draft, secretary):
    """The tests of transactions commit frozen documents; the next one must find none of them."""
    freeze_document(document=draft, review_skipped=IN_ROOM, by=secretary)
    void_document(document=draft, reason="Salah ketik", by=secretary)


@pytest.mark.django_db(transaction=True)
def test_and_locked_again_afterwards(draft, secretary):
    assert not Closing.objects.exists()
    freeze_document(document=draft, review_skipped=IN_ROOM, by=secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.versions.all().update(canonical="{}")
