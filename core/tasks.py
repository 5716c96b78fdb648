"""Outbox handlers of core: sending e-mails, doing recurring duties."""

from collections.abc import Mapping

from core.duties import RUN_DUTY, run_duty
from core.emails import send_email
from core.outbox import Handler

HANDLERS: Mapping[str, Handler] = {"core.send_email": send_email, RUN_DUTY: run_duty}
