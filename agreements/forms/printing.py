"""Forms of the print dialogs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.choosing import LETTERHEADS
from agreements.content.reading import SIGNING
from agreements.models import MOST_COPIES, Bundle, Letterhead, Paper, PrintKind, SignatureLayout
from core.choosing.fields import FewRowsField
from core.forms import IdempotentForm
from core.numbering import MAX_LENGTH

PAPERS = [(Paper.A4, _("A4, 210 × 297 mm")), (Paper.F4, _("F4 (folio), 215 × 330 mm"))]
LAYOUTS = [(value, label) for value, label in SignatureLayout.choices if value in SIGNING]
USUAL_LAYOUT = "usual"
BATCH_LAYOUTS = [(USUAL_LAYOUT, _("As the letterhead of each document wants it")), *LAYOUTS]
BUNDLES = [
    (Bundle.ONE_PDF, _("One PDF, to be printed in one go")),
    (Bundle.ZIP, _("A ZIP with a PDF of each, to be kept")),
]
MEETING_PAPERS = [
    (PrintKind.INVITATION, _("Invitation, with agenda and list of those invited")),
    (PrintKind.ATTENDANCE_LIST, _("Attendance list, blank: to be signed in the room")),
    (PrintKind.ATTENDANCE_LIST_FILLED, _("Attendance list, filled: who came")),
    (PrintKind.MINUTES, _("Minutes: who said what, and what came of it")),
]


class PrintForm(IdempotentForm):
    """The fields of every print dialog."""

    paper = forms.ChoiceField(label=_("Paper"), choices=PAPERS, widget=forms.RadioSelect)
    copies = forms.IntegerField(
        label=_("Copies"),
        help_text=_("For the history; choose the same number when you print."),
        initial=1,
        min_value=1,
        max_value=MOST_COPIES,
    )


class MeetingPrintForm(PrintForm):
    """The print dialog of a meeting's papers; a letterhead is chosen only if there are several."""

    kind = forms.ChoiceField(label=_("What"), choices=MEETING_PAPERS, widget=forms.RadioSelect)
    letterhead = FewRowsField(LETTERHEADS, label=_("Letterhead"))
    number = forms.CharField(
        label=_("Letter number"),
        help_text=_("Left empty, a hand writes it."),
        max_length=MAX_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    invitation_date = forms.DateField(
        label=_("Letter date"),
        help_text=_("Left empty, a hand writes it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    field_order = ("kind", "paper", "letterhead", "number", "invitation_date", "copies")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if Letterhead.objects.count() < 2:
            del self.fields["letterhead"]
