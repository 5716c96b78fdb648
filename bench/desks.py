"""Where a meeting is run: what saving costs, what 300 participants add, what a phone fetches."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from bench.count import counted
from bench.figure import Figure
from bench.pages import CROWD, FACILITATOR
from bench.stage import ANONYMOUS, MEETING, crowd, for_a_while
from bench.walk import ASSET, Shelf, unpacked
from meetings.models import AgendaItem, Meeting, Participant
from stakeholders.actions.links import issue_link
from stakeholders.models import LinkPurpose, User

SAVING_QUERIES = 12
PHONE_QUERIES = 8
PHONE_BYTES = 30_000
HTMX = {"HX-Request": "true"}

type Request = Callable[[Client], Any]


def at_the_desks(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Count the queries of saving, of the desks and of the files, for few and many people."""
    client = browsers[FACILITATOR]
    few = {name: cost(client, request) for name, request in requests().items()}
    with for_a_while():
        crowd(Meeting.objects.get(reference=MEETING), CROWD)
        many = {name: cost(client, request) for name, request in requests().items()}
    for name in saving():
        yield Figure(
            name=f"queries of saving {name}",
            value=max(few[name], many[name]),
            limit=MORE.get(name, SAVING_QUERIES),
            note=f"{few[name]} with 18 participants, {many[name]} with {CROWD}",
        )
    apart = {name: [few[name], many[name]] for name in few}
    name, worst = max(apart.items(), key=lambda item: abs(item[1][1] - item[1][0]))
    yield Figure(
        name=f"queries more with {CROWD} participants, desks and files",
        value=abs(worst[1] - worst[0]),
        limit=0,
        note=f"{len(apart)} requests of a facilitator; {name}: {worst[0]} and {worst[1]}",
        details=apart,
    )


def requests() -> dict[str, Request]:
    """Return what a facilitator does with the meeting, by name."""
    address = f"/rapat/{MEETING}/"
    desks = ("", "agenda/", "undangan/", "kehadiran/", "catatan/", "kontribusi/", "dokumen/")
    return {
        **saving(),
        **{address + desk: partial(_open, address + desk) for desk in desks},
        **{f"participants as {kind}": partial(_take_along, kind) for kind in ("csv", "xlsx")},
    }


def _open(path: str, client: Client) -> Any:
    return client.get(path)


def _take_along(kind: str, client: Client) -> Any:
    return client.post(f"/rapat/{MEETING}/kehadiran/unduh/", {"format": kind})


def saving() -> dict[str, Request]:
    """Return what is saved while a meeting is run, by name; what it is about is read already."""
    meeting = Meeting.objects.get(reference=MEETING)
    guest = meeting.participants.order_by("pk")[0]
    point = meeting.agenda.order_by("pk")[0]
    return {
        "an attendance mark": partial(_mark, guest),
        "a log entry": partial(_log, point, "statement"),
        "a decision in the log": partial(_log, point, "decision"),
        "a follow-up in the log": partial(_log, point, "follow_up"),
        "a contribution in the log": partial(_log, point, "pledge", lead="PT INKA"),
    }


def _mark(guest: Participant, client: Client) -> Any:
    return client.post(
        f"/rapat/{MEETING}/kehadiran/{guest.pk}/",
        {"attendance": "absent", "revision": guest.revision},
        headers=HTMX,
    )


def _log(point: AgendaItem, kind: str, client: Client, **fields: str) -> Any:
    return client.post(
        f"/rapat/{MEETING}/catatan/",
        {
            "kind": kind,
            "text": "Setuju (contoh)",
            "agenda_item": point.pk,
            "idempotency_key": str(uuid4()),
            **fields,
        },
        headers=HTMX,
    )


# A contribution also finds its organisation, and reads its line with its pledge to show both.
MORE = {"a contribution in the log": SAVING_QUERIES + 2}


def cost(client: Client, request: Request) -> int:
    """Return how many queries a request takes that is answered well; what it did is undone.

    Its own BEGIN and COMMIT are a savepoint here, and count.
    """
    with for_a_while():
        with counted() as queries:
            response = request(client)
            if response.streaming:
                list(response)
        if response.status_code not in (200, 302):
            raise RuntimeError(f"{response.request['PATH_INFO']} answers {response.status_code}")
        return len(queries)


def on_a_phone(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Weigh the page on which somebody contributes without an account, with an empty cache."""
    with for_a_while():
        visits = {purpose: _visit(browsers[ANONYMOUS], path) for purpose, path in links().items()}
    queries = {purpose: visit[0] for purpose, visit in visits.items()}
    weights = {purpose: visit[1] for purpose, visit in visits.items()}
    yield Figure(
        name="contribution page, queries",
        value=max(queries.values()),
        limit=PHONE_QUERIES,
        note=", ".join(f"{purpose}: {count}" for purpose, count in queries.items()),
    )
    yield Figure(
        name="contribution page, first view",
        value=max(weights.values()),
        unit="B",
        limit=PHONE_BYTES,
        note=", ".join(f"{purpose}: {weight:,} B" for purpose, weight in weights.items()),
    )


def links() -> dict[str, str]:
    """Return the address of a personal link, and of the one on the wall of the room."""
    meeting = Meeting.objects.get(reference=MEETING)
    guest = meeting.participants.filter(person__isnull=False).order_by("pk")[0]
    by = User.objects.get(email__startswith=f"{FACILITATOR}@")
    expires_at = timezone.now() + timedelta(days=1)
    personal = issue_link(
        purpose=LinkPurpose.CONTRIBUTE,
        target=meeting,
        person=guest.person,
        organisation=guest.organisation,
        expires_at=expires_at,
        by=by,
    )
    room = issue_link(
        purpose=LinkPurpose.CONTRIBUTE_HERE, target=meeting, expires_at=expires_at, by=by
    )
    return {
        "personal link": f"/kontribusi/{personal.token}/",
        "the room's code": f"/kontribusi/{room.token}/",
    }


def _visit(client: Client, path: str) -> tuple[int, int]:
    with counted() as queries:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    transferred, text = unpacked(response)
    assets = frozenset(ASSET.findall(text))
    return len(queries), transferred + Shelf(client).weight(assets)
