"""Exports of a meeting: its participants with contact data, and the contributions made for it.

The history records who exported them.
"""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import find_visible, require
from core.actors import Actor
from core.exports import Export
from core.lists.export import list_export_columns
from meetings.actions.attending import record_participants_export
from meetings.actions.contributing import record_contributions_export
from meetings.filters import AttendanceListing
from meetings.models import Meeting, Participant
from meetings.permissions import can_collect_contributions, can_export_participants
from meetings.reports.contributing import select_meeting_pledges
from pledges.models import Pledge

MEETING = "rapat"  # the URL parameter


def open_participants_export(query: QueryDict, reader: Actor) -> Export:
    """Return the export of the participants; raises Http404 or PermissionDenied."""
    return build_participants_export(_find_meeting(query, reader), reader)


def open_contributions_export(query: QueryDict, reader: Actor) -> Export:
    """Return the export of the contributions; raises Http404 or PermissionDenied."""
    return build_contributions_export(_find_meeting(query, reader), reader)


def _find_meeting(query: QueryDict, reader: Actor) -> Meeting:
    return find_visible(Meeting.objects.visible_to(reader), reference=query.get(MEETING, ""))


def build_participants_export(meeting: Meeting, reader: Actor) -> Export:
    """Return the export of a meeting's participants; raises PermissionDenied."""
    require(can_export_participants(reader, meeting))
    rows = meeting.participants.select_related("person", "organisation")
    columns = list_export_columns(Participant, AttendanceListing.columns)

    def record(file_format: str, by: Actor) -> None:
        record_participants_export(meeting=meeting, kind=file_format.upper(), by=by)

    return Export(
        name="peserta",
        chunk=500,  # without related rows to prefetch
        file_name=f"peserta-{meeting.reference.lower()}",
        title=_("Participants of %(meeting)s") % {"meeting": meeting},
        page_url=reverse("meetings:meeting_attendance", args=[meeting.reference]),
        query=f"?{MEETING}={meeting.reference}",
        headers=[str(column.label) for column in columns],
        found=rows.order_by("order", "pk"),
        rows=rows,
        get_cells=lambda row: [column.get_value(row) for column in columns],
        record=record,
    )


def build_contributions_export(meeting: Meeting, reader: Actor) -> Export:
    """Return the export of a meeting's contributions; raises PermissionDenied."""
    require(can_collect_contributions(reader, meeting))
    rows = select_meeting_pledges(meeting)

    def record(file_format: str, by: Actor) -> None:
        record_contributions_export(meeting=meeting, kind=file_format.upper(), by=by)

    return Export(
        name="kontribusi",
        file_name=f"kontribusi-{meeting.reference.lower()}",
        title=_("Contributions to %(meeting)s") % {"meeting": meeting},
        page_url=reverse("meetings:meeting_contributions", args=[meeting.reference]),
        query=f"?{MEETING}={meeting.reference}",
        headers=_list_contribution_headers(),
        found=rows.order_by("reference"),
        rows=rows.with_related(),
        get_cells=_list_contribution_cells,
        record=record,
    )


def _list_contribution_headers() -> list[str]:
    return [
        _("Reference"),
        _("Organisation"),
        _("Sector"),
        _("Written by"),
        _("Entered on behalf"),
        _("Own words"),
        _("Title"),
        _("Description"),
        _("Form"),
        _("Quantities"),
        _("Estimated value (Rp)"),
        _("Places"),
        _("From"),
        _("Until"),
        _("Focuses"),
        _("State"),
        _("Merged into"),
        _("Reason"),
    ]


def _list_contribution_cells(pledge: Pledge) -> list[Any]:
    return [
        pledge.reference,
        pledge.lead.name,
        pledge.lead.get_sector_display(),
        pledge.written_by,
        pledge.is_on_behalf,
        pledge.own_words,
        pledge.title,
        pledge.description,
        pledge.get_form_display(),
        [str(each) for each in pledge.quantities.all()],
        pledge.value_rupiah,
        [place.full_name for place in pledge.regions.all()],
        pledge.start_date,
        pledge.end_date,
        [str(focus) for focus in pledge.focuses.all()],
        pledge.get_state_display(),
        pledge.survivor.reference if pledge.survivor else "",
        pledge.reason,
    ]
