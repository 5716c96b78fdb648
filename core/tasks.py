"""Outbox handlers of core: sending e-mails."""

from collections.abc import Mapping

from core.emails import send_email
from core.outbox import Handler

HANDLERS: Mapping[str, Handler] = {"core.send_email": send_email}
