"""Which rows count in the tallies of organisations; see core/kept_counts.py."""

from django.db.models import Count as CountOf
from django.db.models import Q

from core.kept_counts import Count, CountedRows, Recount
from stakeholders.models import Organisation, OrganisationsBySector

COUNTS = [
    CountedRows(
        name="sector_organisations",
        table="stakeholders_organisation",
        tally=OrganisationsBySector,
        columns=("sector", "is_introduced", "merged_into_id"),
        key="{row}.sector",
        public=(
            "CASE WHEN {row}.is_introduced OR {row}.merged_into_id IS NOT NULL THEN 0 ELSE 1 END"
        ),
        staff="CASE WHEN {row}.merged_into_id IS NULL THEN 1 ELSE 0 END",
    )
]


def recount() -> Recount:
    """Count the organisations anew, to compare with what is kept."""
    rows = Organisation.objects.living().order_by().values_list("sector")
    counted = rows.annotate(seen=CountOf("pk", filter=Q(is_introduced=False)), known=CountOf("pk"))
    return {OrganisationsBySector: {key: Count(*numbers) for key, *numbers in counted}}
