"""manage.py start_forum: set up a real forum, without sample data."""

import getpass
import re
from pathlib import Path
from typing import Any, cast

from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Field, Model
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
from portal.sample.reader import SampleError, SampleFolder, validate_address
from stakeholders.actions.registers import register_organisation
from stakeholders.models import Organisation, Sector, User

QUESTIONS = {
    "city": gettext_lazy("City (for example: Kota Contoh)"),
    "city_code": gettext_lazy("Kemendagri code of the city (for example: 12.34)"),
    "agency": gettext_lazy("Agency that runs the secretariat"),
    "programme": gettext_lazy("Name of the programme"),
    "email": gettext_lazy("E-mail address of the first administrator"),
}

FIELDS: dict[str, tuple[type[Model], str]] = {
    "city": (Region, "name"),
    "agency": (Organisation, "name"),
    "programme": (Programme, "name"),
}
CODE = re.compile(r"\d{2}\.\d{2}")


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
        wrong = _list_refusals({name: options[name] for name in QUESTIONS if options[name]})
        if wrong:
            raise CommandError("\n".join(wrong))
        is_asking = options["password_file"] is None or not all(options[n] for n in QUESTIONS)
        if is_asking:
            self.stdout.write("\n".join(_list_rules()))
        answers = {name: options[name] or self._ask(name) for name in QUESTIONS}
        password = _read_password(options["password_file"]) or self._ask_password()
        try:
            start_forum(password=password, regions=options["regions"], **answers)
        except (ValidationError, SampleError) as refusal:
            sentence = " ".join(getattr(refusal, "messages", [str(refusal)]))
            raise CommandError(sentence) from refusal
        self.stdout.write(_("The forum is started. Sign in as %s.") % answers["email"])

    def _ask(self, name: str) -> str:
        """Ask until the answer is allowed."""
        while True:
            try:
                answer = input(f"{QUESTIONS[name]}: ").strip()
            except EOFError:
                raise CommandError(_("No answer for: %s") % QUESTIONS[name]) from None
            wrong = _list_refusals({name: answer})
            if not wrong:
                return answer
            self.stdout.write("\n".join(wrong))

    def _ask_password(self) -> str:
        """Ask for the password until it is allowed and repeated without a difference."""
        while True:
            try:
                first = getpass.getpass(_("Password: "))
                validate_password(first)
                if first == getpass.getpass(_("Repeat the password: ")):
                    return first
                self.stdout.write(_("The passwords differ."))
            except EOFError:
                raise CommandError(_("No answer for: %s") % _("Password")) from None
            except ValidationError as refusal:
                self.stdout.write("\n".join(refusal.messages))


def _list_rules() -> list[str]:
    """Return what will be asked and what is allowed."""
    rules = {
        name: _("at most %(count)s characters") % {"count": _get_field(name).max_length}
        for name in FIELDS
    }
    rules["city_code"] = _("two digits, a dot, two digits; 12.34 for example")
    rules["email"] = _("an address with a domain, like nama@kota.example")
    return [
        _("These answers are asked for. A wrong one is asked again, alone."),
        *(f"- {question}: {rules[name]}" for name, question in QUESTIONS.items()),
        f"- {_('Password')}: {' '.join(password_validators_help_texts())}",
    ]


def _list_refusals(answers: dict[str, str]) -> list[str]:
    """Return a sentence for each answer that is not allowed."""
    sentences = []
    for name, answer in answers.items():
        try:
            _validate_answer(name, answer)
        except ValidationError as refusal:
            sentences.append(f"{QUESTIONS[name]}: {' '.join(refusal.messages)}")
    return sentences


def _validate_answer(name: str, answer: str) -> None:
    if name == "email":
        validate_address(answer)
    elif name == "city_code":
        if not CODE.fullmatch(answer):
            raise ValidationError(_("A code is two digits, a dot and two digits, like 12.34."))
    else:
        _get_field(name).clean(answer, None)


def _get_field(name: str) -> "Field[Any, Any]":
    model, field = FIELDS[name]
    return cast("Field[Any, Any]", model._meta.get_field(field))


def _read_password(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        password = file.read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, IndexError):
        raise CommandError(_("The password file cannot be read.")) from None
    if not password:
        raise CommandError(_("The password file cannot be read."))
    return password


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
    validate_address(email)
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
