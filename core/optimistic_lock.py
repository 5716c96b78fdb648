"""The optimistic lock: nobody overwrites the change of somebody who saved in the meantime.

Each editable row has a `revision` (`core.models.Revised`), which its form sends back. If the row
has a newer revision by then, the edit is a conflict: the editor sees both texts and chooses.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.models import Revised
from core.refusals import Refused


class Conflict(Refused):
    """An edit conflicts with an earlier save: `theirs` are the saved values, `mine` the refused.

    `by` and `at` tell who saved and when; they are empty when unknown.
    """

    def __init__(
        self,
        *,
        theirs: dict[str, Any],
        mine: dict[str, Any],
        revision: int,
        by: str = "",
        at: datetime | None = None,
    ):
        super().__init__(
            _("Someone else changed this while you were writing. Compare both and choose."),
            code="conflict",
        )
        self.theirs = theirs
        self.mine = mine
        self.revision = revision
        self.by = by
        self.at = at


def save_unless_changed[T: Revised](
    obj: T,
    *,
    seen_revision: int,
    by: Actor | None = None,
    linked: Mapping[str, Iterable[Model]] | None = None,
    **changes: Any,
) -> T:
    """Save `changes` if the row still has `seen_revision`; else raise Conflict.

    `linked` are many-to-many fields, each replaced as a whole. The comparison and the write are
    one UPDATE, so no row lock is needed, on SQLite as on PostgreSQL. The changed fields are
    refreshed on `obj` in both cases.
    """
    links = {name: list(rows) for name, rows in (linked or {}).items()}
    manager = type(obj)._default_manager
    written = manager.filter(pk=obj.pk, revision=seen_revision).update(
        revision=F("revision") + 1,
        revised_by=str(by) if by else "",
        revised_at=timezone.now(),
        **changes,
    )
    # Only the changed fields: related objects that were fetched with the row stay fetched.
    obj.refresh_from_db(fields=[*changes, "revision", "revised_by", "revised_at"])
    if not written:
        theirs = {name: getattr(obj, name) for name in changes}
        theirs |= {name: list(getattr(obj, name).all()) for name in links}
        raise Conflict(
            theirs=theirs,
            mine=changes | links,
            revision=obj.revision,
            by=obj.revised_by,
            at=obj.revised_at,
        )
    for name, rows in links.items():
        getattr(obj, name).set(rows)
    return obj
