"""Two people edit the same text: the second sees both and chooses; nothing is overwritten."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.models import Revised
from core.refusals import Refused


class Conflict(Refused):
    """Someone else saved first: `theirs` is what stands now, `mine` what was about to be saved.

    `by` and `at` say who saved it and when, as far as that is known.
    """

    def __init__(
        self,
        *,
        theirs: dict[str, Any],
        mine: dict[str, Any],
        revision: int,
        by: str = "",
        at: Any = None,
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
    seen: int,
    by: Actor | None = None,
    linked: Mapping[str, Iterable[Model]] | None = None,
    **changes: Any,
) -> T:
    """Write `changes` if the row still has the revision the editor `seen`; else raise Conflict.

    `linked` are many-to-many fields, each replaced as a whole. The comparison and the write are
    one UPDATE, so no lock is needed and SQLite is as safe as PostgreSQL. What was to be written is
    refreshed on `obj` either way.
    """
    links = {name: list(rows) for name, rows in (linked or {}).items()}
    manager = type(obj)._default_manager
    written = manager.filter(pk=obj.pk, revision=seen).update(
        revision=F("revision") + 1,
        revised_by=str(by) if by else "",
        revised_at=timezone.now(),
        **changes,
    )
    # Only what was written: whoever is named by the row and was read with it stays read.
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
