"""The portal's settings for a worker that a test starts: with its handlers, without duties."""

from portal.settings import *  # noqa: F403
from portal.settings import OUTBOX_HANDLERS

OUTBOX_HANDLERS = {**OUTBOX_HANDLERS, "test": "tests.support.handlers.HANDLERS"}
RECURRING_DUTIES = "tests.support.handlers.DUTIES"
