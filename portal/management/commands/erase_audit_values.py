"""manage.py erase_audit_values: erase the personal values of the audit trail."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from signing.actions.erasing import erase_overdue_values, erase_values_of_person
from stakeholders.models import Person, User


class Command(BaseCommand):
    """Erases values older than a year (which the worker does daily), or all of one person."""

    help = (
        "Erase personal values behind the audit trail whose time is over, or those of one person."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", metavar="SLUG", help="whose values, whatever their age")
        parser.add_argument("--by", metavar="EMAIL", help="who does it, for the history")

    def handle(
        self, *args: Any, person: str | None = None, by: str | None = None, **options: Any
    ) -> None:
        if person is None:
            count = erase_overdue_values(today=timezone.localdate())
        else:
            count = erase_values_of_person(person=_find_person(person), by=_find_account(by))
        self.stdout.write(_("%(count)s values erased.") % {"count": count})


def _find_person(slug: str) -> Person:
    found = Person.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(_("There is no person with the address %(it)s.") % {"it": slug})
    return found


def _find_account(email: str | None) -> User:
    if not email:
        raise CommandError(
            _("Give the account that erases the values: --by with its e-mail address.")
        )
    found = User.objects.filter(email=email).first()
    if found is None:
        raise CommandError(_("There is no account %(it)s.") % {"it": email})
    return found
