"""Work for the outbox tests: a list of what was done, work that takes long, and ways to fail."""

import time
from threading import Lock

done: list[int] = []
_lock = Lock()


def note(object_id: int) -> None:
    with _lock:
        done.append(object_id)


def fail(object_id: int) -> None:
    raise RuntimeError("The printer is on fire")


def vanish(object_id: int) -> None:
    raise SystemExit  # as a killed worker, it writes nothing more


def wait(seconds: int) -> None:
    time.sleep(seconds)


HANDLERS = {"test.note": note, "test.fail": fail, "test.vanish": vanish, "test.wait": wait}
DUTIES: list[object] = []
