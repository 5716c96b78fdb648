"""Running a meeting: queries of saving, growth with 300 participants, weight of the phone page."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from bench.count import count_queries
from bench.figure import Figure
from bench.pages import CROWD, FACILITATOR
from bench.stage import ANONYMOUS, MEETING, add_participants, roll_back
from bench.walk import ASSET, AssetSizes, read_response
from meetings.models import AgendaItem, Meeting, Participant, RoomVersion
from stakeholders.actions.links import issue_link
from stakeholders.models import LinkPurpose, User

SAVING_QUERIES = 12
IDLE_POLL, POLL_QUERIES = "an idle poll of the meeting room", 5  # one reads the version first
PHONE_QUERIES = 8
PHONE_BYTES = 30_000
HTMX = {"HX-Request": "true"}

type Request = Callable[[Client], Any]


def measure_meeting_desk(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Yield the queries of a meeting's saves, pages and exports, with few and many participants."""
    client = browsers[FACILITATOR]
    few = {
        name: count_request_queries(client, request) for name, request in list_requests().items()
    }
    with roll_back():
        add_participants(Meeting.objects.get(reference=MEETING), CROWD)
        many = {
            name: count_request_queries(client, request)
            for name, request in list_requests().items()
        }
    for name in list_saves():
        yield Figure(
            name=f"queries of saving {name}",
            value=max(few[name], many[name]),
            limit=MORE.get(name, SAVING_QUERIES),
            note=f"{few[name]} with 18 participants, {many[name]} with {CROWD}",
        )
    pairs = {name: [few[name], many[name]] for name in few}
    name, worst = max(pairs.items(), key=lambda item: abs(item[1][1] - item[1][0]))
    yield Figure(
        name="queries of polling an idle meeting room",
        value=max(few[IDLE_POLL], many[IDLE_POLL]),
        limit=POLL_QUERIES,
        note=f"{few[IDLE_POLL]} with 18 participants, {many[IDLE_POLL]} with {CROWD}",
    )
    yield Figure(
        name=f"queries more with {CROWD} participants, desks and files",
        value=abs(worst[1] - worst[0]),
        limit=0,
        note=f"{len(pairs)} requests of a facilitator; {name}: {worst[0]} and {worst[1]}",
        details=pairs,
    )


def list_requests() -> dict[str, Request]:
    """Return the requests of a facilitator for the meeting, by name."""
    address = f"/rapat/{MEETING}/"
    desks = (
        *("", "agenda/", "undangan/", "kehadiran/", "catatan/", "kontribusi/", "dokumen/"),
        *("ruang/", "ruang/?tampil=proyektor"),
    )
    return {
        **list_saves(),
        IDLE_POLL: _poll_room,
        **{address + desk: partial(_open, address + desk) for desk in desks},
        **{f"participants as {kind}": partial(_download, kind) for kind in ("csv", "xlsx")},
    }


def _open(path: str, client: Client) -> Any:
    return client.get(path)


def _poll_room(client: Client) -> Any:
    version = RoomVersion.objects.get(meeting__reference=MEETING).number
    return client.get(f"/rapat/{MEETING}/ruang/kabar/?versi={version}", headers=HTMX)


def _write_in_room(speaker: str, client: Client) -> Any:
    line = {"text": f"P {speaker}: Setuju (contoh)", "idempotency_key": str(uuid4())}
    return client.post(f"/rapat/{MEETING}/ruang/", line, headers=HTMX)


def _download(kind: str, client: Client) -> Any:
    return client.post(f"/rapat/{MEETING}/kehadiran/unduh/", {"format": kind})


def list_saves() -> dict[str, Request]:
    """Return the requests that save something during a meeting, by name."""
    meeting = Meeting.objects.get(reference=MEETING)
    guest = meeting.participants.order_by("pk")[0]
    speaker = meeting.participants.attending().filter(person__isnull=False).order_by("pk")[0]
    assert speaker.person is not None
    point = meeting.agenda.order_by("pk")[0]
    return {
        "an attendance mark": partial(_mark, guest),
        "a log entry": partial(_log, point, "statement"),
        "a line in the meeting room": partial(_write_in_room, speaker.person.name),
        "a decision in the log": partial(_log, point, "decision"),
        "a follow-up in the log": partial(_log, point, "follow_up"),
        "a contribution in the log": partial(_log, point, "pledge", lead_text="PT INKA"),
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


# A contribution also looks up its organisation, and reads the log entry with its pledge.
MORE = {
    "a contribution in the log": SAVING_QUERIES + 2,
    # The letters of the speaker are looked up among those who attend.
    "a line in the meeting room": SAVING_QUERIES + 1,
}


def count_request_queries(client: Client, request: Request) -> int:
    """Return the number of queries of a successful request; its changes are rolled back.

    Its own BEGIN and COMMIT are a savepoint here, and are counted.
    """
    with roll_back():
        with count_queries() as queries:
            response = request(client)
            if response.streaming:
                list(response)
        if response.status_code not in (200, 204, 302):
            raise RuntimeError(f"{response.request['PATH_INFO']} answers {response.status_code}")
        return len(queries)


def measure_contribution_page(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Yield queries and bytes of the contribution page on a phone, with an empty cache."""
    with roll_back():
        visits = {
            purpose: _measure_first_view(browsers[ANONYMOUS], path)
            for purpose, path in issue_links().items()
        }
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


def issue_links() -> dict[str, str]:
    """Return the URLs of a personal link and of the room's link, both newly issued."""
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


def _measure_first_view(client: Client, path: str) -> tuple[int, int]:
    with count_queries() as queries:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    transferred, text = read_response(response)
    assets = frozenset(ASSET.findall(text))
    return len(queries), transferred + AssetSizes(client).count_bytes(assets)
