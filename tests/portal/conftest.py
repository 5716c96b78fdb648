"""The example of 2021, loaded."""

import pytest
from django.conf import settings

from agreements.models import Document
from portal.sample.load import load_sample


@pytest.fixture
def example(db):
    """The berita acara of the example and its meeting; the outbox has not run yet."""
    load_sample(settings.BASE_DIR / "sample" / "madiun-2021")
    document = Document.objects.get(kind="berita_acara")
    return document, document.meeting
