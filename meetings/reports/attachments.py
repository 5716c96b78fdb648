"""The photos and slides of a meeting, as its pages show them."""

from dataclasses import dataclass

from core.actors import Actor
from meetings.models import Attachment, Meeting

# As many photos as the page of a meeting shows; the others are on their own page.
MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Attachments:
    """The photos and the slides that a reader may open, oldest first."""

    photos: list[Attachment]
    slides: list[Attachment]

    @property
    def count(self) -> int:
        """How many there are together."""
        return len(self.photos) + len(self.slides)

    @property
    def first_photos(self) -> list[Attachment]:
        """The photos that the page of the meeting shows."""
        return self.photos[:MOST_SHOWN]

    @property
    def has_more_photos(self) -> bool:
        """Whether there are photos that the page of the meeting does not show."""
        return len(self.photos) > MOST_SHOWN


def read_attachments(meeting: Meeting, user: Actor, *, with_authors: bool = False) -> Attachments:
    """Return what `user` may open of a meeting's photos and slides; one query.

    Who added each is read with it for the desk, which alone shows it.
    """
    rows = meeting.attachments.visible_to(user)
    if with_authors:
        rows = rows.select_related("added_by__person")
    photos: list[Attachment] = []
    slides: list[Attachment] = []
    for row in rows:
        row.meeting = meeting
        (photos if row.is_photo else slides).append(row)
    return Attachments(photos, slides)
