"""What the tests of contribution links share."""

import re
from datetime import timedelta

from django.apps import apps
from django.utils import timezone

WORDS = "Kami melatih 40 pelapak memotret dagangannya 📷"


def in_days(days):
    """The moment some days from now."""
    return timezone.now() + timedelta(days=days)


def path_of(link):
    """The address of a link's page."""
    return f"/kontribusi/{link.token}/"


def tables():
    """Every row of every table."""
    return {
        model._meta.label: sorted(map(str, model._default_manager.order_by("pk").values_list()))
        for model in apps.get_models()
    }


def key_in(answer):
    """The form's own key in a page."""
    return re.search(r'name="idempotency_key" value="([\w-]+)"', answer.content.decode())[1]


def written(html):
    """The text of a page, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
