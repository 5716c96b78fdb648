"""What has been loaded so far, found again by the keys of the files."""

from typing import Any

from django.utils.translation import gettext as _

from portal.sample.reader import Row


class Register:
    """Keeps the objects of one load by kind and key; who asks for a stranger is named."""

    def __init__(self) -> None:
        self._kinds: dict[str, dict[str, Any]] = {}

    def add(self, kind: str, key: str, obj: Any) -> None:
        """Keep an object under its key."""
        self._kinds.setdefault(kind, {})[key] = obj

    def find(self, kind: str, key: str, row: Row) -> Any:
        """Return the object of a key; a key that was not loaded is the line's mistake."""
        try:
            return self._kinds.get(kind, {})[key]
        except KeyError:
            raise row.error(
                _("“%(key)s” is not known as %(kind)s.") % {"key": key, "kind": kind}
            ) from None

    def maybe(self, kind: str, row: Row, column: str) -> Any:
        """Return the object that a cell names, or None for an empty cell."""
        key = row.text(column)
        return self.find(kind, key, row) if key else None

    def many(self, kind: str, row: Row, column: str) -> list[Any]:
        """Return the objects that a cell names."""
        return [self.find(kind, key, row) for key in row.many(column)]
