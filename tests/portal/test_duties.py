"""The portal's recurring duties: all of them can be done, and the administrator sees them."""

import pytest

from agreements.models import Document
from core.duties import enqueue_due_duties, list_duties
from core.models import AuditEntry, OutboxMessage, RecurringDuty
from core.outbox import run_due
from tests.support.document_factories import take_document_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_work_after_the_commit(settings):
    settings.OUTBOX_IMMEDIATE = False


def test_every_duty_can_be_done():
    names = [duty.name for duty in list_duties()]
    assert len(set(names)) == len(names)
    assert (enqueue_due_duties(), run_due()) == (len(names), len(names))
    assert not RecurringDuty.objects.filter(done_at=None).exists()


def test_a_broken_audit_trail_becomes_a_task_of_the_administrator(draft, secretary):
    document = take_document_to("final", draft, by=secretary)
    Document.objects.filter(pk=document.pk).update(reference="BA-2020-0099")
    OutboxMessage.objects.all().delete()
    enqueue_due_duties()
    run_due()
    [message] = OutboxMessage.objects.filter(done_at=None)
    assert message.last_error == "RuntimeError: verify_audit_trails: BA-2020-0099"
    assert AuditEntry.objects.exists()


def test_the_administration_shows_when_a_duty_was_done(client, administrator):
    enqueue_due_duties()
    client.force_login(administrator)
    page = client.get("/pengelola/core/recurringduty/").content.decode()
    assert "Memeriksa semua rantai bukti" in page
    assert "02:00:00" in page
