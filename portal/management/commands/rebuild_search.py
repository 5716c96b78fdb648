"""Make the full text index anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.search.index import list_searched_models, list_stale_rows, rebuild_index


class Command(BaseCommand):
    """Make the full text index anew, or only say which rows it has wrongly."""

    help = "Make the full text index of the search anew. --check only compares it with the rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the argument."""
        parser.add_argument("--check", action="store_true", help="compare only")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Rebuild or compare; the database keeps the index true by itself."""
        if not options["check"]:
            rebuild_index()
            self.stdout.write("The search index was made anew.")
            return
        for model in list_searched_models():
            stale = list_stale_rows(model)
            self.stdout.write(f"{model._meta.db_table}: {len(stale)} differ {stale[:10]}")
