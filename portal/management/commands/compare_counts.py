"""manage.py compare_counts: compare kept counts and copies with the rows that they are made of."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import agreements.counts
import meetings.counts
import pledges.counts
import stakeholders.counts
from core.kept_copies import list_copies
from core.kept_counts import Recount, compare_counts, replace_counts


def recount_everything() -> Recount:
    """Count the rows of every tally anew."""
    return {
        **stakeholders.counts.recount(),
        **pledges.counts.recount(),
        **meetings.counts.recount(),
        **agreements.counts.recount(),
    }


class Command(BaseCommand):
    """Lists every kept count or copy that differs from its rows; fails if there is one."""

    help = "Compare the kept counts and copies with the rows; --mend writes them anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--mend", action="store_true", help="write them anew; only while nobody else writes"
        )

    def handle(self, *args: Any, mend: bool, **options: Any) -> None:
        counted = recount_everything()
        copies = list_copies()
        differences = [
            *compare_counts(counted),
            *(line for copy in copies for line in copy.find_differences()),
        ]
        for line in differences:
            self.stdout.write(line)
        if mend:
            replace_counts(counted)
            for copy in copies:
                copy.replace_wrong()
        elif differences:
            raise CommandError(f"{len(differences)} kept counts or copies differ from their rows.")
