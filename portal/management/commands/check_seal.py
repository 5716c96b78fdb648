"""manage.py check_seal: check the key of the seal and the timestamp server."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from files.pdf_signatures.keys import load_seal_signer
from files.pdf_signatures.timestamps import TimestampFailed, check_timestamp_server
from files.refusals import FileRefused
from signing.actions.issuing import retry_failed_seals
from signing.actions.portal_seal import find_seal_difference, record_seal

SOON = timedelta(days=90)


class Command(BaseCommand):
    """Checks the key and the timestamp server, then retries failed seals.

    Fails on a host whose key is not the portal's seal.
    """

    help = "Check the seal's key and the timestamp server; then try again the seals that failed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--adopt",
            action="store_true",
            help="make this host's key the portal's seal; other hosts seal again when they have it",
        )

    def handle(self, *args: Any, adopt: bool = False, **options: Any) -> None:
        try:
            certificate: Any = load_seal_signer().signing_cert
        except FileRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        difference = "" if adopt else find_seal_difference()
        if difference:
            raise CommandError(difference)
        # The same key may have another authority: one that was renewed, or added to hand out both.
        seal = record_seal()
        until = certificate.not_valid_after
        self.stdout.write(
            _("Seals as %(name)s, until %(day)s.")
            % {"name": certificate.subject.human_friendly, "day": f"{until:%Y-%m-%d}"}
        )
        if until - datetime.now(UTC) < SOON:
            self.stderr.write(_("It expires soon: request a new certificate."))
        if not seal.authority:
            self.stderr.write(
                _(
                    "The portal does not publish the certificate of the authority that issued"
                    " the seal: set SEAL_CA."
                )
            )
        self._check_timestamps()
        count = retry_failed_seals()
        if count:
            self.stdout.write(_("Failed seals that are retried now: %(n)s") % {"n": count})

    def _check_timestamps(self) -> None:
        if not settings.TSA_URL:
            self.stdout.write(_("No timestamp server (TSA_URL): seals are of level B-B."))
            return
        try:
            check_timestamp_server(settings.TSA_URL, settings.TSA_SECONDS)
        except TimestampFailed as error:
            self.stderr.write(
                _("The timestamp server does not answer as it should: %(error)s") % {"error": error}
            )
        else:
            self.stdout.write(_("The timestamp server answers: seals are of level B-T."))
