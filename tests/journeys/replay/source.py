"""What was said and promised in 2021, read from the sample's own files."""

from pathlib import Path

from django.core.management import call_command
from django.db import connection

from portal.sample.loaded import LoadedObjects
from portal.sample.people import ensure_administrator, load_people
from portal.sample.programme import load_programme, load_regions
from portal.sample.reader import SampleFolder
from stakeholders.models import User

SAMPLE = Path(__file__).resolve().parents[3] / "sample" / "madiun-2021"
MEETING = "lokakarya-2021-11-08"


def folder():
    """The files of the sample."""
    return SampleFolder(SAMPLE)


def rows_of(table):
    """The rows of a table that belong to the meeting, in their order."""
    rows = [row for row in folder().read_table(table) if row.get_text("rapat") == MEETING]
    return (
        sorted(rows, key=lambda row: int(row.get_text("urutan")))
        if "urutan" in rows[0].cells
        else rows
    )


def meeting_row():
    """The particulars of the meeting."""
    [row] = [
        row for row in folder().read_table("rapat", key="kunci") if row.get_text("kunci") == MEETING
    ]
    return row


def load_registers():
    """The forum as it stood before the meeting: who, where and what for; no meeting, no letter.

    Returns the accounts by role.
    """
    files, loaded = folder(), LoadedObjects()
    administrator = ensure_administrator(files)
    load_people(files, loaded, administrator)
    facilitator = User.objects.get(email="fasilitator@rembug.example")
    load_regions(files, loaded, administrator)
    load_programme(files, loaded, facilitator)
    return {user.email.partition("@")[0]: user for user in User.objects.all()}


def name_of(table, key, column="nama"):
    """What a key of the sample is called."""
    [row] = [row for row in folder().read_table(table) if row.get_text("kunci") == key]
    return row.get_text(column)


def empty():
    """Forget everything again."""
    name = Path(str(connection.settings_dict["NAME"])).name
    assert "test" in name, f"{name} is somebody's own database"
    call_command("flush", verbosity=0, interactive=False)
