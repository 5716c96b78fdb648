"""Background work of the house itself: carrying mail away."""

from collections.abc import Mapping

from core.emails import send_email
from core.outbox import Handler

HANDLERS: Mapping[str, Handler] = {"core.send_email": send_email}
