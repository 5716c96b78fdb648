"""manage.py draw_states: write docs/states.md from the transition tables."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.states import render_states_page


class Command(BaseCommand):
    """Writes the state diagrams, or checks that they are up to date."""

    help = "Write docs/states.md from the transition tables."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the page is stale")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "states.md"
        page = render_states_page()
        if check:
            if not path.exists() or path.read_text(encoding="utf-8") != page:
                raise CommandError("docs/states.md is stale: run manage.py draw_states")
            return
        path.write_text(page, encoding="utf-8")
