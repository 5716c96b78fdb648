"""manage.py check_seal: check the key of the seal and the timestamp server."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from files.pdf_signatures.authority import find_authority_certificate
from files.pdf_signatures.keys import load_seal_signer
from files.pdf_signatures.timestamps import TimestampFailed, check_timestamp_server
from files.refusals import FileRefused
from signing.actions.issuing import retry_failed_seals

SOON = timedelta(days=90)


class Command(BaseCommand):
    """Checks the key and the timestamp server, then retries failed seals."""

    help = "Check the seal's key and the timestamp server; then try again the seals that failed."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            certificate: Any = load_seal_signer().signing_cert
        except FileRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        until = certificate.not_valid_after
        self.stdout.write(
            _("Seals as %(name)s, until %(day)s.")
            % {"name": certificate.subject.human_friendly, "day": f"{until:%Y-%m-%d}"}
        )
        if until - datetime.now(UTC) < SOON:
            self.stderr.write(_("It expires soon: request a new certificate."))
        if find_authority_certificate() is None:
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
