"""Merging two entries, and all that a merge may change, to be compared before and after."""

from stakeholders.actions.merging import merge_entries
from stakeholders.models import Organisation, Person
from stakeholders.references import Membership, load_references


def merge(merged, kept, by, taken=()):
    return merge_entries(merged=merged, kept=kept, taken=taken, by=by)


def snapshot():
    """All rows that name an organisation or a person, and the two registers."""
    rows = {
        each.name: sorted(
            each.through.objects.values_list("organisation_id", f"{each.owner}_id")
            if isinstance(each, Membership)
            else each.model._default_manager.order_by("pk").values_list("pk", each.field)
        )
        for each in load_references()
        if isinstance(each, Membership) or each.field != "merged_into"
    }
    for model in (Organisation, Person):
        fields = [each.attname for each in model._meta.fields if "revis" not in each.name]
        rows[model.__name__] = sorted(model.objects.values_list(*fields), key=lambda row: row[0])
    return rows
