"""Names as long as the fields take them, without a space to break a line at."""

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat, Substr

from agreements.models import Clause, Document, Letterhead, Signatory
from meetings.models import AgendaItem, Decision, FollowUp, Meeting, Participant
from pilots.models import Focus, Problem, Programme, Region
from pledges.models import Pledge
from stakeholders.models import Mandate, Organisation, Person

LETTERS = 190
# What people call things; of places, which are shorter, as much as fits.
NAMES = {
    Organisation: ["name"],
    Person: ["name"],
    Mandate: ["position"],
    Region: ["name"],
    Programme: ["name"],
    Problem: ["title"],
    Focus: ["title"],
    Pledge: ["title", "own_words", "description"],
    Meeting: ["theme", "venue"],
    AgendaItem: ["title"],
    Participant: ["position"],
    Decision: ["title"],
    FollowUp: ["output"],
    Document: ["title", "subject", "place"],
    Clause: ["title"],
    Signatory: ["position"],
    Letterhead: ["name", "agency"],
}


def give_long_names():
    """Calls everything by a single word of 190 letters, each by another one."""
    for model, fields in NAMES.items():
        for name in fields:
            limit = model._meta.get_field(name).max_length or LETTERS
            number = Cast("pk", CharField())
            word = Value("Kemasyarakatan" * 20)
            room = min(limit, LETTERS)
            long = Substr(Concat(number, word), 1, room)
            model.objects.update(**{name: long})
