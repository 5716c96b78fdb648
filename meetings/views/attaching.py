"""Photos and slides of a meeting: their page, the files, and adding, captioning, removing them."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import allow_anonymous_read, find_visible, require
from core.forms import ReasonForm, answer_form, confirm
from core.public_cache import cache_for_visitors
from files.downloads import PHOTO_CACHE, serve_picture, serve_scan
from meetings.actions.attaching import attach_files, edit_attachment, remove_attachment
from meetings.forms.attaching import AttachingForm, AttachmentForm
from meetings.models import Attachment, AttachmentKind, Meeting
from meetings.permissions import can_attach_files
from meetings.reports.attachments import read_attachments

DESK = "foto"


def _find_meeting(request: HttpRequest, reference: str) -> Meeting:
    return find_visible(Meeting.objects.visible_to(request.user), reference=reference)


def _find_attachment(request: HttpRequest, reference: str, number: int) -> Attachment:
    attachments = Attachment.objects.visible_to(request.user).select_related("meeting")
    return find_visible(attachments, meeting__reference=reference, pk=number)


def _build_page_url(meeting: Meeting) -> str:
    return reverse("meetings:meeting_attachments", args=[meeting.reference])


@allow_anonymous_read
@cache_for_visitors
def meeting_attachments(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the photos and slides of a meeting; to the staff with the form that adds more."""
    meeting = _find_meeting(request, reference)
    context = {
        "meeting": meeting,
        "attachments": read_attachments(meeting, request.user, with_authors=True),
    }
    if not can_attach_files(request.user, meeting):
        return render(request, "meetings/attachments.html", context)
    form = AttachingForm()
    return render(request, "meetings/attachment_desk.html", {**context, "desk": DESK, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def attachment_add(request: HttpRequest, reference: str) -> HttpResponse:
    """Add photos and slides."""
    meeting = _find_meeting(request, reference)
    require(can_attach_files(request.user, meeting))
    form = AttachingForm(request.POST or None, request.FILES or None)

    def perform() -> str:
        attach_files(meeting=meeting, by=request.user, **form.values)
        return _build_page_url(meeting)

    return answer_form(
        request,
        form,
        perform,
        template="meetings/attachment_desk.html",
        context={
            "meeting": meeting,
            "desk": DESK,
            "attachments": read_attachments(meeting, request.user, with_authors=True),
        },
        message=_("Added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def attachment_edit(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Change the caption."""
    attachment = _find_attachment(request, reference, number)
    require(can_attach_files(request.user, attachment.meeting))
    back = _build_page_url(attachment.meeting)
    form = AttachmentForm(
        request.POST or None,
        initial={"revision": attachment.revision, "caption": attachment.caption},
    )

    def perform() -> str:
        edit_attachment(
            attachment=attachment,
            seen_revision=form.seen_revision,
            caption=form.values["caption"],
            by=request.user,
        )
        return back

    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": _("Change the caption"),
            "reference": attachment.meeting.reference,
            "submit_label": _("Save"),
            "back_url": back,
            "back_label": _("Photos and slides"),
        },
        message=_("The caption is changed."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def attachment_remove(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask for the reason before a photo or slides are removed."""
    attachment = _find_attachment(request, reference, number)
    require(can_attach_files(request.user, attachment.meeting))
    back = _build_page_url(attachment.meeting)
    form = ReasonForm(request.POST or None)

    def perform() -> str:
        remove_attachment(
            attachment=attachment, reason=form.cleaned_data["reason"], by=request.user
        )
        return back

    return confirm(
        request,
        perform,
        question=_("Remove this photo?") if attachment.is_photo else _("Remove these slides?"),
        consequences=[
            _("The file of “%(caption)s” is deleted; this cannot be undone.")
            % {"caption": attachment.caption},
            _("The history keeps the caption, your name and the reason."),
        ],
        label=_("Remove"),
        back=back,
        back_label=_("Photos and slides"),
        form=form,
        danger=True,
        reference=attachment.meeting.reference,
        message=_("It was removed."),
    )


# ── The files ────────────────────────────────────────────────────────────────────────────────


@allow_anonymous_read
def attachment_file(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """Serve a photo, or slides as a download, to whoever may see it; not visible is 404."""
    attachment = _find_attachment(request, reference, number)
    name = attachment.download_name
    if attachment.is_photo:
        return serve_picture(
            attachment.file, content_type="image/jpeg", cache=PHOTO_CACHE, name=name
        )
    return serve_scan(attachment.file, name=name.removesuffix(".pdf"), extension="pdf")


@allow_anonymous_read
def attachment_thumbnail(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """Serve the small picture of a photo."""
    attachments = Attachment.objects.visible_to(request.user).filter(kind=AttachmentKind.PHOTO)
    found = find_visible(
        attachments.select_related("meeting"), meeting__reference=reference, pk=number
    )
    return serve_picture(found.thumbnail, content_type="image/jpeg", cache=PHOTO_CACHE)
