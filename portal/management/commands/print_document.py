"""manage.py print_document: print a document, or a paper of a meeting, to a PDF file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from agreements.actions.printing import record_print
from agreements.models import MEETING_PRINTS, Document, Paper, PrintKind, SignatureLayout
from agreements.prints import render_document, render_meeting_print
from core.refusals import Refused
from meetings.actions.planning import record_print as record_meeting_print
from meetings.models import Meeting


class Command(BaseCommand):
    """Prints by reference: BA-2021-0001, or RPT-2021-0002 with --kind."""

    help = "Print a document (BA-2021-0001), or a meeting's paper (RPT-2021-0002 --kind minutes)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference")
        parser.add_argument("--paper", choices=Paper.values, default=Paper.A4)
        parser.add_argument("--layout", choices=SignatureLayout.values)
        parser.add_argument("--kind", choices=MEETING_PRINTS, help="which paper of a meeting")
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *args: Any, reference: str, output: Path, **options: Any) -> None:
        try:
            pdf = _print(reference, options["kind"], options["paper"], options["layout"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        try:
            output.write_bytes(pdf)
        except OSError as error:
            raise CommandError(_("%(path)s cannot be written.") % {"path": output}) from error
        self.stdout.write(_("Written: %(path)s") % {"path": output})


def _print(reference: str, kind: str | None, paper: str, layout: str | None) -> bytes:
    document = Document.objects.filter(reference=reference).first()
    if document is not None:
        pdf = render_document(document, paper=paper, layout=layout)
        record_print(document=document, paper=paper)
        return pdf
    meeting = Meeting.objects.filter(reference=reference).first()
    if meeting is None:
        raise CommandError(_("There is nothing with the reference %(it)s.") % {"it": reference})
    if kind is None:
        raise CommandError(
            _("Choose the paper of the meeting: --kind %(kinds)s.")
            % {"kinds": ", ".join(MEETING_PRINTS)}
        )
    pdf = render_meeting_print(meeting, kind, paper=paper)
    record_meeting_print(meeting=meeting, document=PrintKind(kind).label, paper=paper)
    return pdf
