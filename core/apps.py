"""The Django app of core: mechanisms that all other apps use, without anything of the forum's."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The foundation of all other apps."""

    name = "core"
    verbose_name = _("Behind the scenes")

    def ready(self) -> None:
        """Connect the signal that creates the content version's triggers after `migrate`."""
        from core.content_version import create_triggers  # noqa: PLC0415 - models are ready now

        post_migrate.connect(create_triggers, sender=self)
