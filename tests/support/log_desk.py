"""The log desk and its answers, as the tests of the log read them."""

from uuid import uuid4

from django.urls import reverse


def desk_of(meeting):
    return reverse("meetings:meeting_log", args=[meeting.reference])


def write(client, meeting, htmx=True, **fields):
    data = {"kind": "statement", "text": "Halo", "idempotency_key": str(uuid4()), **fields}
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(desk_of(meeting), data, headers=headers)


def edit_page(entry):
    return reverse("meetings:entry_edit", args=[entry.meeting.reference, entry.pk])
