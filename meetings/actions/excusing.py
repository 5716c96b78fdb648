"""The letter of an excuse (surat izin): a private file that goes with the mark it belongs to.

`mark_attendance` writes the name of the file together with the mark, under the optimistic lock;
what follows from that for the file, and for the history, is here.
"""

from dataclasses import dataclass
from functools import partial

from django.core.files import File
from django.db import transaction

from core.actors import Actor
from core.history import record
from meetings.models import Participant

FOLDER = "excuse-letters"


@dataclass(frozen=True, slots=True)
class CheckedLetter:
    """A letter that was checked: its file, the file's SHA-256, and "pdf" or "jpg"."""

    file: File
    sha256: str
    extension: str


def choose_letter(
    participant: Participant, letter: CheckedLetter | None, *, revision: int, removes: bool
) -> str:
    """Return the name of the letter's file after a mark as excused; "" for none.

    A new letter replaces the one there was. Its name tells row, revision and content: the same form
    sent twice names the same file, and a deleted file's name never comes again.
    """
    if letter is not None:
        return f"{FOLDER}/{participant.pk}-{revision}-{letter.sha256}.{letter.extension}"
    return "" if removes else participant.excuse_letter.name or ""


def settle_letter(
    participant: Participant, letter: CheckedLetter | None, *, former: str, by: Actor
) -> None:
    """Store the letter that a saved mark names, delete the former one, and record what was done.

    Raises StoreUnavailable.
    """
    file = participant.excuse_letter
    now = file.name or ""
    if now == former:
        return
    if letter is not None:
        file.storage.save(now, letter.file)
    if former:
        # During an outage the file stays behind, out of everybody's reach.
        transaction.on_commit(partial(file.storage.delete, former), robust=True)
    key = "excuse_letter_added"
    if former:
        key = "excuse_letter_replaced" if now else "excuse_letter_deleted"
    record(participant.meeting, key, by=by, participant=participant)
