"""The meeting room: a saved line beside a bare view, growth, and the bytes of the first view."""

from collections.abc import Iterator
from uuid import uuid4

from django.test import Client

from bench.clock import measure_ratio, measure_rounds
from bench.desks import HTMX
from bench.figure import Figure
from bench.pages import FACILITATOR
from bench.stage import MEETING, add_participants, copy_row, roll_back
from bench.walk import ASSET, AssetSizes, read_response
from meetings.models import LogEntry, LogKind, Meeting

SAVING_RATIO = 3.0
GROWTH_RATIO = 3.0
FULL_HOUSE, FULL_LOG = 500, 1000
ROOM_BYTES = 80_000
SCRIPT_BYTES = 15_000
ROOM = f"/rapat/{MEETING}/ruang/"
BARE = f"/bench/baris/{MEETING}/"


def measure_room(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Yield the figures of the meeting room, as a facilitator."""
    client = browsers[FACILITATOR]
    yield _measure_saving(client)
    yield _measure_growth(client)
    yield from _measure_first_view(client)


def _measure_saving(client: Client) -> Figure:
    with roll_back():
        found = measure_ratio(
            lambda: measure_rounds(
                lambda: _save(client, ROOM), lambda: _save(client, BARE), rounds=15, times=4
            ),
            SAVING_RATIO,
        )
    return Figure(
        name="a line saved in the meeting room",
        value=found.value,
        unit="x bare view",
        limit=SAVING_RATIO,
        note=f"{found.ms:.1f} ms against {found.floor_ms:.1f} ms of CPU, {found.rounds} rounds",
    )


def _save(client: Client, address: str) -> None:
    line = {"text": "P: Setuju (contoh)", "idempotency_key": str(uuid4())}
    response = client.post(address, line, headers=HTMX)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}")


def _measure_growth(client: Client) -> Figure:
    meeting = Meeting.objects.get(reference=MEETING)
    guests, lines = meeting.participants.count(), meeting.log.count()
    with roll_back():
        few = _copy_meeting(meeting)
        add_participants(meeting, FULL_HOUSE)
        LogEntry.objects.bulk_create(
            LogEntry(
                meeting=meeting,
                order=number,
                kind=LogKind.STATEMENT,
                text=f"Baris {number} (contoh)",
            )
            for number in range(lines + 1, FULL_LOG + 1)
        )
        found = measure_ratio(
            lambda: measure_rounds(
                lambda: client.get(ROOM),
                lambda: client.get(f"/rapat/{few.reference}/ruang/"),
                rounds=9,
                times=3,
            ),
            GROWTH_RATIO,
        )
    return Figure(
        name=f"the room with {FULL_HOUSE} participants and {FULL_LOG:,} lines",
        value=found.value,
        unit=f"x with {guests} and {lines}",
        limit=GROWTH_RATIO,
        note=f"{found.ms:.0f} ms against {found.floor_ms:.0f} ms of CPU",
    )


def _copy_meeting(meeting: Meeting) -> Meeting:
    """Return a copy of the meeting with its participants and its log."""
    copy: Meeting = copy_row(meeting, reference="RPT-2021-9999")
    guests = {guest.pk: copy_row(guest, meeting=copy) for guest in meeting.participants.all()}
    for entry in meeting.log.all():
        speaker = guests[entry.speaker_id] if entry.speaker_id else None
        copy_row(entry, meeting=copy, speaker=speaker, agenda_item=None, idempotency_key=None)
    return copy


def _measure_first_view(client: Client) -> Iterator[Figure]:
    transferred, page = read_response(client.get(ROOM))
    assets = frozenset(ASSET.findall(page))
    sizes = AssetSizes(client)
    yield Figure(
        name="the room, first view",
        value=transferred + sizes.count_bytes(assets),
        unit="B",
        limit=ROOM_BYTES,
        note=f"{len(assets)} files; the page itself {transferred:,} B",
    )
    scripts = {path for path in assets if path.startswith("/static/js/")}
    yield Figure(
        name="own scripts of the room",
        value=sizes.count_bytes(frozenset(scripts)),
        unit="B",
        limit=SCRIPT_BYTES,
        note=f"{len(scripts)} files",
    )
