"""The objects that a load has created, found again by the keys of the files."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from agreements.models import Document, Letterhead
from meetings.models import AgendaItem, Decision, Meeting, Participant
from pilots.models import ActionPlan, Focus, Pilot, Problem, Programme, Region, Survey
from pledges.models import Pledge
from portal.sample.reader import CsvRow
from stakeholders.models import Mandate, Organisation, Person, User

# What an error message calls the objects of a model: the name of their file, or of their column.
WORDS: dict[type[Model], str] = {
    ActionPlan: "rencana_aksi",
    AgendaItem: "agenda",
    Decision: "keputusan",
    Document: "dokumen",
    Focus: "fokus",
    Letterhead: "surat",
    Mandate: "mandat",
    Meeting: "rapat",
    Organisation: "organisasi",
    Participant: "peserta",
    Person: "orang",
    Pilot: "pilot",
    Pledge: "kontribusi",
    Problem: "masalah",
    Programme: "program",
    Region: "wilayah",
    Survey: "survei",
    User: "peran",
}


class LoadedObjects:
    """The objects of one load, by model and key.

    Keys of agenda items and participants are unique only within their meeting, whose key is then
    given as `within`.
    """

    def __init__(self) -> None:
        self._objects: dict[tuple[type[Model], str, str], Any] = {}

    def add(self, key: str, obj: Model, *, within: str = "") -> None:
        """Remember an object under its key."""
        self._objects[type(obj), within, key] = obj

    def find[M: Model](self, model: type[M], key: str, row: CsvRow, *, within: str = "") -> M:
        """Return the object with this key; raises SampleError for the row if there is none."""
        try:
            obj: M = self._objects[model, within, key]
        except KeyError:
            raise row.build_error(
                _("There is no %(kind)s with the key “%(key)s”.")
                % {"key": key, "kind": WORDS[model]}
            ) from None
        return obj

    def find_optional[M: Model](
        self, model: type[M], row: CsvRow, column: str, *, within: str = ""
    ) -> M | None:
        """Return the object that a cell names, or None for an empty cell."""
        key = row.get_text(column)
        return self.find(model, key, row, within=within) if key else None

    def find_all[M: Model](self, model: type[M], row: CsvRow, column: str) -> list[M]:
        """Return the objects that a cell names, in its order."""
        return [self.find(model, key, row) for key in row.get_texts(column)]
