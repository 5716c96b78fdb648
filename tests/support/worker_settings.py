"""The portal's settings for a worker that a test starts: with the handlers of the tests."""

from portal.settings import *  # noqa: F403
from portal.settings import OUTBOX_HANDLERS

OUTBOX_HANDLERS = {**OUTBOX_HANDLERS, "test": "tests.support.handlers.HANDLERS"}
