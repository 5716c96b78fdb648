"""manage.py load_sample: load sample data from a folder of CSV files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.sample.load import load_sample
from portal.sample.reader import SampleError


class Command(BaseCommand):
    """Loads a sample folder once; running it again changes nothing."""

    help = "Load a forum from a folder of CSV files (see sample/madiun-2021/README.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            loaded = load_sample(folder)
        except SampleError as error:
            raise CommandError(str(error)) from error
        sentence = _("%(folder)s is loaded.") if loaded else _("%(folder)s was loaded before.")
        self.stdout.write(sentence % {"folder": folder})
