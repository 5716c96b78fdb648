"""What the log of the server must not say."""

import logging

from django.conf import settings

from core.link_tokens import make_token
from core.logs import TokenFilter


def said(message, *args):
    """A line as the log of the server would have it."""
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, args, None)
    assert TokenFilter().filter(record)
    return record.getMessage()


def test_an_address_is_logged_without_what_opens_its_link():
    token = make_token(41, 7)
    told = said("%s: %s", "Unprocessable Content", f"/tanggapi/{token}/")
    assert told == "Unprocessable Content: /tanggapi/41.7.…/"
    assert said("Not Found: %s", "/berita-acara/1.2/") == "Not Found: /berita-acara/1.2/"
    assert said("100 %% of %s", token) == "100 % of 41.7.…"


def test_every_line_passes_that_filter():
    assert settings.LOGGING["root"]["handlers"] == ["console"]
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["tokens"]
