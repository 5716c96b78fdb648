"""How many rows the large stage has, where their ids begin, and the rows of 2021 they hang on."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Model

from agreements.models import DocumentVersion, Letterhead
from pilots.models import Focus, Region
from portal.demo.accounts import DOMAIN
from stakeholders.models import Organisation, User

# Generated references begin behind those of the example.
FIRST_SERIAL = 1001
YEARS = 10
# On which thousands of pledges hang.
BUSY_KELURAHAN = "35.77.02.1001"


@dataclass(slots=True)
class Block:
    """The generated rows of one table: ids from `first` on."""

    first: int
    size: int

    def pick(self, number: int) -> int:
        """Return an id, the same for the same number, spread evenly."""
        return self.first + number % self.size

    def pick_uneven(self, number: int) -> int:
        """Return an id; few rows are picked often and most seldom, as with real organisations."""
        share = (number * 2_654_435_761 % 1_000_003) / 1_000_003
        return self.first + int(self.size * share**3)


@dataclass
class Plan:
    """The size of the stage: 1 is a country, 0.1 a province."""

    scale: float
    today: date
    blocks: dict[type[Model], Block] = field(default_factory=dict)

    def begin(self, model: type[Model], size: int) -> Block:
        """Set the generated rows of a table; their ids follow those there are."""
        last = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        self.blocks[model] = Block(last + 1, size)
        return self.blocks[model]

    def count(self, whole: int) -> int:
        """Return a number of rows, scaled."""
        return max(4, round(whole * self.scale))

    def find_day(self, number: int, size: int) -> date:
        """Return the day of a row: the rows of a table are spread over the years, oldest first."""
        back = (size - number) * YEARS * 365 // size
        return self.today - timedelta(days=back + 1)

    def find_moment(self, number: int, size: int) -> datetime:
        """Return the time of a row, in UTC without a zone, as COPY and SQLite take it."""
        return datetime.combine(self.find_day(number, size), time(number % 9, number % 60))

    # ── Rows of the example ──────────────────────────────────────────────────────────────

    @cached_property
    def accounts(self) -> dict[str, User]:
        """The accounts of the demo by name."""
        found = User.objects.filter(email__endswith=f"@{DOMAIN}").select_related("person")
        return {user.email.partition("@")[0]: user for user in found}

    def find_office(self, account: str) -> Organisation:
        """Return the organisation of a demo account."""
        person = self.accounts[account].person
        return Organisation.objects.get(mandates__person=person)

    @cached_property
    def kelurahan(self) -> int:
        """The id of the kelurahan on which thousands of pledges hang."""
        return Region.objects.get(code=BUSY_KELURAHAN).pk

    @cached_property
    def focuses(self) -> list[int]:
        """The ids of the focuses."""
        return list(Focus.objects.order_by("pk").values_list("pk", flat=True))

    @cached_property
    def letterhead(self) -> int:
        """The id of the letterhead."""
        return Letterhead.objects.earliest("pk").pk

    @cached_property
    def version(self) -> DocumentVersion:
        """The frozen version whose content generated versions copy."""
        return DocumentVersion.objects.earliest("pk")

    def get_type(self, model: type[Model]) -> int:
        """Return the id of a model's content type."""
        return ContentType.objects.get_for_model(model).pk
