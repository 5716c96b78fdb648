"""What the tests of self check-in share: the phones of guests without an account."""

from uuid import uuid4

from django.urls import reverse


def path_of(link, query=""):
    """The address of the page behind a code, or of a guest's own check-in."""
    return reverse("meetings:check_in", args=[link.token]) + query


def tap(client, room, guest, **fields):
    """A guest taps a name of the list."""
    sent = {"idempotency_key": str(uuid4()), "participant": guest.pk, "is_online": "", **fields}
    return client.post(path_of(room), sent)


def add_oneself(client, room, **fields):
    """A guest whose name is not there writes it."""
    address = reverse("meetings:check_in_walk_in", args=[room.token])
    return client.post(address, {"idempotency_key": str(uuid4()), **fields})
