"""manage.py make_seal: make the key of the seal and a certificate authority for it."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils.translation import gettext as _

from core.refusals import Refused
from files.pdf_signatures.keys import make_seal, renew_seal
from files.refusals import FileRefused
from pilots.models import Programme
from signing.actions.issuing import retry_failed_seals
from signing.actions.portal_seal import make_portal_seal


class Command(BaseCommand):
    """Makes the seal once for all hosts; another one only with --renew or --replace."""

    help = "Make a certificate authority and a seal in SEAL_DIR; a city may bring its own instead."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="who seals; without it, the secretariat's agency")
        parser.add_argument(
            "--renew",
            action="store_true",
            help="replace the seal's key by a new one under the same authority",
        )

        parser.add_argument(
            "--replace",
            action="store_true",
            help="make another seal although the portal has one, whose key is lost",
        )

    def handle(
        self,
        *args: Any,
        name: str | None,
        renew: bool = False,
        replace: bool = False,
        **options: Any,
    ) -> None:
        if settings.SEAL_P12:
            raise CommandError(_("SEAL_P12 is set: its key is the seal, so no other key is made."))
        name = name or _find_secretariat_name()
        if not name:
            raise CommandError(_("Give the name for the seal: --name “Sekretariat Forum …”."))
        try:
            made = make_portal_seal(
                partial(renew_seal if renew else make_seal, settings.SEAL_DIR, name=name),
                replaces=renew or replace,
            )
        except (Refused, FileRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        address = f"{settings.PUBLIC_URL}{reverse('signing:seal_certificate')}"
        for line in (
            _("The seal of %(name)s was made. It is valid until %(day)s.")
            % {"name": name, "day": f"{made.until:%Y-%m-%d}"},
            _("Certificate of the authority: %(path)s, published at %(address)s")
            % {"path": made.ca_path, "address": address},
            _("Its fingerprint (SHA-256), to be published elsewhere too: %(fingerprint)s")
            % {"fingerprint": made.fingerprint},
        ):
            self.stdout.write(line)
        count = retry_failed_seals()
        if count:
            self.stdout.write(_("Failed seals that are retried now: %(n)s") % {"n": count})


def _find_secretariat_name() -> str:
    programme = Programme.objects.select_related("secretariat").order_by("pk").first()
    return programme.secretariat.name if programme else ""
