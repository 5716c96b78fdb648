"""Erasure of the personal values behind an audit trail.

The entries have only salted commitments, so every trail stays valid. An erased value cannot be
proved any more.
"""

from collections import Counter
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.models import AuditValue


def find_overdue_values(*, today: date) -> QuerySet[AuditValue]:
    """Return the values whose retention period is over."""
    return AuditValue.objects.filter(erased_at=None, keep_until__lt=today)


@transaction.atomic
def erase_values(values: QuerySet[AuditValue]) -> Counter[str]:
    """Erase salt and value of each; return the numbers erased, by reference of the trail."""
    pks = [value.pk for value in values.order_by("pk")]
    locked = AuditValue.objects.select_for_update().filter(pk__in=pks, erased_at=None)
    erased = Counter(locked.order_by("pk").values_list("entry__trail__reference", flat=True))
    AuditValue.objects.filter(pk__in=pks, erased_at=None).update(
        salt="", value="", erased_at=timezone.now()
    )
    return erased
