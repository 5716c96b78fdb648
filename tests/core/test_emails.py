"""Mail waits in the outbox, leaves once, and is forgotten."""

import pytest
from django.core import mail
from django.db import transaction

from core.emails import LONGEST_SUBJECT, enqueue_email, send_email
from core.models import OutboxMessage, OutgoingEmail
from core.outbox import run_due

pytestmark = pytest.mark.django_db


def post():
    return enqueue_email(
        to="siti@rembug.example", subject="Undangan\nBcc: x@y.example", text="Halo"
    )


def test_mail_leaves_by_the_worker_only(settings):
    post()
    assert mail.outbox == []
    run_due()
    [letter] = mail.outbox
    assert (letter.to, letter.subject, letter.body) == (
        ["siti@rembug.example"],
        "Undangan Bcc: x@y.example",
        "Halo",
    )


def test_what_was_sent_is_not_sent_again_and_its_words_are_forgotten():
    letter = post()
    send_email(letter.pk)
    send_email(letter.pk)
    assert len(mail.outbox) == 1
    letter.refresh_from_db()
    assert (letter.text, letter.sent_at is not None) == ("", True)


def test_mail_of_work_that_was_undone_never_leaves():
    with transaction.atomic():
        post()
        transaction.set_rollback(True)
    run_due()
    assert (mail.outbox, OutgoingEmail.objects.count(), OutboxMessage.objects.count()) == ([], 0, 0)


@pytest.mark.parametrize(
    ("subject", "sent"),
    [
        ("x" * LONGEST_SUBJECT, "x" * LONGEST_SUBJECT),
        ("Kata " * 40 + "akhir", "Kata " * 39 + "…"),
        ("x" * 300, "x" * (LONGEST_SUBJECT - 2) + " …"),
    ],
)
def test_a_long_subject_is_kept_whole_and_sent_short(subject, sent):
    letter = enqueue_email(to="siti@rembug.example", subject=subject, text="Halo")
    send_email(letter.pk)
    letter.refresh_from_db()
    assert (letter.subject, mail.outbox[0].subject) == (subject, sent)
