"""Attachments of a meeting: adding photos and slides, their captions, and removing them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import record
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from files.images import ReencodedImage
from files.scans.slides import Slides
from meetings.actions.planning import lock_meeting
from meetings.models import (
    MOST_ATTACHMENTS,
    Attachment,
    AttachmentKind,
    Meeting,
    MeetingState,
)
from meetings.permissions import can_attach_files


@dataclass(frozen=True, slots=True)
class CheckedPhoto:
    """A re-encoded photo, without the location that the phone wrote into it, and its thumbnail."""

    picture: ReencodedImage
    thumbnail: ReencodedImage


@transaction.atomic
def attach_files(
    *, meeting: Meeting, files: Sequence[CheckedPhoto | Slides], caption: str, by: Actor
) -> list[Attachment]:
    """Attach photos and slides to a meeting under one caption; all of them, or none.

    Raises Refused for a cancelled meeting, for a file that is attached already, and when the
    meeting would have more than MOST_ATTACHMENTS.
    """
    require(can_attach_files(by, meeting))
    meeting = lock_meeting(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled, so nothing can be attached to it."))
    attachments = [
        _build_attachment(meeting, each, caption=caption.strip(), by=by) for each in files
    ]
    _require_room(meeting, attachments)
    for attachment in attachments:
        attachment.full_clean(exclude=["file", "thumbnail"])
    # The files come last, since a refusal takes back rows, but not what was stored.
    for attachment, checked in zip(attachments, files, strict=True):
        _store_files(attachment, checked)
        attachment.save()
    record(meeting, "attachments_added", by=by, count=len(attachments), caption=caption)
    return attachments


def _require_room(meeting: Meeting, attachments: Sequence[Attachment]) -> None:
    known = set(meeting.attachments.standing().values_list("sha256", flat=True))
    if len(known) + len(attachments) > MOST_ATTACHMENTS:
        raise Refused(
            _("A meeting has at most %(most)s photos and slides; it has %(count)s already.")
            % {"most": MOST_ATTACHMENTS, "count": len(known)},
            field="files",
            code="many",
        )
    for attachment in attachments:
        if attachment.sha256 in known:
            raise Refused(
                _("One of these files is attached already; leave it out."),
                field="files",
                code="known",
            )
        known.add(attachment.sha256)


def _build_attachment(
    meeting: Meeting, checked: CheckedPhoto | Slides, *, caption: str, by: Actor
) -> Attachment:
    attachment = Attachment(meeting=meeting, caption=caption, added_by_id=by.pk)
    if isinstance(checked, Slides):
        attachment.kind = AttachmentKind.SLIDES
        attachment.sha256, attachment.size = checked.sha256, checked.size
        attachment.pages = checked.pages
    else:
        picture = checked.picture
        attachment.kind = AttachmentKind.PHOTO
        attachment.sha256, attachment.size = picture.sha256, len(picture.content)
        attachment.width, attachment.height = picture.width, picture.height
    return attachment


def _store_files(attachment: Attachment, checked: CheckedPhoto | Slides) -> None:
    """Store under random names, so that deleting one file never takes another's bytes."""
    name = uuid.uuid4().hex
    if isinstance(checked, Slides):
        attachment.file.save(f"{name}.pdf", File(checked.file), save=False)
        return
    attachment.file.save(f"{name}.jpg", ContentFile(checked.picture.content), save=False)
    attachment.thumbnail.save(
        f"{name}-small.jpg", ContentFile(checked.thumbnail.content), save=False
    )


@transaction.atomic
def edit_attachment(
    *, attachment: Attachment, seen_revision: int, caption: str, by: Actor
) -> Attachment:
    """Change the caption; raises Conflict when someone saved first, Refused for a removed one."""
    require(can_attach_files(by, attachment.meeting))
    attachment = _lock_attachment(attachment)
    attachment.caption = caption.strip()
    attachment.full_clean()
    attachment = save_unless_changed(
        attachment, seen_revision=seen_revision, by=by, caption=attachment.caption
    )
    record(attachment.meeting, "attachment_edited", by=by, caption=attachment.caption)
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, reason: str, by: Actor) -> Attachment:
    """Remove an attachment with a reason, and delete its file.

    Raises Refused without a reason, and for one that was removed already.
    """
    require(can_attach_files(by, attachment.meeting))
    attachment = _lock_attachment(attachment)
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason")
    attachment.removed_at = timezone.now()
    attachment.removed_by_id = by.pk
    attachment.removal_reason = reason.strip()
    attachment.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    for file in (attachment.file, attachment.thumbnail):
        if file:
            # During an outage the file stays behind, out of everybody's reach.
            transaction.on_commit(partial(file.storage.delete, str(file.name)), robust=True)
    record(
        attachment.meeting,
        "attachment_removed",
        by=by,
        caption=attachment.caption,
        kind=attachment.get_kind_display(),
        reason=attachment.removal_reason,
    )
    return attachment


def _lock_attachment(attachment: Attachment) -> Attachment:
    meeting = lock_meeting(attachment.meeting)
    found = meeting.attachments.standing().filter(pk=attachment.pk).first()
    if found is None:
        raise Refused(_("This was removed already."), code="removed")
    found.meeting = meeting
    return found
