"""manage.py start_forum: set up a real forum, without sample data."""

import getpass
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.actions.letterheads import create_letterhead
from agreements.content.formulas import get_default_formulas
from agreements.content.letterheads import suggest_letterhead
from pilots.actions import register_programme, register_region
from pilots.models import Programme, Region, RegionLevel
from portal.sample.loaded import LoadedObjects
from portal.sample.programme import load_regions
from portal.sample.reader import SampleError, SampleFolder
from stakeholders.actions.registers import register_organisation
from stakeholders.models import Sector, User

QUESTIONS = {
    "city": gettext_lazy("City (for example: Kota Contoh)"),
    "city_code": gettext_lazy("Kemendagri code of the city (for example: 12.34)"),
    "agency": gettext_lazy("Agency that runs the secretariat"),
    "programme": gettext_lazy("Name of the programme"),
    "email": gettext_lazy("E-mail address of the first administrator"),
}


class Command(BaseCommand):
    """Asks for city, agency, programme and administrator, and creates them once."""

    help = "Start a forum: asks for (or takes as options) city, agency, programme, administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=str(question))
        parser.add_argument(
            "--password-file", type=Path, help="file whose first line is the password"
        )
        parser.add_argument(
            "--regions", type=Path, help="folder with a wilayah.csv of the city's regions"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if Programme.objects.exists():
            raise CommandError(_("A forum has been started here already."))
        answers = {name: options[name] or _ask(str(q)) for name, q in QUESTIONS.items()}
        password = _read_password(options["password_file"])
        try:
            start_forum(password=password, regions=options["regions"], **answers)
        except (ValidationError, SampleError) as refusal:
            sentence = " ".join(getattr(refusal, "messages", [str(refusal)]))
            raise CommandError(sentence) from refusal
        self.stdout.write(_("The forum is started. Sign in as %s.") % answers["email"])


def _ask(question: str) -> str:
    answer = ""
    while not answer:
        try:
            answer = input(f"{question}: ").strip()
        except EOFError:
            raise CommandError(_("No answer for: %s") % question) from None
    return answer


def _read_password(file: Path | None) -> str:
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").splitlines()[0].strip()
        except (OSError, IndexError):
            raise CommandError(_("The password file cannot be read.")) from None
    first = getpass.getpass(_("Password: "))
    if first != getpass.getpass(_("Repeat the password: ")):
        raise CommandError(_("The passwords differ."))
    return first


@transaction.atomic
def start_forum(
    *,
    city: str,
    city_code: str,
    agency: str,
    programme: str,
    email: str,
    password: str,
    regions: Path | None = None,
) -> Programme:
    """Create the first administrator, the city, the secretariat's agency and the programme.

    The agency gets a default letterhead, to be completed in the browser. With `regions` the regions
    are loaded from wilayah.csv in that folder, which must contain the city. Raises ValidationError
    or SampleError; then nothing is saved.
    """
    validate_email(email)
    validate_password(password)
    administrator = User.objects.create_superuser(email, password)
    organisation = register_organisation(
        slug=slugify(agency), name=agency, sector=Sector.GOVERNMENT, by=administrator
    )
    if regions is not None:
        loaded = LoadedObjects()
        load_regions(SampleFolder(regions), loaded, administrator)
    region = _find_or_register_city(city, city_code, administrator)
    create_letterhead(
        issuer=organisation,
        formulas=get_default_formulas(),
        by=administrator,
        **suggest_letterhead(organisation, region.name),
    )
    return register_programme(
        slug=slugify(programme),
        name=programme,
        city=region,
        secretariat=organisation,
        by=administrator,
    )


def _find_or_register_city(name: str, code: str, by: User) -> Region:
    known = Region.objects.filter(code=code).first()
    return known or register_region(code=code, level=RegionLevel.CITY, name=name, by=by)
