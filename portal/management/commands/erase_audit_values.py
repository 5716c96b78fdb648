"""manage.py erase_audit_values: forget addresses and browsers behind the audit trail."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from signing.actions.erasing import erase_overdue_values, erase_values_of_person
from stakeholders.models import Person, User


class Command(BaseCommand):
    """Run daily it erases what is older than a year; with a person, what is kept of theirs."""

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
            count = erase_values_of_person(person=_person(person), by=_account(by))
        self.stdout.write(_("%(count)s values erased.") % {"count": count})


def _person(slug: str) -> Person:
    found = Person.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(_("Nobody has the address %(it)s.") % {"it": slug})
    return found


def _account(email: str | None) -> User:
    if not email:
        raise CommandError(_("Say who erases it: --by with the e-mail of an account."))
    found = User.objects.filter(email=email).first()
    if found is None:
        raise CommandError(_("There is no account %(it)s.") % {"it": email})
    return found
