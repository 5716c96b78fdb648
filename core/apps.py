"""The Django app of core: mechanisms that all other apps use, without anything of the forum's."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The foundation of all other apps."""

    name = "core"
    verbose_name = _("Behind the scenes")

    def ready(self) -> None:
        """Connect the signals that create the triggers of core after `migrate`."""
        # The models are ready now.
        from core import content_version, kept_copies, kept_counts  # noqa: PLC0415
        from core.search import index  # noqa: PLC0415

        post_migrate.connect(content_version.create_triggers, sender=self)
        post_migrate.connect(kept_counts.create_triggers, sender=self)
        post_migrate.connect(kept_copies.create_triggers, sender=self)
        pre_migrate.connect(index.prepare_for_migrations, sender=self)
        post_migrate.connect(index.complete_after_migrations, sender=self)
