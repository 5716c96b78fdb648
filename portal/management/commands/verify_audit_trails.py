"""manage.py verify_audit_trails: verify the hash chains of the audit trails, and stored files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from agreements.models import Document
from signing.integrity import find_flaws


class Command(BaseCommand):
    """Verifies every audit trail, reports the first broken entry of each, and then fails."""

    help = "Check the audit trail of every document, or of those named (BA-2021-0001 …)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("references", nargs="*")
        parser.add_argument(
            "--files", action="store_true", help="also verify every stored file (slower)"
        )

    def handle(
        self, *args: Any, references: list[str], files: bool = False, **options: Any
    ) -> None:
        documents = Document.objects.all()
        if references:
            documents = documents.filter(reference__in=references)
            missing = set(references) - set(documents.values_list("reference", flat=True))
            if missing:
                raise CommandError(
                    _("There is nothing with the reference %(it)s.")
                    % {"it": ", ".join(sorted(missing))}
                )
        flawed = set()
        for flaw in find_flaws(documents, with_files=files):
            flawed.add(flaw.reference)
            self.stdout.write(f"{flaw.reference}: {flaw.sentence}")
        if flawed:
            raise CommandError(
                _("The audit trail of %(documents)s is broken.")
                % {"documents": ", ".join(sorted(flawed))}
            )
        self.stdout.write(
            _("%(count)s documents checked: every audit trail is intact.")
            % {"count": documents.count()}
        )
