"""Wake-up of idle outbox workers: LISTEN and NOTIFY on PostgreSQL, `data_version` on SQLite.

`core.outbox.enqueue` notifies the lane in its own transaction, and PostgreSQL delivers the
notification with the commit. On SQLite a worker reads four times a second the number that changes
when another connection has committed; that reads no table.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

CHANNEL = "outbox"
# Seconds. How often SQLite is asked, and how soon a worker that waits notices that it must stop.
SQLITE_INTERVAL, STOP_INTERVAL = 0.25, 1.0


def notify_workers(lane: str) -> None:
    """Wake the workers of a lane when the present transaction is committed."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, lane])


class WakeUp:
    """Waits for new messages of a lane, on the connection that claims them.

    No message is missed: whatever was committed since the last wait began ends the next one.
    """

    def __init__(self, lane: str) -> None:
        self.lane = lane
        self._connection: Any = None
        self._version: int | None = None

    def wait(self, seconds: float, is_stopped: Callable[[], bool]) -> None:
        """Return when a message may have come, after `seconds`, or when `is_stopped`.

        On a new connection it returns at once, since what came before was not heard.
        """
        has_come = {"postgresql": self._receive, "sqlite": self._compare_version}[connection.vendor]
        connection.ensure_connection()
        if self._connection is not connection.connection:
            self._connection, self._version = connection.connection, None
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"LISTEN {CHANNEL}")
            return
        end = time.monotonic() + seconds
        while not is_stopped() and (left := end - time.monotonic()) > 0:
            if has_come(left):
                return

    def _receive(self, left: float) -> bool:
        """Wait for a notification; tell whether one was for this lane."""
        with connection.wrap_database_errors:
            heard = list(self._connection.notifies(timeout=min(left, STOP_INTERVAL), stop_after=1))
        return any(notification.payload == self.lane for notification in heard)

    def _compare_version(self, left: float) -> bool:
        """Tell whether another connection has committed since the last call; else wait."""
        with connection.cursor() as cursor:
            [version] = cursor.execute("PRAGMA data_version").fetchone()
        earlier, self._version = self._version, version
        if version == earlier:
            threading.Event().wait(min(left, SQLITE_INTERVAL))
        return bool(version != earlier)
