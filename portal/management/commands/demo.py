"""manage.py demo: prepare the demo, from an empty database to printed documents."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils.translation import gettext as _

from agreements.models import Document, DocumentKind
from agreements.prints import render_document, render_meeting_print
from meetings.models import Meeting
from portal.demo.accounts import PASSWORD, find_demo_accounts
from portal.demo.documents import create_demo_documents
from signing.authority import read_authority_pem

SEALED_BY = "Rembug (contoh)"
SAMPLE = settings.BASE_DIR / "sample" / "madiun-2021"


class Command(BaseCommand):
    """Prepares the demo; running it again keeps existing data."""

    help = "Prepare the demo: database, example, accounts, documents in var/demo/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="throw the demo's data away first")

    def handle(self, *args: Any, reset: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("This command is for the demo only (DEMO=1)."))
        if reset:
            _delete_demo_data()
        settings.VAR_DIR.mkdir(exist_ok=True)
        call_command("migrate", verbosity=0)
        if not settings.SEAL_P12 and not read_authority_pem():
            call_command("make_seal", name=SEALED_BY, stdout=self.stdout)
        call_command("load_sample", SAMPLE, stdout=self.stdout)
        if create_demo_documents():
            self.stdout.write(_("Example documents were created."))
        users = list(find_demo_accounts().order_by("pk"))
        for user in users:
            if user.check_password(PASSWORD):
                continue
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
        for path in write_documents(settings.VAR_DIR / "demo"):
            self.stdout.write(_("Written: %(path)s") % {"path": path.relative_to(Path.cwd())})
        self.stdout.write(_("Sign in with the password %(password)s as:") % {"password": PASSWORD})
        for user in users:
            self.stdout.write(f"  {user.email:32} {user}")


def _delete_demo_data() -> None:
    """Delete the demo's database and files, but nothing outside var/."""
    # An open connection would continue to write to the deleted file.
    connections.close_all()
    name = Path(str(settings.DATABASES["default"]["NAME"]))
    for path in (name, *name.parent.glob(f"{name.name}-*"), *settings.MEDIA_ROOT.rglob("*.pdf")):
        if path.is_relative_to(settings.VAR_DIR):
            path.unlink(missing_ok=True)


def write_documents(folder: Path) -> list[Path]:
    """Write the prints of the example's berita acara and its meeting into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    document = Document.objects.filter(kind=DocumentKind.BERITA_ACARA).earliest("pk")
    meeting = Meeting.objects.get(documents=document)
    prints = {
        "undangan.pdf": render_meeting_print(meeting, "invitation"),
        "daftar-hadir.pdf": render_meeting_print(meeting, "attendance_list"),
        "daftar-hadir-terisi.pdf": render_meeting_print(meeting, "attendance_list_filled"),
        "notulen.pdf": render_meeting_print(meeting, "minutes"),
        "berita-acara.pdf": render_document(document, paper="A4"),
        "berita-acara-f4.pdf": render_document(document, paper="F4"),
    }
    final = document.issued_files.order_by("number").last()
    if final is not None:  # sealed, with all signatures
        prints["berita-acara-final.pdf"] = final.file.read()
    authority = read_authority_pem()
    if authority:
        prints["sertifikat-segel.pem"] = authority.encode()
    for name, pdf in prints.items():
        (folder / name).write_bytes(pdf)
    return [folder / name for name in prints]
