"""Readers before the pages of contributions, in the language of the sources."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from core.choosing.widgets import ShownChoice


@pytest.fixture
def enter():
    """A client for a person of the cast, who reads English."""

    def signed_in(user):
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        if user.is_authenticated:
            client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def staff(enter, facilitator):
    """The facilitator's client."""
    return enter(facilitator)


@pytest.fixture
def read():
    """The words of an answer's page, without its markup."""

    def words(answer):
        text = re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2])
        return " ".join(unescape(text).split())

    return words


@pytest.fixture
def typed():
    """What a browser would send of the form on a page, with what is typed over it."""

    def values(answer, **over):
        form = answer.context["form"]
        sent = {}
        for bound in form:
            value = bound.value()
            if isinstance(value, ShownChoice):
                sent[bound.html_name] = [chosen for chosen, _label in value.chosen]
            elif value is not None:
                sent[bound.html_name] = value
            elif not getattr(bound.field.widget, "allow_multiple_selected", False):
                sent[bound.html_name] = ""
        sent |= {bound.html_name: str(bound.value()) for bound in form.hidden_fields()}
        return sent | over

    return values
