"""Work for the outbox tests: a list of what was done, and two ways to fail."""

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


HANDLERS = {"test.note": note, "test.fail": fail, "test.vanish": vanish}
